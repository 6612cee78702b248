import type { Loaded } from './contestants/shape.js';
import type { Comparison } from './measure.mjs';

/** What a number may be at most. */
export interface Verdict {
  readonly what: string;
  readonly measured: string;
  readonly budget: string;
  readonly kept: boolean;
}

/** The most that constructs may cost over objects that are written by hand. */
const MOST_TIME = 1.05;
const MOST_MEMORY = 1.1;
/** The most that the import may add to that of cdk8s. */
const MOST_MILLISECONDS = 5;
const MOST_BYTES = 100_000;

function percent(ratio: number): string {
  return `${ratio >= 1 ? '+' : '-'}${Math.abs((ratio - 1) * 100).toFixed(1)} %`;
}

export function verdicts(comparisons: readonly Comparison[], loaded: Loaded): Verdict[] {
  const ratio = (what: string, measured: number, most: number): Verdict => ({
    what,
    measured: percent(measured),
    budget: percent(most),
    kept: measured <= most,
  });
  return [
    ...comparisons.flatMap(({ charts, timeRatio, memoryRatio }) => [
      ratio(`time of ${charts} charts over by hand`, timeRatio, MOST_TIME),
      ratio(`memory of ${charts} charts over by hand`, memoryRatio, MOST_MEMORY),
    ]),
    {
      what: 'import over cdk8s, time',
      measured: `${loaded.milliseconds.toFixed(1)} ms`,
      budget: `${MOST_MILLISECONDS} ms`,
      kept: loaded.milliseconds <= MOST_MILLISECONDS,
    },
    {
      what: 'import over cdk8s, JavaScript',
      measured: `${Math.round(loaded.bytes / 1000)} kB`,
      budget: `${MOST_BYTES / 1000} kB`,
      kept: loaded.bytes <= MOST_BYTES,
    },
  ];
}

/** Rows under their heads, each column as wide as it must be; numbers to the right. */
function table(rows: readonly (readonly string[])[]): string {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => (row[column] ?? '').length)));
  const line = (row: readonly string[]) =>
    row.map((cell, column) => (column === 0 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0))).join('  ');
  return rows.map((row) => `${line(row).trimEnd()}\n`).join('');
}

/** The result as a person reads it. */
export function report(comparisons: readonly Comparison[], loaded: Loaded): string {
  const measurements = comparisons.map(({ charts, milliseconds, timeRatio, mebibytes, memoryRatio }) => [
    String(charts),
    milliseconds['by-hand'].toFixed(1),
    milliseconds.constructs.toFixed(1),
    percent(timeRatio),
    mebibytes['by-hand'].toFixed(1),
    mebibytes.constructs.toFixed(1),
    percent(memoryRatio),
  ]);
  const heads = ['charts', 'by hand, ms', 'constructs, ms', 'median ratio', 'by hand, MiB', 'constructs, MiB', 'median ratio'];
  const imports = `import: ${loaded.modules} modules of the library; cdk8s itself takes ${loaded.cdk8sMilliseconds.toFixed(1)} ms\n`;
  const judged = verdicts(comparisons, loaded).map(({ what, measured, budget, kept }) => [
    what,
    measured,
    budget,
    kept ? 'kept' : 'BROKEN',
  ]);
  return `${table([heads, ...measurements])}\n${imports}\n${table([['budget', 'measured', 'at most', ''], ...judged])}`;
}
