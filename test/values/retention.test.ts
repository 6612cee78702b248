import { JobKind } from '../../lib/values/job-kind';
import { Retention } from '../../lib/values/retention';
import { linesOf, untyped } from './findings';
import { expectTotal } from './garbage';

test.each([
  ['keep', Retention.keep(), true],
  ['deleteWithChart', Retention.deleteWithChart({ confirmDataLoss: true }), false],
  ['deleteAfterUse', Retention.deleteAfterUse({ job: 'train-model', kind: JobKind.TF_JOB, external: true }), false],
])('%s is taken', (_, retention, keeps) => {
  expect([retention._keeps, retention._losesData]).toEqual([keeps, false]);
  expect(linesOf(retention, 'retention')).toEqual([]);
});

test.each([[{}], [undefined], [null], [{ confirmDataLoss: false }]])(
  'whether %j loses data is for the dataset to say, which may have a backup',
  (options) => {
    const retention = untyped(Retention.deleteWithChart)(options);
    expect(linesOf(retention, 'retention')).toEqual([]);
    expect([retention._keeps, retention._losesData]).toEqual([false, true]);
  },
);

test.each<[unknown, string]>([
  [{ confirmDataLoss: 'yes' }, 'retention.confirmDataLoss: must be true or false, got "yes" (write it without quotes)'],
  [{ confirmDataLoss: null }, 'retention.confirmDataLoss: must not be null or NaN, got null (leave the prop out or give a value)'],
  [true, 'retention: must be an object, got true (write { name: value })'],
])('data is deleted only when its loss is confirmed, not by %j', (options, text) => {
  const retention = untyped(Retention.deleteWithChart)(options);
  expect(linesOf(retention, 'retention')).toEqual([text]);
  expect(retention._keeps).toBe(false);
});

const NO_SNAPSHOT = 'must be true to delete data without a snapshot';

test.each<[unknown, string]>([
  [{}, 'retention.job: is required (for example "train-model")'],
  [undefined, 'retention.job: is required (for example "train-model")'],
  [
    { job: 'Train' },
    'retention.job: must be a DNS label: at most 63 of a-z, 0-9 and -, and no - at either end, got "Train" (for example "train")',
  ],
  [
    { job: 'train', kind: 'Deployment' },
    'retention.kind: must be one of Job, TFJob, PyTorchJob, XGBoostJob, PaddleJob, JAXJob, MPIJob, MXJob, JobSet, RayJob, TrainJob, got "Deployment" (use the enum JobKind)',
  ],
  [
    { job: 'train', run: 'r2' },
    'retention.run: is not a known prop (known are job, kind, external, snapshotFirst, snapshotClass, confirmDataLoss)',
  ],
  [{ job: 'train', snapshotFirst: false }, `retention.confirmDataLoss: ${NO_SNAPSHOT}, got false (or leave snapshotFirst out)`],
  [
    { job: 'train', snapshotClass: 'class' },
    `retention.snapshotClass: must be a SnapshotClass, got "class" (write SnapshotClass.named('csi-cephfsplugin-snapclass'))`,
  ],
])('a dataset does not go after %j', (options, text) => {
  expect(linesOf(untyped(Retention.deleteAfterUse)(options), 'retention')).toEqual([text]);
});

test('without a snapshot where the loss is confirmed', () => {
  expect(linesOf(Retention.deleteAfterUse({ job: 'train', snapshotFirst: false, confirmDataLoss: true }), 'retention')).toEqual([]);
});

test('is never an exception', () => {
  expectTotal(Retention.deleteWithChart, ['confirmDataLoss']);
  expectTotal(Retention.deleteAfterUse, ['job', 'kind', 'external', 'snapshotFirst', 'snapshotClass', 'confirmDataLoss']);
});
