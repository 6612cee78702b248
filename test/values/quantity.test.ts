import fc from 'fast-check';
import { byteSize, bytesText, equalQuantities, parseQuantity, quantity, wholeUnits } from '../../lib/values/quantity';
import { reading, vectors } from './findings';
import { expectTotalReader } from './garbage';

interface QuantityCase {
  readonly s: string;
  readonly ok: boolean;
  readonly nano?: string;
  readonly canonical?: string;
}

const CASES = vectors<QuantityCase>('quantities.json');

/** Texts that Kubernetes takes and we refuse. */
const DEVIATIONS = [
  {
    reason: 'a text without a digit is zero to the parser, though not in the grammar of its documentation, and a slip of the pen to a user',
    texts: [
      ...[
        '+',
        '+.',
        '+.M',
        '+E',
        '+M',
        '+Mi',
        '+m',
        '+n',
        '-',
        '-.',
        '-.Gi',
        '-.m',
        '-Gi',
        '-Ki',
        '-e3',
        '-k',
        '-u',
        '.',
        '.Gi',
        '.e3',
        '.k',
      ],
      ...['E', 'E+02', 'E3', 'Gi', 'Ki', 'M', 'P', 'T', 'e-9', 'e3', 'k', 'm', 'n', 'u'],
    ],
  },
  {
    reason: 'an exponent over ten thousand wraps in 32 bits there, and means another amount than is written',
    texts: ['1e4294967297', '1e9223372036854775807'],
  },
];
const DEVIATING = DEVIATIONS.flatMap(({ texts }) => texts);

function nanos({ ok, nano }: QuantityCase): bigint | undefined {
  return ok ? BigInt(nano ?? NaN) : undefined;
}

describe('the verdicts of Kubernetes on quantities', () => {
  const compared = CASES.filter(({ s }) => !DEVIATING.includes(s));

  test('are the same, in exact nanos, for all 596 texts on which we mean to agree', () => {
    expect(compared.filter((one) => parseQuantity(one.s) !== nanos(one))).toEqual([]);
    expect(compared.filter(({ ok }) => ok)).toHaveLength(454);
    expect(compared.filter(({ ok }) => !ok)).toHaveLength(142);
  });

  test.each(DEVIATIONS)('differ on purpose: $reason', ({ texts }) => {
    const accepted = new Set(CASES.filter(({ ok }) => ok).map(({ s }) => s));
    expect(texts.filter((text) => !accepted.has(text))).toEqual([]);
    expect(texts.filter((text) => parseQuantity(text) !== undefined)).toEqual([]);
  });

  test('count what is written and what the API server writes back as equal', () => {
    const limit = 10n ** 30n; // From 1000 E on, multiples of a thousand are written back without their suffix.
    const written = compared.filter((one) => one.ok && (nanos(one) ?? limit) < limit);
    expect(written.filter(({ s, canonical }) => !equalQuantities(s, canonical ?? ''))).toEqual([]);
    expect(written).toHaveLength(429);
  });
});

const UNITS = { n: -9, u: -6, m: -3, '': 0, k: 3, M: 6, G: 9, T: 12, P: 15, E: 18 };
const BINARY_UNITS = ['Ki', 'Mi', 'Gi', 'Ti', 'Pi', 'Ei'];

/** A quantity as text, and as the fraction of a nano that its digits and suffix mean. */
interface Sample {
  readonly text: string;
  readonly numerator: bigint;
  readonly denominator: bigint;
}

function sample(whole: bigint, fraction: string, suffix: string): Sample {
  const power = BINARY_UNITS.indexOf(suffix) + 1;
  const exponent = Object.entries(UNITS).find(([name]) => name === suffix)?.[1] ?? 0;
  const digits = BigInt(`${whole}${fraction}`);
  const numerator = digits * 1024n ** BigInt(power) * 10n ** BigInt(exponent + 18);
  return { text: `${whole}${fraction === '' ? '' : `.${fraction}`}${suffix}`, numerator, denominator: 10n ** BigInt(fraction.length + 9) };
}

/** Amounts below the cap of 2^63, down to billionths of a nano. */
const samples = fc
  .tuple(fc.bigInt(0n, 7n), fc.stringMatching(/^\d{0,9}$/), fc.constantFrom(...Object.keys(UNITS), ...BINARY_UNITS))
  .map(([whole, fraction, suffix]) => sample(whole, fraction, suffix));

function compare(a: bigint, b: bigint): number {
  return a < b ? -1 : Number(a > b);
}

describe('parseQuantity', () => {
  test('rounds an amount up to the next nano, and no further', () => {
    fc.assert(
      fc.property(samples, ({ text, numerator, denominator }) => {
        const parsed = parseQuantity(text) ?? -1n;
        expect(parsed * denominator >= numerator && (parsed - 1n) * denominator < numerator).toBe(true);
      }),
    );
  });

  test('orders amounts as exact fractions are ordered', () => {
    fc.assert(
      fc.property(samples, samples, (a, b) => {
        const exact = compare(a.numerator * b.denominator, b.numerator * a.denominator);
        const parsed = compare(parseQuantity(a.text) ?? -1n, parseQuantity(b.text) ?? -1n);
        const apart = a.numerator % a.denominator === 0n && b.numerator % b.denominator === 0n;
        expect(apart ? [exact] : [exact, 0]).toContain(parsed);
      }),
    );
  });

  test('gives back the nanos that a text was made of, of either sign', () => {
    fc.assert(fc.property(fc.bigInt(-(10n ** 30n), 10n ** 30n), (amount) => expect(parseQuantity(`${amount}n`)).toBe(amount)));
  });

  test('gives nothing or an exact integer for any text at all', () => {
    const texts = fc.oneof(fc.string(), fc.stringMatching(/^[+-]?[\d.]{0,5}[numkKMGTPEei+-]{0,3}\d?$/));
    fc.assert(fc.property(texts, (text) => expect(['bigint', 'undefined']).toContain(typeof parseQuantity(text))));
  });
});

