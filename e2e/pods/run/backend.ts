import type { ChildProcess } from 'node:child_process';
import type { Socket } from 'node:net';
import type { ContainerPlan } from '../plan/container';
import type { PodPlan } from '../plan/pod';
import type { Rewrite } from '../rewritten/rules';
import type { Forward, Target } from './relay';

/** A container's process, found once the program itself runs. */
export interface Launched {
  /** Ends when the program does, with its exit code or by its signal. */
  readonly child: ChildProcess;
  /** The program's number on this machine; undefined if it ended before it was seen. */
  readonly pid: Promise<number | undefined>;
}

/** A pod as it really runs, and in what that differs from its manifest. */
export interface Adapted {
  readonly plan: PodPlan;
  readonly rewrites: readonly Rewrite[];
  /** What of the manifest does not hold, in words. */
  readonly unheld: readonly string[];
}

/** The way in which containers are run on this machine. */
export interface Backend {
  adapt(pod: PodPlan): Adapted;
  /** Makes what the containers of a pod share. */
  prepare(pod: PodPlan): Promise<void>;
  launch(pod: PodPlan, container: ContainerPlan): Launched;
  /** A connection as from another machine of the cluster. */
  connect(target: Target): Socket;
  route(forwards: readonly Forward[]): void;
  /** Ends every process and removes every file, or has that done. Synchronous, so that it can be called while this process ends. */
  kill(): void;
  /** Ends every process and waits until nothing is left. */
  close(): Promise<void>;
}
