import { cronSchedule } from './cron';
import type { Place } from './finding';
import { type Checked, integer, optional, required, struct, value } from './read';
import { cronOf, SCHEDULE_SHAPES, type ScheduleKind, type ScheduleOptions, timeZoneOf, type Weekday } from './schedule';
import { SnapshotClass } from './snapshot-class';

/** What is kept of a backup, and how it is taken. */
export interface BackupOptions extends ScheduleOptions {
  /** How many snapshots stay, from 1 to 100. The oldest goes when a newer one is ready, never before. */
  readonly keep: number;
  /**
   * The VolumeSnapshotClass. One that retains what it has taken (`deletionPolicy: Retain`) is warned of: snapshots beyond `keep` would stay in the storage.
   * @default - the cluster's default class for the claim's driver
   */
  readonly snapshotClass?: SnapshotClass;
}

/** When, within a day. */
export interface DailyBackupOptions extends BackupOptions {
  /**
   * The time of day, as `'03:30'`. In a zone with summer time rather none before 03:00: one day in the year may lack it, and its snapshot.
   * @default '04:00' - no zone lacks that hour when summer time begins
   */
  readonly at?: string;
}

/** When, within a week. */
export interface WeeklyBackupOptions extends DailyBackupOptions {
  /**
   * The day.
   * @default Weekday.SUNDAY
   */
  readonly on?: Weekday;
}

const MOST = 100;
const DEFAULT_TIME = '04:00';

const shape = {
  keep: required(integer(1, MOST, 7), 1, 7),
  snapshotClass: optional(value(SnapshotClass, "SnapshotClass.named('csi-cephfsplugin-snapclass')")),
};
const readers = {
  cron: struct<BackupOptions>({ ...shape, ...SCHEDULE_SHAPES.cron }),
  daily: struct<DailyBackupOptions>({ ...shape, ...SCHEDULE_SHAPES.daily }),
  weekly: struct<WeeklyBackupOptions>({ ...shape, ...SCHEDULE_SHAPES.weekly }),
};

/**
 * Snapshots of a dataset's claim on a schedule. They are crash-consistent: what a program has not written yet is not in them, and files that it writes just then may be half there.
 * They are in the same storage, and go with it: they save from a wrong step, not from the loss of the storage.
 *
 * Where `snapscheduler` is installed (`ClusterOperator.SNAPSCHEDULER`) it takes and prunes them; otherwise a CronJob of the library's own does, with an account that may do nothing else.
 * It prunes what it has made alone, and of the present claim alone: of an earlier claim of the same name, all snapshots stay.
 * Whoever wants to keep one of them for good takes its label `cdk8s-ml.io/backup-of` away.
 * @see https://kubernetes.io/docs/concepts/storage/volume-snapshots/
 */
export class Backup implements Checked {
  /** A snapshot a day: `Backup.daily({ keep: 7 })`, at 04:00 UTC unless it is said. */
  public static daily(options: DailyBackupOptions): Backup {
    return new Backup('daily', options ?? {});
  }

  /** A snapshot a week: `Backup.weekly({ keep: 4 })`, on Sunday at 04:00 UTC unless it is said. */
  public static weekly(options: WeeklyBackupOptions): Backup {
    return new Backup('weekly', options ?? {});
  }

  /**
   * A snapshot whenever the schedule says: `Backup.cron('0 3,15 * * *', { keep: 28 })`. Minute, hour, day of month, month and day of week as Kubernetes takes them, or `@daily` and the like.
   * A time that never comes (30 February), which Kubernetes takes, is refused, as is a time zone in the schedule.
   * @see https://kubernetes.io/docs/concepts/workloads/controllers/cron-jobs/#schedule-syntax
   */
  public static cron(schedule: string, options: BackupOptions): Backup {
    return new Backup('cron', options ?? {}, schedule);
  }

  private constructor(
    private readonly kind: ScheduleKind,
    private readonly options: WeeklyBackupOptions,
    private readonly schedule: string = '',
  ) {}

  /** @internal */
  public get _schedule(): string {
    return this.kind === 'cron' ? this.schedule : cronOf(this.kind, this.options, DEFAULT_TIME);
  }

  /** @internal */
  public get _timeZone(): string {
    return timeZoneOf(this.options);
  }

  /** @internal */
  public get _keep(): number {
    return this.options.keep;
  }

  /** @internal */
  public get _snapshotClass(): SnapshotClass | undefined {
    return this.options.snapshotClass;
  }

  /** @internal */
  public _check(place: Place): void {
    readers[this.kind](this.options, place);
    if (this.kind === 'cron') cronSchedule(this.schedule, place.at('schedule'));
  }
}
