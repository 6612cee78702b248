import { readFileSync } from 'node:fs';
import { constants } from 'node:os';
import type { ContainerPlan } from '../plan/container';
import { type Layout, logFile } from '../plan/layout';
import type { PodPlan } from '../plan/pod';
import type { Launched } from './backend';
import { environmentOf, exitCode, hasEnded } from './processes';

/** A container that has been started. */
export class RunningContainer {
  /** The exit code, or 128 and the signal's number. */
  public readonly end: Promise<number>;
  private readonly launched: Launched;
  private killed = false;

  public constructor(
    public readonly plan: ContainerPlan,
    private readonly pod: PodPlan,
    private readonly layout: Layout,
    launched: Launched,
  ) {
    this.launched = launched;
    // unshare, which is in between, can't end by the signal that its child ended by when that is SIGKILL.
    this.end = exitCode(launched.child).then((code) => (this.killed ? 128 + constants.signals.SIGKILL : code));
    // Nobody may be waiting for it yet.
    this.end.catch(() => undefined);
  }

  public get running(): boolean {
    return !hasEnded(this.launched.child);
  }

  /** The environment that the program was really started with. */
  public async environment(): Promise<Readonly<Record<string, string>>> {
    const pid = await this.launched.pid;
    if (pid === undefined) throw new Error(`${this.name} ended before it could be looked at:\n${this.errors}`);
    return environmentOf(pid);
  }

  /** The process on this machine, to look into `/proc`. */
  public get pid(): Promise<number | undefined> {
    return this.launched.pid;
  }

  public get output(): string {
    return readFileSync(logFile(this.layout, this.pod, this.plan, 'stdout'), 'utf8');
  }

  public get errors(): string {
    return readFileSync(logFile(this.layout, this.pod, this.plan, 'stderr'), 'utf8');
  }

  /** A signal to the container's first process, from outside of its namespaces as from a container runtime. */
  public async signal(name: 'SIGTERM' | 'SIGKILL'): Promise<void> {
    const pid = await this.launched.pid;
    if (pid === undefined || !this.running) return;
    this.killed = name === 'SIGKILL';
    process.kill(pid, name);
  }

  public get name(): string {
    return `pod ${this.pod.key}, container ${this.plan.name}`;
  }
}
