import { show } from './finding';
import { type Reader, textWhere } from './read';

/** One of the five fields of a schedule. */
interface FieldRule {
  readonly name: string;
  readonly min: number;
  readonly max: number;
  readonly names: readonly string[];
}

const FIELDS: readonly FieldRule[] = [
  { name: 'minute', min: 0, max: 59, names: [] },
  { name: 'hour', min: 0, max: 23, names: [] },
  { name: 'day of month', min: 1, max: 31, names: [] },
  { name: 'month', min: 1, max: 12, names: 'jan feb mar apr may jun jul aug sep oct nov dec'.split(' ') },
  { name: 'day of week', min: 0, max: 6, names: 'sun mon tue wed thu fri sat'.split(' ') },
];
const MACROS = ['@yearly', '@annually', '@monthly', '@weekly', '@daily', '@midnight', '@hourly'];
/** What Go takes for a blank between fields. */
const BLANK = /[\t\n\v\f\r \u0085\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+/;
const LARGEST = 2n ** 63n - 1n;
const DAYS_IN_MONTH = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

/** The values that a field names. `star`: it is not restricted at all, which decides how days of month and of week go together. */
interface Times {
  readonly values: readonly number[];
  readonly star: boolean;
}

/** What is wrong with a schedule, in words. */
class Unreadable extends Error {}

function wrong(message: string): never {
  throw new Unreadable(message);
}

function numberOf(text: string, what: string): number {
  if (!/^\+?\d+$/.test(text) || BigInt(text.replace('+', '')) > LARGEST) return wrong(`${show(text)} is no ${what}`);
  return Number(text);
}

function valueIn(text: string, { name, min, names }: FieldRule): number {
  const index = names.indexOf(text.toLowerCase());
  return index < 0 ? numberOf(text, name) : min + index;
}

interface Bounds {
  readonly start: number;
  readonly end: number;
  readonly star: boolean;
  /** One value, which with a step is the first of all that follow. */
  readonly single: boolean;
}

function boundsOf(range: string, rule: FieldRule): Bounds {
  const parts = range.split('-');
  const [low = '', high] = parts;
  const single = high === undefined;
  if (low === '*' || low === '?') return { start: rule.min, end: rule.max, star: true, single };
  if (parts.length > 2) return wrong(`${show(range)} has more than one hyphen`);
  const start = valueIn(low, rule);
  return { start, end: single ? start : valueIn(high, rule), star: false, single };
}

function timesOfRange(text: string, rule: FieldRule): Times {
  const [range = '', step, ...more] = text.split('/');
  const { start, end: last, star, single } = boundsOf(range, rule);
  if (more.length > 0) return wrong(`${show(text)} has more than one slash`);
  const by = step === undefined ? 1 : numberOf(step, 'step');
  const end = step !== undefined && single ? rule.max : last;
  if (start < rule.min || end > rule.max) return wrong(`${show(text)} is not within ${rule.min} to ${rule.max} (${rule.name})`);
  if (start > end) return wrong(`${show(text)} ends before it begins`);
  if (by === 0) return wrong(`${show(text)} has a step of 0`);
  const values = [];
  for (let value = start; value <= end; value += by) values.push(value);
  return { values, star: star && by === 1 };
}

function timesOf(text: string, rule: FieldRule): Times {
  const ranges = text
    .split(',')
    .filter((range) => range !== '')
    .map((range) => timesOfRange(range, rule));
  return { values: ranges.flatMap(({ values }) => values), star: ranges.some(({ star }) => star) };
}

/** Whether a day is ever met: where both are restricted, one of them is enough. */
function hasDay(days: Times, months: Times, weekdays: Times): boolean {
  const byDate = months.values.some((month) => days.values.some((day) => day <= (DAYS_IN_MONTH[month - 1] ?? 0)));
  const byWeekday = weekdays.values.length > 0;
  return days.star || weekdays.star ? byDate && byWeekday : byDate || byWeekday;
}

function firesBy(fields: readonly string[]): boolean {
  const [minutes, hours, days, months, weekdays] = FIELDS.map((rule, i) => timesOf(fields[i] ?? '', rule));
  if (minutes === undefined || hours === undefined || days === undefined || months === undefined || weekdays === undefined) return false;
  return [minutes, hours, months].every(({ values }) => values.length > 0) && hasDay(days, months, weekdays);
}

const SECONDS: Readonly<Record<string, number>> = { ns: 1e-9, us: 1e-6, µs: 1e-6, μs: 1e-6, ms: 1e-3, s: 1, m: 60, h: 3600 };
const LONGEST_SECONDS = Number(LARGEST) / 1e9;

/** A duration as Go writes it: `1h30m`. */
function secondsOf(text: string): number {
  if (/^[-+]?0$/.test(text)) return 0;
  if (!/^[-+]?((\d+\.?\d*|\.\d+)(ns|us|µs|μs|ms|s|m|h))+$/.test(text)) return wrong(`${show(text)} is no duration as "6h" or "1h30m"`);
  const parts = [...text.matchAll(/([\d.]+)([a-zµμ]+)/g)];
  const seconds = parts.reduce((sum, [, amount = '', unit = '']) => sum + Number(amount) * (SECONDS[unit] ?? 0), 0);
  if (seconds > LONGEST_SECONDS) return wrong(`${show(text)} is too long`);
  return text.startsWith('-') ? -seconds : seconds;
}

/** What a schedule comes to. */
export interface Schedule {
  /** Whether there is any time at all that it names. */
  readonly fires: boolean;
  /** Of `@every`, where that is said: the seconds between two times. */
  readonly everySeconds?: number;
}

function read(schedule: string): Schedule {
  if (schedule.includes('TZ')) return wrong('names a time zone, and Kubernetes has a field for it');
  const every = /^@every (.*)$/s.exec(schedule)?.[1];
  if (every !== undefined) return { fires: true, everySeconds: Math.max(1, secondsOf(every)) };
  if (MACROS.includes(schedule)) return { fires: true };
  if (schedule.startsWith('@')) return wrong(`is none of ${MACROS.join(', ')}`);
  const fields = schedule.split(BLANK).filter((field) => field !== '');
  if (fields.length !== FIELDS.length) return wrong(`has ${fields.length} fields, and five are needed`);
  return { fires: firesBy(fields) };
}

/** A schedule as Kubernetes reads it (robfig/cron v3, ParseStandard; no time zone in it), or what is wrong with it. */
export function readSchedule(schedule: string): Schedule | string {
  try {
    return read(schedule);
  } catch (error) {
    if (error instanceof Unreadable) return error.message;
    throw error;
  }
}

const EXAMPLE = '0 2 * * *';
const LEAST_SECONDS = 60;

function fixOf(schedule: string): string {
  if (schedule.includes('TZ')) return "write timeZone: 'Europe/Berlin'";
  if (schedule.split(BLANK).length === FIELDS.length + 1) return 'leave the seconds out: minute, hour, day of month, month, day of week';
  return `minute, hour, day of month, month, day of week, as ${show(EXAMPLE)}, or "@daily"`;
}

/** A schedule that Kubernetes takes and that ever comes. */
export const cronSchedule: Reader<string> = textWhere(EXAMPLE, (schedule) => {
  const found = readSchedule(schedule);
  if (typeof found === 'string') return { rule: 'schedule', message: `is not a cron schedule: ${found}`, fix: fixOf(schedule) };
  if (!found.fires) return { rule: 'schedule-never', message: 'names a time that never comes', fix: 'name a day that its month has' };
  if ((found.everySeconds ?? LEAST_SECONDS) >= LEAST_SECONDS) return undefined;
  return { rule: 'schedule-often', message: 'comes more often than each minute', fix: 'write "@every 6h", say' };
});

/** In the capitals that IANA has: to Kubernetes, unlike to Node, others are other names. */
const ZONE = /^(UTC|GMT|Etc\/(UTC|GMT([+-]\d+)?|Zulu)|(US|[A-Z][a-z]+)(\/[A-Z][a-z][A-Za-z_-]*)+)$/;

function isKnownZone(name: string): boolean {
  try {
    const { timeZone: found } = new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions();
    return found === name || found.toLowerCase() !== name.toLowerCase();
  } catch {
    return false;
  }
}

/**
 * A time zone by its name in IANA's list, as `Europe/Berlin` or `UTC`, that Node knows too. Abbreviations (`EST`, `PST`) are refused: some are no zones to Kubernetes, the others have no summer time.
 */
export const timeZone: Reader<string> = textWhere('Europe/Berlin', (name) =>
  ZONE.test(name) && isKnownZone(name)
    ? undefined
    : {
        rule: 'time-zone',
        message: "is no time zone of IANA's list",
        fix: 'write it as "Europe/Berlin", "Etc/UTC" or "UTC", with its capitals',
      },
);