test('1 and 1000m are the same amount, and what is no quantity is equal to nothing', () => {
  expect(equalQuantities('1', '1000m')).toBe(true);
  expect(equalQuantities('1', '1001m')).toBe(false);
  expect(equalQuantities('64GB', '64GB')).toBe(false);
});

test.each([
  ['3500m', 3n],
  ['999m', 0n],
  ['16Gi', 17179869184n],
  ['64GB', 0n],
])('%s has %d whole units', (text, units) => expect(wholeUnits(text)).toBe(units));

describe('bytesText', () => {
  test.each([
    [17179869184n, '16Gi'],
    [1610612736n, '1536Mi'],
    [1024n ** 6n, '1Ei'],
    [1023n, '1023'],
    [1025n, '1025'],
    [0n, '0'],
  ])('writes %d as %s', (bytes, text) => expect(bytesText(bytes)).toBe(text));

  test('is read back as the same bytes', () => {
    const bytes = fc.tuple(fc.bigInt(0n, 8191n), fc.bigInt(0n, 5n)).map(([count, power]) => count * 1024n ** power);
    fc.assert(fc.property(fc.oneof(bytes, fc.bigInt(0n, 2n ** 63n - 1n)), (n) => expect(parseQuantity(bytesText(n))).toBe(n * 10n ** 9n)));
  });
});

const GRAMMAR = 'a number with m, k, M, G, T or Ki, Mi, Gi, Ti, as in "500m" or "64Gi"';

describe('a quantity in a prop', () => {
  test.each([
    ['64GB', 'did you mean "64Gi"?'],
    ['64GiB', 'did you mean "64Gi"?'],
    ['512KB', 'did you mean "512Ki"?'],
    ['64gi', 'did you mean "64Gi"?'],
    ['64K', 'did you mean "64Ki"?'],
    ['500 m', 'did you mean "500m"?'],
    ['64gb', 'did you mean "64Gi"?'],
    ['64 GB', 'did you mean "64Gi"?'],
    ['64 gib', 'did you mean "64Gi"?'],
    ['64g', 'did you mean "64Gi"?'],
    ['1.5TB', 'did you mean "1.5Ti"?'],
    [' 64Gi', 'did you mean "64Gi"?'],
    ['1.5.0GB', GRAMMAR],
    ['much', GRAMMAR],
    ['Gi', GRAMMAR],
  ])('refuses %s and says: %s', (given, fix) => {
    expect(reading(quantity('8'), given, 'cpu')).toEqual({
      value: undefined,
      lines: [`cpu: is not a Kubernetes quantity, got "${given}" (${fix})`],
    });
  });

  test('is kept as it was written', () => expect(reading(quantity('8'), '+08.50e0')).toEqual({ value: '+08.50e0', lines: [] }));

  test.each([
    ['0', 'cpu: must be more than zero, got "0" (for example "8")'],
    ['-1', 'cpu: must be more than zero, got "-1" (for example "8")'],
    ['', 'cpu: must be a string that is not empty, got "" (for example "8")'],
    [8, 'cpu: must be a string, got 8 (for example "8")'],
  ])('refuses %p: %s', (given, text) => expect(reading(quantity('8'), given, 'cpu').lines).toEqual([text]));

  test('is never an exception', () => expectTotalReader(quantity('8')));
});

describe('a size in bytes', () => {
  test.each(['1', '64Gi', '0.5Gi', '1e3', '1000m'])('takes %s', (given) =>
    expect(reading(byteSize('64Gi'), given)).toEqual({ value: given, lines: [] }),
  );

  test('refuses 512m, half a byte, and suggests 512Mi', () => {
    const text = 'memory: is not a whole number of bytes, got "512m" (m is a thousandth: for mebibytes write "512Mi")';
    expect(reading(byteSize('64Gi'), '512m', 'memory')).toEqual({ value: undefined, lines: [text] });
  });

  test('refuses one byte and a half, and suggests two', () => {
    const text = 'memory: is not a whole number of bytes, got "1.5" (for example "2")';
    expect(reading(byteSize('64Gi'), '1.5', 'memory')).toEqual({ value: undefined, lines: [text] });
  });

  test.each([
    ['1.1Gi', '1127Mi'],
    ['0.3Gi', '308Mi'],
    ['1.0001Mi', '1025Ki'],
    ['100n', '1'],
  ])('refuses %s and suggests the next whole amount, %s', (given, right) => {
    const text = `memory: is not a whole number of bytes, got "${given}" (for example "${right}")`;
    expect(reading(byteSize('64Gi'), given, 'memory').lines).toEqual([text]);
    expect(reading(byteSize('64Gi'), right).lines).toEqual([]);
  });

  test.each(['1.1Gi', '0.3Gi', '100n'])('refuses %s without suggesting the same again', (given) => {
    const { value, lines } = reading(byteSize('64Gi'), given);
    expect(value).toBeUndefined();
    expect(lines).toEqual([expect.stringContaining(`is not a whole number of bytes, got "${given}"`)]);
    expect(lines.join().split(`"${given}"`)).toHaveLength(2);
  });

  test('is never an exception', () => expectTotalReader(byteSize('64Gi')));
});
