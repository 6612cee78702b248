import type { Duration } from 'cdk8s';
import { articled, type Place, show, WatchedPlace } from './finding';
import { nearest } from './suggest';

/**
 * Reads one field of a user's props: the value where it is right; otherwise it reports and gives undefined, so that the
 * rules between fields still run over all that is right. Types are never the only guard: JavaScript and Python users come here too.
 */
export type Reader<T> = (value: unknown, place: Place) => T | undefined;

/** A value object that knows what is wrong with what it was made of. @internal */
export interface Checked {
  /** @internal */
  _check(place: Place): void;
}

/** One field of a struct: its reader, and for a required one a right value to go on with when it is missing or wrong. */
export interface Field<T> {
  readonly read: Reader<T>;
  readonly standIn?: T;
  /** What the error shows as a right value. */
  readonly example?: unknown;
}

/** The reader of each field of a struct; a field that is forgotten here does not compile. */
export type Shape<T> = { readonly [K in keyof Required<T>]: Field<NonNullable<T[K]>> };

export function optional<T>(read: Reader<T>): Field<T> {
  return { read };
}

export function required<T>(read: Reader<T>, standIn: T, example: unknown = standIn): Field<T> {
  return { read, standIn, example };
}

function wrongType(place: Place, value: unknown, wanted: string, fix: string): undefined {
  place.report({ value, rule: 'type', message: `must be ${wanted}`, fix });
  return undefined;
}

export function text(example: string): Reader<string> {
  return (value, place) => {
    if (typeof value !== 'string') return wrongType(place, value, 'a string', `for example ${show(example)}`);
    if (value === '') return wrongType(place, value, 'a string that is not empty', `for example ${show(example)}`);
    return value;
  };
}

/** A text that a rule accepts; the rule says what is wrong, or undefined. */
export function textWhere(
  example: string,
  rule: (value: string) => { rule: string; message: string; fix: string } | undefined,
): Reader<string> {
  const read = text(example);
  return (value, place) => {
    const given = read(value, place);
    const wrong = given === undefined ? undefined : rule(given);
    if (wrong === undefined) return given;
    place.report({ value, ...wrong });
    return undefined;
  };
}

export function integer(min: number, max = Number.MAX_SAFE_INTEGER, example = Math.max(min, Math.min(max, 1))): Reader<number> {
  const wanted = max === Number.MAX_SAFE_INTEGER ? `a whole number of at least ${min}` : `a whole number from ${min} to ${max}`;
  return (value, place) => {
    if (typeof value === 'number' && Number.isSafeInteger(value) && value >= min && value <= max) return value;
    return wrongType(place, value, wanted, `for example ${example}`);
  };
}

export const bool: Reader<boolean> = (value, place) =>
  typeof value === 'boolean' ? value : wrongType(place, value, 'true or false', 'write it without quotes');

/** A member of an enum. `shown` is how its members are listed where their values do not tell. */
export function oneOf<T extends string>(name: string, values: readonly T[], shown: readonly string[] = values): Reader<T> {
  return (value, place) => {
    const found = values.find((candidate) => candidate === value);
    if (found !== undefined) return found;
    return wrongType(place, value, `one of ${shown.join(', ')}`, `use the enum ${name}`);
  };
}

/** A value object of one of our classes, with all that is wrong inside it. */
export function value<T extends Checked>(type: { readonly prototype: T; readonly name: string }, example: string): Reader<T> {
  return (given, place) => {
    if (!isInstance(given, type)) return wrongType(place, given, articled(type.name), `write ${example}`);
    const watched = new WatchedPlace(place);
    given._check(watched);
    return watched.right ? given : undefined;
  };
}

/** A reader that is made when somebody gives the value: its class need not be loaded before (scripts/bundle/chunks.mjs). */
export function whenGiven<T>(make: () => Reader<T>): Reader<T> {
  return (given, place) => make()(given, place);
}

function isInstance<T>(given: unknown, type: { readonly prototype: T }): given is T {
  return typeof given === 'object' && given !== null && Object.prototype.isPrototypeOf.call(type.prototype as object, given);
}

/** Whether `read` accepts the value without reporting an error at the place. */
function readWatched<T>(read: Reader<T>, given: unknown, place: Place): { readonly value: T | undefined; readonly right: boolean } {
  const watched = new WatchedPlace(place);
  const result = read(given, watched);
  return { value: result, right: watched.right };
}

export function list<T>(read: Reader<T>): Reader<T[]> {
  return (given, place) => {
    if (!Array.isArray(given)) return wrongType(place, given, 'a list', 'put it in [ ]');
    return given.flatMap((item: unknown, i) => {
      const { value: result, right } = readWatched(read, item, place.at(`[${i}]`));
      return right && result !== undefined ? [result] : [];
    });
  };
}

