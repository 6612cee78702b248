import { setTimeout as sleep } from 'node:timers/promises';
import type { Container, Pod } from 'kubernetes-types/core/v1';
import type { PodPlan } from '../plan/pod';
import { passes, probeOf } from '../plan/probe';
import { terminationOf } from '../plan/termination';
import type { Rewrite } from '../rewritten/rules';
import type { Backend } from './backend';
import type { RunningContainer } from './container';
import { type Answer, ask, type Question } from './http';
import { until } from './processes';

/** How a pod ended that was told to. */
export interface Ending {
  readonly exitCode: number;
  readonly seconds: number;
  /** The grace period was over before the program was. */
  readonly killed: boolean;
}

/** A pod whose containers have been started; the first one is the one that is asked and probed. */
export class RunningPod {
  public readonly main: RunningContainer;

  public constructor(
    public readonly pod: Pod,
    public readonly plan: PodPlan,
    /** What the programs got in place of the manifest's paths, addresses and ports. */
    public readonly rewrites: readonly Rewrite[],
    public readonly containers: readonly RunningContainer[],
    private readonly backend: Backend,
    private readonly readinessChanged: (ready: boolean) => void,
  ) {
    const main = containers.find(({ plan: { name } }) => name === this.container.name);
    if (main === undefined) throw new Error(`pod ${plan.key} has no container`);
    this.main = main;
  }

  /** Whether a probe of the manifest passes now. Without such a probe it does. */
  public async passes(kind: 'readiness' | 'liveness' | 'startup'): Promise<boolean> {
    const probe = probeOf(this.container, kind);
    if (probe === undefined) return true;
    const { path, headers, timeoutSeconds, port } = probe;
    if (path === undefined) throw new Error(`pod ${this.plan.key}: only HTTP probes are run here`);
    const answer = await this.ask(port, { path, headers, timeoutSeconds }).catch(() => undefined);
    return passes(answer?.status);
  }

  /** Waits for the readiness probe, more often than its period says, and then tells the Services. */
  public async untilReady(seconds: number): Promise<void> {
    await until(`pod ${this.plan.key} is ready`, seconds, async () => {
      if (!this.main.running) throw new Error(`${this.main.name} has ended:\n${this.main.errors}`);
      return (await this.passes('readiness')) || undefined;
    });
    this.readinessChanged(true);
  }

  /** Asks one of the pod's ports. */
  public async ask(port: number, question: Question): Promise<Answer> {
    return await ask(this.backend.connect({ address: this.plan.address, port }), question);
  }

  /** Waits for the program's own end. */
  public async finished(seconds: number): Promise<number> {
    return await until(`${this.main.name} ends`, seconds, () => (this.main.running ? undefined : this.main.end)).catch((error: unknown) => {
      throw new Error(`${error instanceof Error ? error.message : error}\n${this.main.errors}`);
    });
  }

  /** Deletes the pod as the kubelet does: no longer ready, preStop, SIGTERM, and SIGKILL when the grace period is over. */
  public async terminate(): Promise<Ending> {
    const begin = Date.now();
    this.readinessChanged(false);
    const { graceSeconds, sleepSeconds } = terminationOf(this.pod, this.container);
    await sleep(sleepSeconds * 1000);
    await Promise.all(this.containers.map((container) => container.signal('SIGTERM')));
    const ended = Promise.all(this.containers.map(({ end }) => end)).then(() => 'ended' as const);
    const left = graceSeconds * 1000 - (Date.now() - begin);
    const killed = (await Promise.race([ended, sleep(left, 'late' as const, { ref: false })])) === 'late';
    if (killed) await Promise.all(this.containers.map((container) => container.signal('SIGKILL')));
    return { exitCode: await this.main.end, seconds: (Date.now() - begin) / 1000, killed };
  }

  private get container(): Container {
    const container = this.pod.spec?.containers[0];
    if (container === undefined) throw new Error(`pod ${this.plan.key} has no container`);
    return container;
  }
}
