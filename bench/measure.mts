import { CONTESTANTS, type Loaded, type Measured, type Name } from './contestants/shape.js';
import type { Workspace } from './workspace.mjs';

/** The ratio of the constructs to what is written by hand, with the medians of both. */
export interface Comparison {
  readonly charts: number;
  readonly milliseconds: Readonly<Record<Name, number>>;
  readonly timeRatio: number;
  readonly mebibytes: Readonly<Record<Name, number>>;
  readonly memoryRatio: number;
}

export function median(numbers: readonly number[]): number {
  const sorted = [...numbers].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const [low = Number.NaN, high = Number.NaN] = [sorted[sorted.length % 2 === 1 ? middle : middle - 1], sorted[middle]];
  return (low + high) / 2;
}

type Round = Readonly<Record<Name, Measured>>;

/** One fresh process for each contestant; every other round in the other order, so that a machine that gets slower or faster favours none. */
function round(workspace: Workspace, charts: number, number: number): Round {
  const order = number % 2 === 0 ? [...CONTESTANTS] : [...CONTESTANTS].reverse();
  const measured = order.map((name) => [name, JSON.parse(workspace.run('synthesize.js', name, String(charts)))] as const);
  return Object.fromEntries(measured) as Round;
}

function comparison(charts: number, rounds: readonly Round[]): Comparison {
  const mediansOf = (field: keyof Measured) =>
    Object.fromEntries(CONTESTANTS.map((name) => [name, median(rounds.map((each) => each[name][field]))])) as Record<Name, number>;
  const ratioOf = (field: keyof Measured) => median(rounds.map((each) => each.constructs[field] / each['by-hand'][field]));
  return {
    charts,
    milliseconds: mediansOf('milliseconds'),
    timeRatio: ratioOf('milliseconds'),
    mebibytes: mediansOf('peakMebibytes'),
    memoryRatio: ratioOf('peakMebibytes'),
  };
}

/** All sizes in each round: what slows the machine for a while slows all of them. */
export function compare(workspace: Workspace, sizes: readonly number[], rounds: number, tell: (text: string) => void): Comparison[] {
  const measured = new Map<number, Round[]>(sizes.map((charts) => [charts, []]));
  for (let number = 0; number < rounds; number++) {
    for (const [charts, results] of measured) {
      tell(`round ${number + 1} of ${rounds}: ${charts} ${charts === 1 ? 'chart' : 'charts'}`);
      results.push(round(workspace, charts, number));
    }
  }
  return [...measured].map(([charts, results]) => comparison(charts, results));
}

/** The cost of the import: each process imports cdk8s first, so that the pair is measured in one. */
export function load(workspace: Workspace, processes: number, tell: (text: string) => void): Loaded {
  const results: Loaded[] = [];
  for (let number = 0; number < processes; number++) {
    tell(`import ${number + 1} of ${processes}`);
    results.push(JSON.parse(workspace.run('load.js')) as Loaded);
  }
  const medianOf = (field: keyof Loaded) => median(results.map((each) => each[field]));
  return {
    milliseconds: medianOf('milliseconds'),
    cdk8sMilliseconds: medianOf('cdk8sMilliseconds'),
    modules: medianOf('modules'),
    bytes: medianOf('bytes'),
    allModules: medianOf('allModules'),
    allBytes: medianOf('allBytes'),
  };
}
