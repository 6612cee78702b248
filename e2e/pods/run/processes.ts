import type { ChildProcess } from 'node:child_process';
import { closeSync, existsSync, openSync, readdirSync, readFileSync } from 'node:fs';
import { constants } from 'node:os';
import { poll } from '../../poll';

const POLL_MILLISECONDS = 20;

/** How a process ended, as Kubernetes counts it: 128 and the number of the signal, or the exit code. */
export function exitCode(child: ChildProcess): Promise<number> {
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code, signal) => resolve(code ?? 128 + (signal === null ? 0 : constants.signals[signal])));
  });
}

export function hasEnded({ exitCode: code, signalCode }: ChildProcess): boolean {
  return code !== null || signalCode !== null;
}

/** The process that a chain of single children ends in, counted from `pid`; undefined if it is not that long. */
export function descendant(pid: number, generations: number): number | undefined {
  if (generations === 0) return pid;
  const child = childrenOf(pid)[0];
  return child === undefined ? undefined : descendant(child, generations - 1);
}

function childrenOf(parent: number): number[] {
  // Not every kernel lists them; then all processes are asked for their parent.
  const listed = `/proc/${parent}/task/${parent}/children`;
  if (existsSync(listed)) return readText(listed).split(' ').filter(Boolean).map(Number);
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name) && parentOf(name) === parent)
    .map(Number);
}

function parentOf(pid: string): number {
  return Number(
    readText(`/proc/${pid}/stat`)
      .replace(/^.*\) /s, '')
      .split(' ')[1],
  );
}

/** The variables that a running program was started with. */
export function environmentOf(pid: number): Readonly<Record<string, string>> {
  const variables = readText(`/proc/${pid}/environ`).split('\0').filter(Boolean);
  return Object.fromEntries(variables.map((variable) => [variable.replace(/=.*/s, ''), variable.replace(/^[^=]*=/, '')]));
}

function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}

/** Polls until there is a value; fails after `seconds` with what was waited for. */
export function until<T>(what: string, seconds: number, find: () => Promise<T | undefined> | T | undefined): Promise<T> {
  return poll({ seconds, everyMilliseconds: POLL_MILLISECONDS }, find, () => `not within ${seconds} seconds: ${what}`);
}

/** Runs something with files open for writing, which a child process may inherit. */
export function withFiles<T>(paths: readonly [string, string], use: (descriptors: readonly [number, number]) => T): T {
  const descriptors = [openSync(paths[0], 'a'), openSync(paths[1], 'a')] as const;
  try {
    return use(descriptors);
  } finally {
    for (const descriptor of descriptors) closeSync(descriptor);
  }
}