/** As `list`, with one item at least. */
export function someOf<T>(read: Reader<T>, fix: string): Reader<T[]> {
  const readList = list(read);
  return (given, place) => {
    if (!Array.isArray(given) || given.length > 0) return readList(given, place);
    return wrongType(place, given, 'a list of one at least', fix);
  };
}

function isPlain(given: unknown): given is Record<string, unknown> {
  return Object.prototype.toString.call(given) === '[object Object]';
}

/** A value object's own fields would pass for names and values. */
function isValueObject(given: Record<string, unknown>): boolean {
  return typeof given._check === 'function';
}

/** A map from names to values; `key` judges each name. */
export function map<T>(key: Reader<string>, read: Reader<T>): Reader<{ [name: string]: T }> {
  return (given, place) => {
    if (!isPlain(given) || isValueObject(given)) return wrongType(place, given, 'an object of names and values', 'write { NAME: value }');
    const right = Object.entries(given).flatMap(([name, item]) => {
      const at = place.at(name);
      const rightKey = readWatched(key, name, at).right;
      const read1 = readWatched(read, item, at);
      return rightKey && read1.right && read1.value !== undefined ? [[name, read1.value] as const] : [];
    });
    return Object.fromEntries(right);
  };
}

/** How a struct treats names that it does not know: a user's subclass may add props of its own, so there only near-misses are wrong. */
export type UnknownNames = 'refuse' | 'refuse near-misses';

/** Names that are no props and are tried all the same, with what is meant instead. */
export type Notes = Readonly<Record<string, string>>;

interface Names {
  readonly known: ReadonlySet<string>;
  readonly unknownNames: UnknownNames;
  readonly notes: Notes;
}

/** A struct: every field by its own reader, unknown names with a suggestion, required fields present. */
export function struct<T extends object>(shape: Shape<T>, unknownNames: UnknownNames = 'refuse', notes: Notes = {}): Reader<T> {
  const fields = Object.entries<Field<unknown>>(shape);
  const names: Names = { known: new Set(Object.keys(shape)), unknownNames, notes };
  return (given, place) => {
    if (!isPlain(given)) return wrongType(place, given, 'an object', 'write { name: value }');
    reportUnknown(given, names, place);
    const result: Record<string, unknown> = {};
    for (const [name, field] of fields) {
      const item = given[name];
      if (item === undefined && field.standIn === undefined) continue;
      const read1 = readField(field, item, place.at(name));
      if (read1 !== undefined) result[name] = read1;
    }
    return result as T;
  };
}

function readField(field: Field<unknown>, given: unknown, place: Place): unknown {
  if (given === undefined) {
    if (field.standIn !== undefined) {
      place.report({
        rule: 'required',
        message: 'is required',
        fix: `for example ${typeof field.example === 'string' && /[([]/.test(field.example) ? field.example : show(field.example)}`,
      });
    }
    return field.standIn;
  }
  if (given === null || Number.isNaN(given)) {
    place.report({ value: given, rule: 'type', message: 'must not be null or NaN', fix: 'leave the prop out or give a value' });
    return field.standIn;
  }
  return field.read(given, place) ?? field.standIn;
}

function reportUnknown(given: Record<string, unknown>, { known, unknownNames, notes }: Names, place: Place): void {
  for (const name of Object.keys(given)) {
    if (known.has(name)) continue;
    const meant = nearest(name, [...known]);
    const note = Object.hasOwn(notes, name) ? notes[name] : undefined;
    if (note === undefined && meant === undefined && unknownNames === 'refuse near-misses') continue;
    const fix = note ?? (meant === undefined ? `known are ${[...known].join(', ')}` : `did you mean ${meant}?`);
    place.at(name).report({ rule: 'unknown-prop', message: 'is not a known prop', fix });
  }
}

/** A cdk8s `Duration` of whole seconds, at least `min` and at most `max`. */
export function duration(min: number, max = Number.MAX_SAFE_INTEGER): Reader<Duration> {
  return (given, place) => {
    const fix = 'for example Duration.minutes(5) of cdk8s';
    if (!isDuration(given)) return wrongType(place, given, 'a Duration of cdk8s', fix);
    const seconds = secondsOf(given);
    if (seconds !== undefined && seconds >= min && seconds <= max) return given;
    const bounds = max === Number.MAX_SAFE_INTEGER ? `at least ${min}` : `from ${min} to ${max}`;
    place.report({ value: seconds ?? given, rule: 'duration', message: `must be whole seconds, ${bounds}`, fix });
    return undefined;
  };
}

function isDuration(given: unknown): given is Duration {
  return typeof given === 'object' && given !== null && 'toSeconds' in given && typeof given.toSeconds === 'function';
}

/** Undefined where the duration is no whole number of seconds: cdk8s throws then. */
function secondsOf(given: Duration): number | undefined {
  try {
    return given.toSeconds();
  } catch {
    return undefined;
  }
}
