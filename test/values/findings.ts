import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { line } from '../../lib/problems';
import { type Finding, placeIn } from '../../lib/values/finding';
import type { Checked, Reader } from '../../lib/values/read';

/** What a value object in the prop `field` is refused or warned for. */
export function findingsOf(object: Checked, field: string): Finding[] {
  const findings: Finding[] = [];
  object._check(placeIn(findings, field));
  return findings;
}

/** The same, a line each, as its user sees it. */
export function linesOf(object: Checked, field: string): string[] {
  return findingsOf(object, field).map(line);
}

/** What a reader makes of a value, and what it says of it. */
export function reading<T>(read: Reader<T>, given: unknown, field = 'prop'): { readonly value: T | undefined; readonly lines: string[] } {
  const findings: Finding[] = [];
  const value = read(given, placeIn(findings, field));
  return { value, lines: findings.map(line) };
}

/** A factory as JavaScript and Python users call it: nothing guards its arguments. */
export function untyped<T>(factory: (...args: never[]) => T): (...args: unknown[]) => T {
  return factory as (...args: unknown[]) => T;
}

/** The cases of one file in `test/vectors`. */
export function vectors<T>(file: string): T[] {
  return JSON.parse(readFileSync(join(__dirname, '../vectors', file), 'utf8')) as T[];
}
