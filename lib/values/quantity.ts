import type { Reader } from './read';
import { textWhere } from './read';

/** Amounts are exact integers of this fraction, the finest that Kubernetes keeps. */
const NANO_DIGITS = 9;
/** Kubernetes caps amounts with a binary suffix at the largest signed 64-bit integer (apimachinery, `resource.Quantity`). */
const LARGEST = (2n ** 63n - 1n) * 10n ** 9n;
/** Exponents beyond this are refused: Kubernetes lets them wrap in 32 bits. */
const FARTHEST = 10_000;

const BINARY: Record<string, bigint> = { Ki: 2n ** 10n, Mi: 2n ** 20n, Gi: 2n ** 30n, Ti: 2n ** 40n, Pi: 2n ** 50n, Ei: 2n ** 60n };
const DECIMAL: Record<string, number> = { n: -9, u: -6, m: -3, '': 0, k: 3, M: 6, G: 9, T: 12, P: 15, E: 18 };
const GRAMMAR = /^([+-]?)(\d*)(?:\.(\d*))?((?:[KMGTPE]i)|[numkMGTPE]?|[eE][+-]?\d+)$/;

/** Amounts that were parsed: an app says the same few again and again. */
const PARSED = new Map<string, bigint | undefined>();
const MOST_PARSED = 1000;

/**
 * A Kubernetes quantity as an exact number of nanos (10^-9), rounded away from zero and capped as Kubernetes does;
 * undefined where Kubernetes rejects the text. Grammar: apimachinery, `pkg/api/resource/quantity.go`. Stricter on purpose
 * in two cases: a text without a digit (`k` is zero there) and an exponent over ten thousand.
 */
export function parseQuantity(text: string): bigint | undefined {
  if (!PARSED.has(text)) {
    if (PARSED.size === MOST_PARSED) PARSED.clear();
    PARSED.set(text, parse(text));
  }
  return PARSED.get(text);
}

function parse(text: string): bigint | undefined {
  const [, sign, whole, fraction = '', suffix] = GRAMMAR.exec(text) ?? [];
  if (sign === undefined || whole === undefined || suffix === undefined || whole + fraction === '') return undefined;
  const unit = BINARY[suffix];
  const exponent = unit !== undefined ? 0 : (DECIMAL[suffix] ?? Number(suffix.slice(1)));
  if (Math.abs(exponent) > FARTHEST) return undefined;
  const digits = BigInt(whole + fraction) * (unit ?? 1n);
  const exact = shifted(digits, NANO_DIGITS - fraction.length + exponent);
  const amount = unit !== undefined && exact > LARGEST ? LARGEST : exact;
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
  for (const [suffix, unit] of Object.entries(BINARY).reverse()) {
    if (bytes >= unit && bytes % unit === 0n) return `${bytes / unit}${suffix}`;
  }
  return String(bytes);
}

/** A number, a unit in whatever letters, and what is written behind it for bytes: `64gb`, `64 GiB`, `1.5ti`. */
const SLIP = /^([+-]?[\d.]+)([kmgtpe])i?b?$/i;

/** What a text that is no quantity most likely means, as Kubernetes writes it. */
function meant(given: string): string | undefined {
  const compact = given.replace(/\s+/g, '');
  if (parseQuantity(compact) !== undefined) return compact;
  const [, amount = '', unit = ''] = SLIP.exec(compact) ?? [];
  const fixed = `${amount}${unit.toUpperCase()}i`;
  return parseQuantity(fixed) === undefined ? undefined : fixed;
}

function spelling(given: string): string {
  const fixed = meant(given);
  return fixed === undefined
    ? 'a number with m, k, M, G, T or Ki, Mi, Gi, Ti, as in "500m" or "64Gi"'
    : `did you mean ${JSON.stringify(fixed)}?`;
}

/** A positive quantity, kept as it was written. */
export function quantity(example: string): Reader<string> {
  return textWhere(example, (given) => {
    const amount = parseQuantity(given);
    if (amount === undefined) return { rule: 'quantity', message: 'is not a Kubernetes quantity', fix: spelling(given) };
    return amount > 0n ? undefined : { rule: 'quantity', message: 'must be more than zero', fix: `for example ${JSON.stringify(example)}` };
  });
}

/** The next amount of whole MiB, KiB or bytes, in a unit that adds little: `1.1Gi` is 1126.4 MiB, so that it is `1127Mi`. */
function roundedUp(size: string): string {
  const bytes = wholeUnits(size) + 1n;
  const unit = [1024n ** 2n, 1024n].find((each) => bytes > 100n * each) ?? 1n;
  return bytesText(ceilDiv(bytes, unit) * unit);
}

function wholeBytes(size: string): string {
  if (size.endsWith('m')) return `m is a thousandth: for mebibytes write ${JSON.stringify(size.replace(/m$/, 'Mi'))}`;
  return `for example ${JSON.stringify(roundedUp(size))}`;
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
