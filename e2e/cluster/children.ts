import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { hasEnded } from '../pods/run/processes';
import { poll } from '../poll';
import { endWithUs } from '../provision/own-processes';

const POLL_MS = 50;
const TAIL_LINES = 15;

/** A program that runs for the cluster: what to start, and the signal that ends it. */
export interface ChildSpec {
  readonly name: string;
  readonly file: string;
  readonly args: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** `SIGKILL` where a tidy end takes long and what it tidies is thrown away. */
  readonly stopSignal?: NodeJS.Signals;
}

interface Running {
  readonly spec: ChildSpec;
  readonly child: ChildProcess;
  readonly log: string;
  readonly ended: Promise<void>;
}

/** The processes of one cluster, each with a log of its own. Only processes that were started here are ever signalled. */
export class Children {
  private readonly running: Running[] = [];

  public constructor(private readonly logs: string) {}

  /** Starts a program; resolves once `ready` says so, and fails with the end of its log if it ends before. */
  public async start(spec: ChildSpec, ready: () => Promise<boolean>, seconds = 60): Promise<void> {
    const started = this.spawn(spec);
    const isReady = async (): Promise<true | undefined> => {
      if (await ready().catch(() => false)) return true;
      if (hasEnded(started.child)) throw new Error(`${spec.name} ended:\n${tail(started.log)}`);
      return undefined;
    };
    await poll(
      { seconds, everyMilliseconds: POLL_MS },
      isReady,
      () => `${spec.name} was not ready after ${seconds} s:\n${tail(started.log)}`,
    );
  }

  private spawn(spec: ChildSpec): Running {
    const log = join(this.logs, `${spec.name}.log`);
    const descriptor = openSync(log, 'a');
    const child = spawn(spec.file, spec.args, { env: { ...process.env, ...spec.env }, stdio: ['ignore', descriptor, descriptor] });
    closeSync(descriptor);
    endWithUs(child);
    const ended = new Promise<void>((resolve) => {
      child.once('exit', () => resolve());
      child.once('error', () => resolve());
    });
    const running = { spec, child, log, ended };
    this.running.push(running);
    return running;
  }

  /** Ends all of them, the last one first. */
  public async stop(): Promise<void> {
    for (const { spec, child, ended } of this.running.splice(0).reverse()) {
      if (hasEnded(child) || child.pid === undefined) continue;
      child.kill(spec.stopSignal ?? 'SIGTERM');
      const kill = setTimeout(() => child.kill('SIGKILL'), 5_000);
      await ended;
      clearTimeout(kill);
    }
  }
}

function tail(log: string): string {
  return readFileSync(log, 'utf8').trimEnd().split('\n').slice(-TAIL_LINES).join('\n');
}
