import type { Chart } from 'cdk8s';

/** The shape that all contestants have: how many charts, how they are called, and what fills one. */
export interface Contestant {
  fill(chart: Chart): void;
}

export const CONTESTANTS = ['by-hand', 'constructs'] as const;
export type Name = (typeof CONTESTANTS)[number];

export function chartId(i: number): string {
  return `classifier-${i}`;
}

/** A namespace for each chart, so that the same names do not clash. */
export function namespace(i: number): string {
  return `team-${i}`;
}

/** What a process has measured of itself. */
export interface Measured {
  readonly milliseconds: number;
  readonly peakMebibytes: number;
}

/** What the import of the library has cost a process that had cdk8s already, and how large all of its JavaScript is. */
export interface Loaded {
  readonly milliseconds: number;
  readonly cdk8sMilliseconds: number;
  readonly modules: number;
  readonly bytes: number;
  readonly allModules: number;
  readonly allBytes: number;
}
