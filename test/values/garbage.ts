import fc from 'fast-check';
import { line } from '../../lib/problems';
import { type Finding, placeIn } from '../../lib/values/finding';
import type { Checked, Reader } from '../../lib/values/read';
import { findingsOf, untyped } from './findings';

const RUNS = 60;

/** As a construct is: it holds a node that holds it. */
function cyclic(): object {
  const construct: { node?: object } = {};
  construct.node = { host: construct };
  return construct;
}

const ODD: readonly unknown[] = [
  ...[undefined, null, true, 0, -0, 1.5, NaN, Infinity, 7n, '', ' ', '\n', 'x'.repeat(300), 'é', '64GB'],
  ...[Symbol('odd'), () => 1, class Odd {}, new (class {})(), new Date(NaN), new Map([['a', 'b']]), new Set([1]), /x/],
  ...[cyclic(), [cyclic()], { a: cyclic() }, Object.create(null), { toString: 1 }, { toJSON: () => undefined }, { constructor: null }],
  ...[{ name: 5 }, { name: { toString: 1 } }, { value: undefined }, { valueFrom: 1 }, Array(3), JSON.parse('{"__proto__": 1}')],
];

/** Whatever may be passed where nothing checks types; now and then an object with the right fields and wrong values. */
export function garbage(fields: readonly string[]): fc.Arbitrary<unknown> {
  const anything = fc.oneof(
    fc.constantFrom(...ODD),
    fc.anything({ withBigInt: true, withDate: true, withMap: true, withSet: true, withTypedArray: true, withSparseArray: true }),
  );
  const nearly = fc.record(Object.fromEntries(fields.map((field) => [field, anything])), { requiredKeys: [] });
  return fields.length === 0 ? anything : fc.oneof(anything, nearly);
}

/** What makes a finding unreadable: an empty part, or a value that was put into words without a look at it. */
function faults(finding: Finding): string[] {
  const { field, rule, message, fix } = finding;
  const empty = Object.entries({ field, rule, message, fix }).flatMap(([part, text]) =>
    typeof text === 'string' && text.trim() !== '' ? [] : [`no ${part}`],
  );
  const spoilt = /undefined/.test(`${field} ${message} ${fix}`) || line(finding).includes('[object ');
  return spoilt ? [...empty, line(finding)] : empty;
}

/** Whatever the factory is given, it makes an object, whose check throws nothing and reports what can be read. */
export function expectTotal(factory: (...args: never[]) => Checked, fields: readonly string[] = []): void {
  const make = untyped(factory);
  fc.assert(
    fc.property(fc.array(garbage(fields), { maxLength: 3 }), (args) => {
      expect(findingsOf(make(...args), 'prop').flatMap(faults)).toEqual([]);
    }),
    { numRuns: RUNS },
  );
}

/** Whatever the reader is given, it throws nothing, and gives a value or says what is wrong. */
export function expectTotalReader(read: Reader<unknown>, fields: readonly string[] = []): void {
  fc.assert(
    fc.property(garbage(fields), (given) => {
      const findings: Finding[] = [];
      const value = read(given, placeIn(findings, 'prop'));
      expect(findings.flatMap(faults)).toEqual([]);
      expect(value !== undefined || findings.length > 0).toBe(true);
    }),
    { numRuns: RUNS },
  );
}
