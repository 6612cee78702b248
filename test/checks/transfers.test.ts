import type { Chart } from 'cdk8s';
import { Secret } from 'cdk8s-plus-27';
import {
  CopyMode,
  DataOrigin,
  type Dataset,
  DatasetCopy,
  type DatasetCopyProps,
  DatasetLoad,
  type DatasetLoadProps,
  Download,
  ObjectStore,
  Schedule,
} from '../../lib';
import { cephFs, testChart } from '../support/charts';
import { rulesTold, told } from './apps';

const SYNC = CopyMode.sync({ confirmDeletion: true });
const CSV = Download.file('https://example.com/labels.csv', { sha256: '0123456789abcdef'.repeat(4) });

function store(chart: Chart, prefix: string, endpoint?: string): ObjectStore {
  const credentials = Secret.fromSecretName(chart, `keys-${chart.node.children.length}`, 'keys');
  const folder = prefix === '' ? {} : { prefix };
  return ObjectStore.s3({ bucket: 'backups', ...folder, credentials, ...(endpoint === undefined ? {} : { endpoint }) });
}

/** A copy of a dataset of its own, unless another is named. */
function copy(chart: Chart, id: string, to: ObjectStore, more: Partial<DatasetCopyProps> = {}): DatasetCopy {
  return new DatasetCopy(chart, id, { dataset: more.dataset ?? cephFs(chart, `data-${id}`), to, ...more });
}

function load(chart: Chart, id: string, dataset: Dataset, from: DataOrigin, more: Partial<DatasetLoadProps> = {}): DatasetLoad {
  return new DatasetLoad(chart, id, { dataset, from, ...more });
}

describe('a copy that deletes what is not its own', () => {
  test('is wrong where another copy goes into its target', () => {
    const chart = testChart();
    copy(chart, 'a', store(chart, 'images'), { mode: SYNC });
    copy(chart, 'b', store(chart, 'images/train'), { schedule: Schedule.daily() });
    expect(told(chart)).toEqual([
      'error demo/a: to: Job a deletes in backups/images what is not of its dataset, and CronJob b of demo/b copies to backups/images/train ' +
        '(name another bucket, or a prefix beside the other, or take CopyMode.copy())',
    ]);
  });

  test.each([
    ['the same', 'images', 'images'],
    ['around it', 'images/train', ''],
    ['in it', '', 'images'],
  ])('is wrong where the other target is %s', (_, own, other) => {
    const chart = testChart();
    copy(chart, 'a', store(chart, other));
    copy(chart, 'b', store(chart, own), { mode: SYNC });
    expect(rulesTold(chart)).toEqual(['error demo/b sync-over-others']);
  });

  test('is told once where both delete', () => {
    const chart = testChart();
    for (const id of ['a', 'b']) copy(chart, id, store(chart, 'images'), { mode: SYNC });
    expect(rulesTold(chart)).toEqual(['error demo/b sync-over-others']);
  });

  test('is right where a load brings back what it has put there, and is warned of where one reads a part', () => {
    const chart = testChart();
    copy(chart, 'a', store(chart, 'images'), { mode: SYNC });
    load(chart, 'b', cephFs(chart, 'restored'), DataOrigin.objectStore(store(chart, 'images/train')));
    load(chart, 'c', cephFs(chart, 'whole'), DataOrigin.objectStore(store(chart, 'images')));
    expect(told(chart)).toEqual([
      'warning demo/a: to: Job a deletes in backups/images what is not of its dataset, and Job b of demo/b loads from backups/images/train ' +
        '(name another bucket, or a prefix beside the other, or take CopyMode.copy())',
    ]);
  });

  test('is right beside others, on another server, and where loads read something else', () => {
    const chart = testChart();
    copy(chart, 'a', store(chart, 'images'), { mode: SYNC });
    copy(chart, 'b', store(chart, 'images-2'), { mode: SYNC });
    copy(chart, 'c', store(chart, 'images', 'https://s3.example.com'), { mode: SYNC });
    load(chart, 'd', cephFs(chart, 'more'), DataOrigin.http([CSV]));
    load(chart, 'e', cephFs(chart, 'most'), DataOrigin.claim(cephFs(chart, 'old'), { path: 'images' }));
    expect(told(chart)).toEqual([]);
  });

  test('is wrong on one server, however its URL ends', () => {
    const chart = testChart();
    copy(chart, 'a', store(chart, 'images', 'https://s3.example.com'), { mode: SYNC });
    copy(chart, 'b', store(chart, 'images', 'https://S3.example.com/'));
    expect(rulesTold(chart)).toEqual(['error demo/a sync-over-others']);
  });
});

describe('two copies to one place', () => {
  test('are warned of', () => {
    const chart = testChart();
    copy(chart, 'a', store(chart, 'images'));
    copy(chart, 'b', store(chart, 'images/'));
    expect(told(chart)).toEqual([
      'warning demo/b: to: Job b copies to backups/images, as does Job a of demo/a: files of one name replace each other (name another prefix in one of them)',
    ]);
  });

  test('are warned of where both delete what one dataset does not have', () => {
    const chart = testChart();
    const dataset = cephFs(chart, 'images');
    copy(chart, 'a', store(chart, 'images'), { dataset, mode: SYNC });
    copy(chart, 'b', store(chart, 'images'), { dataset, mode: SYNC, schedule: Schedule.daily() });
    expect(rulesTold(chart)).toEqual(['warning demo/b copies-to-one-place']);
  });

  test('are right where one goes into a folder of the other, and nothing is deleted', () => {
    const chart = testChart();
    copy(chart, 'a', store(chart, 'images'));
    copy(chart, 'b', store(chart, 'images/labels'));
    expect(told(chart)).toEqual([]);
  });
});

describe('two loads into one claim', () => {
  test.each([
    ['one folder', 'train', 'train/', 'train'],
    ['a folder and one in it', 'train', 'train/a', 'train'],
    ['a folder and the whole claim', 'train', undefined, 'train'],
    ['the whole claim', undefined, undefined, 'the root'],
  ])('from different origins are told of in %s', (_, a, b, where) => {
    const chart = testChart();
    const images = cephFs(chart, 'images');
    load(chart, 'a', images, DataOrigin.objectStore(store(chart, 'images')), a === undefined ? {} : { path: a });
    load(chart, 'b', images, DataOrigin.http([CSV]), b === undefined ? {} : { path: b });
    const own = b === undefined ? 'the root' : b.replace(/\/$/, '');
    // In one that lies in the other, it may be meant.
    const [severity, which] = own === where ? ['error', ''] : ['warning', ' of one name'];
    expect(told(chart)).toEqual([
      `${severity} demo/b: path: Job b fills ${own} of the claim images, and Job a of demo/a fills ${where} from another origin: they run at once and replace each other's files${which} ` +
        '(give each a path: beside the other, or load one after the other: one DatasetLoad, with another run: for the next origin)',
    ]);
  });

  test('are right in folders of their own, from one origin, and in claims of their own', () => {
    const chart = testChart();
    const images = cephFs(chart, 'images');
    const origin = DataOrigin.http([CSV]);
    load(chart, 'a', images, DataOrigin.objectStore(store(chart, 'images')), { path: 'train' });
    load(chart, 'b', images, origin, { path: 'labels' });
    load(chart, 'c', images, origin, { path: 'labels', run: 'r2' });
    load(chart, 'd', cephFs(chart, 'more'), DataOrigin.objectStore(store(chart, 'more')), { path: 'labels' });
    expect(told(chart)).toEqual([]);
  });
});
