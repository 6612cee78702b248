import type { Place } from './finding';
import { type Checked, optional, struct, text, textWhere } from './read';

/** Where the clock of a schedule stands. */
export interface ScheduleOptions {
  /**
   * The time zone by its name, as `'Europe/Berlin'`.
   * @default 'Etc/UTC'
   */
  readonly timeZone?: string;
}

const UTC = 'Etc/UTC';
const FIELDS = 5;
const readOptions = struct<ScheduleOptions>({ timeZone: optional(text('Europe/Berlin')) });
const expression = textWhere('0 3 * * *', (cron) =>
  /^@(hourly|daily|midnight|weekly|monthly|yearly|annually)$/.test(cron) || cron.split(' ').length === FIELDS
    ? undefined
    : { rule: 'cron', message: 'must have five fields, one space between them', fix: 'for example "0 3 * * *"' },
);

/** When something happens again and again. */
export class Schedule implements Checked {
  /** Every night at three. */
  public static daily(options: ScheduleOptions = {}): Schedule {
    return new Schedule('0 3 * * *', options);
  }

  /** Every Sunday at three at night. */
  public static weekly(options: ScheduleOptions = {}): Schedule {
    return new Schedule('0 3 * * 0', options);
  }

  /**
   * As cron has it: minute, hour, day of the month, month, day of the week.
   * @see https://kubernetes.io/docs/concepts/workloads/controllers/cron-jobs/#schedule-syntax
   */
  public static cron(cron: string, options: ScheduleOptions = {}): Schedule {
    return new Schedule(cron, options);
  }

  private constructor(
    /** The expression. */
    public readonly expression: string,
    private readonly options: ScheduleOptions,
  ) {}

  /** The time zone. */
  public get timeZone(): string {
    return this.options?.timeZone ?? UTC;
  }

  /** @internal */
  public _check(place: Place): void {
    expression(this.expression, place.at('expression'));
    readOptions(this.options, place);
  }
}
