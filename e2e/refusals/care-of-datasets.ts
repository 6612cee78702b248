import type { Chart } from 'cdk8s';
import { Backup, CephDataset, type CephDatasetProps, CephStorage, ClusterOperator, ClusterProfile, Retention } from 'cdk8s-ml';
import { edited, type Refusal, right, training } from './refusal';

const cared =
  (props: Partial<CephDatasetProps>, id = 'data') =>
  (chart: Chart) =>
    new CephDataset(chart, id, { storage: CephStorage.cephFs('rook-cephfs'), size: '1Gi', ...props });

const backup = (schedule: string) => cared({ backup: Backup.cron(schedule, { keep: 7 }) });
const backedUp = () => right(backup('@daily'));
const scheduled = () =>
  right((chart) => {
    ClusterProfile.generic().attach(chart, { installed: [ClusterOperator.SNAPSCHEDULER] });
    backup('@daily')(chart);
  });
const after = (job: string) => cared({ retention: Retention.deleteAfterUse({ job }) });
const LONG = 'a'.repeat(46);

/** Backups that the API server does not take. */
export const INVALID_BACKUPS: readonly Refusal[] = [
  ...['0 24 * * *', '0 0 2 * * *', '@nightly'].map((schedule) => ({
    mistake: `the schedule ${schedule}`,
    rule: 'schedule',
    make: backup(schedule),
    objects: () => edited(backedUp(), 'CronJob', 'spec.schedule', schedule),
    outcome: { refused: /spec\.schedule: Invalid value/ },
  })),
  {
    mistake: 'a schedule with names where snapscheduler takes the snapshots',
    rule: 'schedule',
    make: (chart) => {
      ClusterProfile.generic().attach(chart, { installed: [ClusterOperator.SNAPSCHEDULER] });
      backup('0 2 * * MON')(chart);
    },
    objects: () => edited(scheduled(), 'SnapshotSchedule', 'spec.schedule', '0 2 * * MON'),
    outcome: { refused: /spec\.schedule in body should match/ },
  },
  {
    mistake: 'a schedule with a time zone in it',
    rule: 'schedule',
    make: backup('TZ=UTC 0 2 * * *'),
    objects: () => edited(backedUp(), 'CronJob', 'spec.schedule', 'TZ=UTC 0 2 * * *'),
    outcome: { refused: /cannot use TZ or CRON_TZ in schedule/ },
  },
  {
    mistake: 'a time zone in small letters',
    rule: 'time-zone',
    make: cared({ backup: Backup.daily({ keep: 7, timeZone: 'europe/berlin' }) }),
    objects: () => edited(backedUp(), 'CronJob', 'spec.timeZone', 'europe/berlin'),
    outcome: { refused: /unknown time zone europe\/berlin/ },
  },
  {
    mistake: 'a backup of a claim whose name leaves no room for those of the Jobs',
    rule: 'name-length',
    make: cared({ backup: Backup.daily({ keep: 7 }) }, LONG),
    objects: () => edited(backedUp(), 'CronJob', 'metadata.name', `${LONG}-backup`),
    outcome: { refused: /must be no more than 52 characters/ },
  },
];

/** What of a dataset's care is taken without a word. */
export const CARE_BY_NOBODY: readonly Refusal[] = [
  {
    mistake: 'a backup at a time that never comes',
    rule: 'schedule-never',
    make: backup('0 0 30 2 *'),
    objects: () => edited(backedUp(), 'CronJob', 'spec.schedule', '0 0 30 2 *'),
    outcome: { accepted: 'no snapshot is ever taken' },
  },
  {
    mistake: 'a dataset that goes after a job that is not there',
    rule: 'deleted-after-nobody',
    make: after('trian'),
    objects: () =>
      right((chart) => training({ mounts: [after('train')(chart).mount('/x')] })(chart)).filter(
        ({ metadata }) => metadata.name !== 'train',
      ),
    outcome: { accepted: 'it never goes' },
  },
];
