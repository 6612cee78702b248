import type { Loaded } from './contestants/shape.js';
import type { Comparison } from './measure.mjs';

/** A number, what it is to become, and the most that it may be until then. */
export interface Verdict {
  readonly what: string;
  readonly measured: string;
  readonly goal: string;
  readonly reached: boolean;
  readonly limit: string;
  readonly kept: boolean;
}

interface Budget {
  readonly goal: number;
  readonly limit: number;
}

/**
 * The goal is what the design asks for. The limit is what the library keeps today, on a busy machine too: whoever makes it slower than that
 * is told. All are ratios within one run, but for the size of the code, which is the same everywhere.
 */
const TIME: Budget = { goal: 1.05, limit: 2 };
/** The first chart of a process pays for what its constructs and the checks load, and for code that has not run before. */
const FIRST_TIME: Budget = { goal: 1.05, limit: 2.5 };
const MEMORY: Budget = { goal: 1.1, limit: 1.25 };
/** The import over that of cdk8s itself. */
const IMPORT: Budget = { goal: 0.1, limit: 0.35 };
/** The JavaScript that the import reads: most of its time is V8 compiling it. What a program does not use need not be there (scripts/bundle/chunks.mjs). */
const BYTES: Budget = { goal: 100_000, limit: 130_000 };
/** All of it, which an ES module reads at its import, and which everybody downloads. */
const ALL_BYTES: Budget = { goal: 350_000, limit: 500_000 };

function percent(ratio: number): string {
  return `${ratio >= 1 ? '+' : '-'}${Math.abs((ratio - 1) * 100).toFixed(1)} %`;
}

function verdict(what: string, measured: number, { goal, limit }: Budget, show: (value: number) => string): Verdict {
  return { what, measured: show(measured), goal: show(goal), reached: measured <= goal, limit: show(limit), kept: measured <= limit };
}

export function verdicts(comparisons: readonly Comparison[], loaded: Loaded): Verdict[] {
  const share = (ratio: number) => `${(ratio * 100).toFixed(0)} %`;
  const kilobytes = (bytes: number) => `${Math.round(bytes / 1000)} kB`;
  return [
    ...comparisons.flatMap(({ charts, timeRatio, memoryRatio }) => [
      verdict(`time of ${charts} charts over by hand`, timeRatio, charts === 1 ? FIRST_TIME : TIME, percent),
      verdict(`memory of ${charts} charts over by hand`, memoryRatio, MEMORY, percent),
    ]),
    verdict('import, of the time that cdk8s takes', loaded.milliseconds / loaded.cdk8sMilliseconds, IMPORT, share),
    verdict('JavaScript that an import reads', loaded.bytes, BYTES, kilobytes),
    verdict('JavaScript of the package', loaded.allBytes, ALL_BYTES, kilobytes),
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
  const read = `${loaded.modules} of the library's ${loaded.allModules} files in ${loaded.milliseconds.toFixed(1)} ms`;
  const imports = `import: ${read}; cdk8s itself takes ${loaded.cdk8sMilliseconds.toFixed(1)} ms\n`;
  const judged = verdicts(comparisons, loaded).map(({ what, measured, goal, reached, limit, kept }) => [
    what,
    measured,
    goal,
    reached ? 'reached' : 'not reached',
    limit,
    kept ? 'kept' : 'BROKEN',
  ]);
  return `${table([heads, ...measurements])}\n${imports}\n${table([['budget', 'measured', 'goal', '', 'at most', ''], ...judged])}`;
}
