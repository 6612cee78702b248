import type { Reader } from './read';
import { textWhere } from './read';

/** Amounts are exact integers of this fraction, the finest that Kubernetes keeps. */
const NANO_DIGITS = 9;
/** Kubernetes caps amounts with a binary suffix at the largest signed 64-bit integer (apimachinery, `resource.Quantity`). */
const LARGEST = (2n ** 63n - 1n) * 10n ** 9n;
/** Exponents beyond this are refused: Kubernetes lets them wrap in 32 bits. */
const FARTHEST = 10_000;

const BINARY: Record<string, bigint> = { Ki: 1n, Mi: 2n, Gi: 3n, Ti: 4n, Pi: 5n, Ei: 6n };
const DECIMAL: Record<string, number> = { n: -9, u: -6, m: -3, '': 0, k: 3, M: 6, G: 9, T: 12, P: 15, E: 18 };
const GRAMMAR = /^([+-]?)(\d*)(?:\.(\d*))?((?:[KMGTPE]i)|[numkMGTPE]?|[eE][+-]?\d+)$/;

/**
 * A Kubernetes quantity as an exact number of nanos (10^-9), rounded away from zero and capped as Kubernetes does;
 * undefined where Kubernetes rejects the text. Grammar: apimachinery, `pkg/api/resource/quantity.go`. Stricter on purpose
 * in two cases: a text without a digit (`k` is zero there) and an exponent over ten thousand.
 */
export function parseQuantity(text: string): bigint | undefined {
  const [, sign, whole, fraction = '', suffix] = GRAMMAR.exec(text) ?? [];
  if (sign === undefined || whole === undefined || suffix === undefined || whole + fraction === '') return undefined;
  const power = BINARY[suffix];
  const exponent = power !== undefined ? 0 : (DECIMAL[suffix] ?? Number(suffix.slice(1)));
  if (Math.abs(exponent) > FARTHEST) return undefined;
  const digits = BigInt(whole + fraction) * 1024n ** (power ?? 0n);
  const exact = shifted(digits, NANO_DIGITS - fraction.length + exponent);
  const amount = power !== undefined && exact > LARGEST ? LARGEST : exact;
  return sign === '-' ? -amount : amount;
}

/** `amount` times ten to `exponent`, rounded up. */
function shifted(amount: bigint, exponent: number): bigint {
  return exponent >= 0 ? amount * 10n ** BigInt(exponent) : ceilDiv(amount, 10n ** BigInt(-exponent));
}

function ceilDiv(a: bigint, b: bigint): bigint {
  return (a + b - 1n) / b;
}

/** Whether two texts name the same amount: `1` and `1000m` do. Texts that are no quantities are never equal. */
export function equalQuantities(a: string, b: string): boolean {
  const left = parseQuantity(a);
  return left !== undefined && left === parseQuantity(b);
}

/** Whether `a` is more than `b`, by amount and not by spelling. A text that is no quantity counts as nothing. */
export function exceeds(a: string, b: string): boolean {
  return (parseQuantity(a) ?? 0n) > (parseQuantity(b) ?? 0n);
}

/** The whole units in an amount, rounded down: bytes of a memory, whole CPUs of `3500m`. */
export function wholeUnits(text: string): bigint {
  return (parseQuantity(text) ?? 0n) / 10n ** 9n;
}

/** Bytes in the largest binary unit that holds them exactly: 17179869184n is `16Gi`. */
export function bytesText(bytes: bigint): string {
  for (const [suffix, power] of Object.entries(BINARY).reverse()) {
    const unit = 1024n ** power;
    if (bytes >= unit && bytes % unit === 0n) return `${bytes / unit}${suffix}`;
  }
  return String(bytes);
}

const SPELLINGS: readonly (readonly [RegExp, (match: string) => string])[] = [
  [/^([\d.]+)([KMGTPE])i?B$/, (given) => given.replace(/i?B$/, 'i')],
  [/^([\d.]+)([kmgtpe])i$/, (given) => given.replace(/([kmgtpe])i$/, (unit) => unit.charAt(0).toUpperCase() + unit.slice(1))],
  [/^([\d.]+)K$/, (given) => `${given}i`],
  [/^([\d.]+) +(\S+)$/, (given) => given.replace(/ +/, '')],
];

function spelling(given: string): string {
  const fixed = SPELLINGS.find(([pattern]) => pattern.test(given))?.[1](given);
  return fixed !== undefined && parseQuantity(fixed) !== undefined
    ? `did you mean ${JSON.stringify(fixed)}?`
    : 'a number with m, k, M, G, T or Ki, Mi, Gi, Ti, as in "500m" or "64Gi"';
}

/** A positive quantity, kept as it was written. */
export function quantity(example: string): Reader<string> {
  return textWhere(example, (given) => {
    const amount = parseQuantity(given);
    if (amount === undefined) return { rule: 'quantity', message: 'is not a Kubernetes quantity', fix: spelling(given) };
    return amount > 0n ? undefined : { rule: 'quantity', message: 'must be more than zero', fix: `for example ${JSON.stringify(example)}` };
  });
}

function wholeBytes(size: string): string {
  if (size.endsWith('m')) return `m is a thousandth: for mebibytes write ${JSON.stringify(size.replace(/m$/, 'Mi'))}`;
  return `for example ${JSON.stringify(bytesText(wholeUnits(size) + 1n))}`;
}

/** A memory or storage size: whole bytes, and not a slip of the unit such as `512m`, which is half a byte. */
export function byteSize(example: string): Reader<string> {
  const read = quantity(example);
  return (given, place) => {
    const size = read(given, place);
    if (size === undefined || (parseQuantity(size) ?? 0n) % 10n ** 9n === 0n) return size;
    place.report({ value: given, rule: 'quantity', message: 'is not a whole number of bytes', fix: wholeBytes(size) });
    return undefined;
  };
}
