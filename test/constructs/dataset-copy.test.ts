import { type Chart, Duration } from 'cdk8s';
import { Secret } from 'cdk8s-plus-27';
import {
  CopyMode,
  DataOrigin,
  DatasetCopy,
  type DatasetCopyProps,
  DatasetLoad,
  ObjectStore,
  Placement,
  Resources,
  Schedule,
} from '../../lib';
import type { JobSpec } from '../../lib/pod/kubernetes';
import { invalidAt, mainOf, mountedAt, podOf } from '../pod/reading';
import { cephFs, manifestOf, manifestsOf, refusal, testChart } from '../support/charts';
import { yamlWithoutPrograms } from '../support/programs';

function storeIn(chart: Chart): ObjectStore {
  return ObjectStore.s3({ bucket: 'backups', prefix: 'images', credentials: Secret.fromSecretName(chart, 'keys', 'backup-keys') });
}

function copied(more: Partial<Record<keyof DatasetCopyProps, unknown>> = {}): Chart {
  const chart = testChart();
  new DatasetCopy(chart, 'copy', { dataset: cephFs(chart, 'images'), to: storeIn(chart), ...more } as DatasetCopyProps);
  return chart;
}

function invalidities(chart: Chart): string[] {
  return [...invalidAt(chart, '1.33'), ...invalidAt(chart, '1.36')];
}

const SYNC = CopyMode.sync({ confirmDeletion: true });

test('minimal', () => {
  const chart = copied();
  expect(yamlWithoutPrograms(chart)).toMatchSnapshot();
  expect(invalidities(chart)).toEqual([]);
});

test('everything', () => {
  const chart = copied({
    path: 'train',
    name: 'nightly',
    mode: SYNC,
    activeDeadline: Duration.hours(20),
    schedule: Schedule.cron('30 1 * * 1-5', { timeZone: 'Europe/Berlin' }),
    resources: Resources.guaranteed({ cpu: '4', memory: '8Gi' }),
    placement: [Placement.on({ 'example.com/pool': 'transfer' })],
    labels: { team: 'vision' },
    image: 'registry.example.com/rclone:1.71.2',
  });
  expect(yamlWithoutPrograms(chart)).toMatchSnapshot();
  expect(invalidities(chart)).toEqual([]);
});

test('the dataset is only read, and the keys are files of a Secret', () => {
  const pod = podOf(copied());
  expect(mountedAt(pod, '/dataset')).toEqual({
    mount: { name: 'images', mountPath: '/dataset', readOnly: true },
    volume: { name: 'images', persistentVolumeClaim: { claimName: 'images', readOnly: true } },
  });
  expect(mountedAt(pod, '/credentials')?.volume.secret?.secretName).toBe('backup-keys');
});

test('nothing in the target is deleted unless that is confirmed', () => {
  const verbs = [undefined, CopyMode.copy(), SYNC].map((mode) => mainOf(podOf(copied({ mode }))).command?.[2]);
  expect(verbs).toEqual(['copy', 'copy', 'sync']);
});

test.each([
  [Schedule.daily(), '0 3 * * *', 'Etc/UTC'],
  [Schedule.weekly({ timeZone: 'Asia/Tokyo' }), '0 3 * * 0', 'Asia/Tokyo'],
  [Schedule.cron('@hourly'), '@hourly', 'Etc/UTC'],
])('with a schedule it is a CronJob, one run at a time', (schedule, expression, timeZone) => {
  const { spec } = manifestOf(copied({ schedule }), 'CronJob');
  expect(spec).toMatchObject({ schedule: expression, timeZone, concurrencyPolicy: 'Forbid' });
});

test('what was copied is loaded from the same store: a restore', () => {
  const chart = testChart();
  const store = storeIn(chart);
  new DatasetCopy(chart, 'copy', { dataset: cephFs(chart, 'images'), to: store, path: 'train' });
  new DatasetLoad(chart, 'restore', { dataset: cephFs(chart, 'restored'), from: DataOrigin.objectStore(store), path: 'train' });
  const [copy, restore] = manifestsOf(chart)
    .filter(({ kind }) => kind === 'Job')
    .map(({ spec }) => mainOf((spec as JobSpec).template.spec));
  expect(copy?.command?.slice(2)).toEqual(['copy', '/dataset/train', 'store:backups/images']);
  expect(restore?.command?.slice(2, 5)).toEqual(['copy', 'store:backups/images', '/dataset/train']);
  expect(restore?.env).toEqual(copy?.env);
});

describe('each wrong prop has its text', () => {
  test.each<[string, Partial<Record<keyof DatasetCopyProps, unknown>>, string[]]>([
    ['no dataset', { dataset: undefined }, ['dataset: is required (dataset: images, a Dataset)']],
    [
      'no target',
      { to: undefined },
      ["to: is required (for example ObjectStore.s3({ bucket: 'backups', prefix: 'imagenet', credentials }))"],
    ],
    [
      'a target without keys',
      { to: ObjectStore.s3({ bucket: 'backups' }) },
      ['to.credentials: is required (a Secret of cdk8s-plus: nobody writes to a bucket without keys)'],
    ],
    [
      'a sync that nobody confirmed',
      { mode: CopyMode.sync({ confirmDeletion: false }) },
      ['mode.confirmDeletion: must be true to delete in the target, got false (or write CopyMode.copy())'],
    ],
    ['a sync without options', { mode: CopyMode.sync(undefined as never) }, ['mode.confirmDeletion: is required (for example true)']],
    ['a schedule as text', { schedule: '0 3 * * *' }, ['schedule: must be a Schedule, got "0 3 * * *" (write Schedule.daily())']],
    [
      'a schedule of four fields',
      { schedule: Schedule.cron('0 3 * *') },
      [expect.stringMatching(/^schedule: is not a cron schedule: has 4 fields, and five are needed, got "0 3 \* \*"/)],
    ],
    [
      'a run of a CronJob',
      { schedule: Schedule.daily(), run: 'r2' },
      ['run: names another run of a Job, and schedule makes a CronJob, which can be changed in place, got "r2" (leave one out)'],
    ],
    ['a name too long for a CronJob', { schedule: Schedule.daily(), name: 'a'.repeat(53) }, [expect.stringMatching(/^name: /)]],
  ])('%s', (_, more, lines) => {
    expect(refusal(() => copied(more))).toEqual(lines);
  });
});
