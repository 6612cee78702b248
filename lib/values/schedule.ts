import { cronSchedule, timeZone } from './cron';
import type { Place } from './finding';
import { type Checked, oneOf, optional, type Shape, struct, textWhere } from './read';

/** A day of the week. */
export enum Weekday {
  SUNDAY = 'sunday',
  MONDAY = 'monday',
  TUESDAY = 'tuesday',
  WEDNESDAY = 'wednesday',
  THURSDAY = 'thursday',
  FRIDAY = 'friday',
  SATURDAY = 'saturday',
}

/** Where the clock of a schedule stands. */
export interface ScheduleOptions {
  /**
   * The time zone of the schedule, by its IANA name: `'Europe/Berlin'`. Abbreviations (`EST`) are refused.
   * @default 'Etc/UTC'
   */
  readonly timeZone?: string;
}

/** When, within a day. */
export interface DailyScheduleOptions extends ScheduleOptions {
  /**
   * The time of day, as `'03:30'`. In zones with summer time take none between 01:00 and 03:00, which one day in the year lacks.
   * @default '03:00'
   */
  readonly at?: string;
}

/** When, within a week. */
export interface WeeklyScheduleOptions extends DailyScheduleOptions {
  /**
   * The day.
   * @default Weekday.SUNDAY
   */
  readonly on?: Weekday;
}

const DEFAULTS = { on: Weekday.SUNDAY, timeZone: 'Etc/UTC' };
const DEFAULT_TIME = '03:00';

const timeOfDay = textWhere('03:30', (text) =>
  /^([01]\d|2[0-3]):[0-5]\d$/.test(text)
    ? undefined
    : { rule: 'time-of-day', message: 'must be a time of day from 00:00 to 23:59', fix: 'for example "03:30"' },
);

const cronShape: Shape<ScheduleOptions> = { timeZone: optional(timeZone) };
const dailyShape: Shape<DailyScheduleOptions> = { ...cronShape, at: optional(timeOfDay) };
const weeklyShape: Shape<WeeklyScheduleOptions> = { ...dailyShape, on: optional(oneOf('Weekday', Object.values(Weekday))) };

/** The readers of what each kind of schedule is asked for. */
export const SCHEDULE_SHAPES = { cron: cronShape, daily: dailyShape, weekly: weeklyShape };

/** The kinds of schedules. */
export type ScheduleKind = keyof typeof SCHEDULE_SHAPES;

const READERS = {
  cron: struct<ScheduleOptions>(cronShape),
  daily: struct<DailyScheduleOptions>(dailyShape),
  weekly: struct<WeeklyScheduleOptions>(weeklyShape),
};

/** Minute and hour, as cron has them; of what is no time, nothing that anybody reads. */
function minuteAndHour(at: unknown): string {
  const [hour, minute] = String(at).split(':').map(Number);
  return `${minute} ${hour}`;
}

/** A day or a week as cron has it. */
export function cronOf(kind: 'daily' | 'weekly', { at, on = DEFAULTS.on }: WeeklyScheduleOptions, defaultTime: string): string {
  const day = kind === 'daily' ? '*' : String(Object.values(Weekday).indexOf(on));
  return `${minuteAndHour(at ?? defaultTime)} * * ${day}`;
}

/** The time zone that is said, or the one of all clusters. */
export function timeZoneOf({ timeZone: given = DEFAULTS.timeZone }: ScheduleOptions): string {
  return given;
}

/** When something happens again and again. */
export class Schedule implements Checked {
  /** Every day: `Schedule.daily({ at: '04:30' })`, at 03:00 UTC unless it is said. */
  public static daily(options: DailyScheduleOptions = {}): Schedule {
    return new Schedule('daily', options ?? {});
  }

  /** Every week: `Schedule.weekly({ on: Weekday.SATURDAY })`, on Sunday at 03:00 UTC unless it is said. */
  public static weekly(options: WeeklyScheduleOptions = {}): Schedule {
    return new Schedule('weekly', options ?? {});
  }

  /**
   * Minute, hour, day of month, month and day of week as Kubernetes takes them, or `@daily` and the like. A time that never comes (30 February), which Kubernetes takes, is refused,
   * as is a time zone in the schedule.
   * @see https://kubernetes.io/docs/concepts/workloads/controllers/cron-jobs/#schedule-syntax
   */
  public static cron(schedule: string, options: ScheduleOptions = {}): Schedule {
    return new Schedule('cron', options ?? {}, schedule);
  }

  private constructor(
    private readonly kind: ScheduleKind,
    private readonly options: WeeklyScheduleOptions,
    private readonly cron: string = '',
  ) {}

  /** As cron has it. */
  public get expression(): string {
    return this.kind === 'cron' ? this.cron : cronOf(this.kind, this.options, DEFAULT_TIME);
  }

  /** The time zone. */
  public get timeZone(): string {
    return timeZoneOf(this.options);
  }

  /** @internal */
  public _check(place: Place): void {
    READERS[this.kind](this.options, place);
    if (this.kind === 'cron') cronSchedule(this.cron, place);
  }
}
