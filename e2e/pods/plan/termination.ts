import type { Container, Pod } from 'kubernetes-types/core/v1';

/** How the kubelet ends a container: it waits `sleepSeconds`, sends SIGTERM, and SIGKILL `graceSeconds` after it began. */
export interface TerminationPlan {
  readonly graceSeconds: number;
  readonly sleepSeconds: number;
}

const DEFAULT_GRACE_SECONDS = 30;

export function terminationOf(pod: Pod, container: Container): TerminationPlan {
  return {
    graceSeconds: pod.spec?.terminationGracePeriodSeconds ?? DEFAULT_GRACE_SECONDS,
    sleepSeconds: sleepOf(container),
  };
}

/** Seconds of `preStop`, which Kubernetes 1.29 can sleep itself (newer than the types) and older ones leave to a command. */
function sleepOf({ name, lifecycle }: Container): number {
  const preStop: { sleep?: { seconds: number }; exec?: { command?: string[] } } | undefined = lifecycle?.preStop;
  if (preStop === undefined) return 0;
  const [command, seconds] = preStop.exec?.command ?? [];
  if (command === 'sleep') return Number(seconds);
  if (preStop.sleep === undefined) throw new Error(`container ${name}: only a preStop that sleeps is known here`);
  return preStop.sleep.seconds;
}
