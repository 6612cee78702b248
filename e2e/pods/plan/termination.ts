import type { Container, Pod } from 'kubernetes-types/core/v1';

/** How the kubelet ends a container: it waits `sleepSeconds`, sends SIGTERM, and SIGKILL `graceSeconds` after it began. */
export interface TerminationPlan {
  readonly graceSeconds: number;
  readonly sleepSeconds: number;
}

const DEFAULT_GRACE_SECONDS = 30;

export function terminationOf(pod: Pod, container: Container): TerminationPlan {
  // Newer than the types: Kubernetes 1.29.
  const preStop: { sleep?: { seconds: number } } | undefined = container.lifecycle?.preStop;
  if (preStop !== undefined && preStop.sleep === undefined)
    throw new Error(`container ${container.name}: only a preStop that sleeps is known here`);
  return {
    graceSeconds: pod.spec?.terminationGracePeriodSeconds ?? DEFAULT_GRACE_SECONDS,
    sleepSeconds: preStop?.sleep?.seconds ?? 0,
  };
}
