import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Consumer, newConsumer } from './consumer';

jest.setTimeout(60_000);

let consumer: Consumer;
beforeAll(() => {
  consumer = newConsumer();
});
afterAll(() => consumer?.remove());

const BEGIN = `
  const { App, Chart, Duration } = require('cdk8s');
  const ml = require('cdk8s-ml');
  const app = new App();
  const chart = new Chart(app, 'demo', { namespace: 'ml' });
  const resources = ml.Resources.guaranteed({ cpu: '1', memory: '1Gi' });
  const storage = ml.CephStorage.cephFs('rook-cephfs');
  const show = (...values) => console.log(JSON.stringify(values));`;

/** What a program shows, each line as data. */
function shown(program: string): unknown[] {
  const { status, output } = consumer.node('-e', `${BEGIN}\n${program}`);
  if (status !== 0) throw new Error(output);
  return output
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
}

/** The library's files that a program has read when it ends. */
function filesOf(program: string): unknown {
  const files = "Object.keys(require.cache).filter((file) => file.includes('/cdk8s-ml/')).map((file) => require('path').basename(file))";
  return shown(`${program}; show(...${files}.sort());`).at(-1);
}

describe('the files that are read', () => {
  const DATASET = "const data = new ml.CephDataset(chart, 'data', { storage, size: '500Gi' });";
  const TRAINING = `${DATASET} new ml.GpuTrainingJob(chart, 'train', { image: 'train:1.0', resources, gpu: ml.Gpu.nvidia(1), dataset: data });`;

  test.each<[string, string, string[]]>([
    ['importing the library reads its core', '', []],
    ['a training and its dataset are in the core', TRAINING, []],
    ['synthesis reads the checks', `${TRAINING} app.synthYaml()`, ['checks.js']],
    // How a dataset ends knows the kinds of jobs, as the checks do.
    ['a namespace is read where it is made', "new ml.MlNamespace(chart, 'team')", ['care.js', 'checks.js', 'namespace.js']],
    [
      'a server is read where it is made, with what the checks know of its kind',
      "new ml.ModelService(chart, 'server', { image: 'serve:1.0', port: 5000, resources })",
      ['checks.js', 'service.js'],
    ],
    ['a snapshot is read where it is taken', `${DATASET} data.snapshot('v1')`, ['care.js', 'checks.js', 'snapshots.js']],
    [
      'a backup is read with the programs of its task',
      "new ml.CephDataset(chart, 'data', { storage, size: '1Gi', backup: ml.Backup.daily({ keep: 7 }) })",
      ['care.js', 'checks.js', 'snapshots.js', 'tasks.js'],
    ],
    ["what a name is of is read when the name is, a value's too", 'ml.CephCluster', ['ceph.js']],
  ])('%s', (_, program, chunks) => {
    expect(filesOf(program)).toEqual([...chunks, 'index.js'].sort());
  });
});

test('every name is there, and is the same each time', () => {
  const program = `
    const names = Object.keys(ml);
    show(...names.filter((name) => ml[name] === undefined || ml[name] !== ml[name]));
    show(names.length);`;
  const [wrong, [count]] = shown(program) as [unknown[], [number]];
  expect(wrong).toEqual([]);
  expect(count).toBeGreaterThan(70);
});

test('each file may be the first that is read', () => {
  const program = `
    const folder = require('path').dirname(require.resolve('cdk8s-ml'));
    for (const file of require('fs').readdirSync(folder).filter((name) => name.endsWith('.js'))) {
      for (const path of Object.keys(require.cache)) delete require.cache[path];
      show(file, Object.keys(require(folder + '/' + file)).length > 0);
    }`;
  const files = shown(program) as [string, boolean][];
  expect(files.map(([name]) => name)).toEqual(expect.arrayContaining(['index.js', 'checks.js', 'tasks.js']));
  expect(files.filter(([, hasNames]) => !hasNames)).toEqual([]);
});

test('constructs and values of different files know each other', () => {
  const program = `
    const data = new ml.CephDataset(chart, 'data', { storage, size: '1Gi', retention: ml.Retention.keep() });
    const cluster = ml.CephCluster.rook();
    const classes = new ml.CephStorageClass(chart, 'fast', { cluster, volumes: ml.CephVolumes.cephFs('shared') });
    const load = new ml.DatasetLoad(chart, 'load', { dataset: data, from: ml.DataOrigin.http([ml.Download.file('https://example.com/a', { sha256: '0'.repeat(64) })]) });
    const snapshot = data.snapshot('v1');
    const copy = new ml.StorageDataset(chart, 'copy', {
      storageClassName: 'nfs', size: '1Gi', accessModes: [ml.AccessMode.READ_WRITE_MANY],
      dataSource: ml.DataSource.snapshotName('v1', { size: '1Gi' }),
    });
    new ml.GpuTrainingJob(chart, 'train', { image: 'train:1.0', resources, dataset: data, loadedBy: load, cache: ml.DatasetCache.localDisk('1Gi') });
    show(data instanceof ml.Dataset, snapshot instanceof ml.DatasetSnapshot, load instanceof ml.DatasetFilling, copy instanceof ml.Dataset);`;
  expect(shown(program)).toEqual([[true, true, true, true]]);
});

test("an error of any file is a SpecError that starts at the user's own line", () => {
  const program = `${BEGIN}
    for (const name of ['GpuTrainingJob', 'TfJobCluster', 'ModelService', 'MlNamespace', 'DatasetLoad', 'StaticCephDataset', 'DatasetGroupSnapshot']) {
      try {
        new ml[name](chart, name, { image: 3, wrong: true });
      } catch (error) {
        show(name, error instanceof ml.SpecError, error.stack.split('\\n').filter((line) => line.trim().startsWith('at ')));
      }
    }`;
  writeFileSync(join(consumer.folder, 'each.js'), program);
  const { output } = consumer.node('each.js');
  const lines = output
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as unknown);
  expect(lines).toHaveLength(7);
  for (const line of lines) expect(line).toEqual([expect.any(String), true, [expect.stringMatching(/each\.js:\d+:\d+\)?$/)]]);
});

test('an ES module that imports everything sees every name', () => {
  const program = `
    import * as all from 'cdk8s-ml';
    import { createRequire } from 'node:module';
    const names = Object.keys(createRequire(process.cwd() + '/x.js')('cdk8s-ml'));
    console.log(JSON.stringify([names.length, names.filter((name) => all[name] === undefined)]));`;
  const [count, missing] = JSON.parse(consumer.node('--input-type=module', '-e', program).output) as [number, string[]];
  expect(count).toBeGreaterThan(70);
  expect(missing).toEqual([]);
});
