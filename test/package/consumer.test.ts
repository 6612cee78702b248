import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseAllDocuments } from 'yaml';
import { files as listed, main, types, version } from '../../package.json';
import { type Consumer, newConsumer } from './consumer';

/** The compiler reads the declarations of Kubernetes in cdk8s-plus, which takes seconds on a busy machine. */
jest.setTimeout(60_000);

const DONE = { status: 0, output: '' };

let consumer: Consumer;
beforeAll(() => {
  consumer = newConsumer();
});
afterAll(() => consumer?.remove());

test('the packed library has what package.json lists, and where its main file and types are', () => {
  expect(listed).toEqual(expect.arrayContaining(['build/lib', '.jsii', 'README.md', 'LICENSE', 'API.md']));
  expect(consumer.files).toEqual(expect.arrayContaining(['.jsii', 'README.md', 'LICENSE', 'API.md', 'package.json', main, types]));
});

test('few files of JavaScript, the declarations of lib and the documents that README names are packed: no sources, no generated classes, no tests', () => {
  const known = /^(build\/lib\/(.+\.d\.ts|[a-z]+\.js)|docs\/[\w-]+\.(md|svg))$/;
  expect(consumer.files.filter((path) => !known.test(path)).sort()).toEqual(['.jsii', 'API.md', 'LICENSE', 'README.md', 'package.json']);
  expect(consumer.files.filter((path) => path.endsWith('.js')).length).toBeLessThan(20);
});

test('a program compiles against the packed library with strict and without skipLibCheck, and synthesizes with plain node', () => {
  expect(consumer.compile()).toEqual(DONE);
  expect(consumer.node('js/main.js')).toEqual(DONE);
  const dist = join(consumer.folder, 'dist');
  expect(readdirSync(dist)).toEqual(['image-classifier.k8s.yaml']);
  const documents = parseAllDocuments(readFileSync(join(dist, 'image-classifier.k8s.yaml'), 'utf8'));
  const kinds = documents.map((document) => String(document.get('kind')));
  expect(kinds).toEqual(expect.arrayContaining(['PersistentVolumeClaim', 'Job', 'TFJob', 'Deployment', 'Service', 'NetworkPolicy']));
});

test('the library is loaded with cdk8s and constructs alone', () => {
  const program = `
    require('cdk8s-ml');
    const packages = Object.keys(require.cache).map((file) => /node_modules\\/(?:@[^/]+\\/)?[^/]+/.exec(file)[0]);
    console.log([...new Set(packages)].sort().join(' '));`;
  expect(consumer.node('-e', program).output.trim().split(' ')).toEqual(
    ['cdk8s', 'cdk8s-ml', 'constructs'].map((name) => `node_modules/${name}`),
  );
});

test('an ES module imports the library by its names', () => {
  const program = "import { GpuTrainingJob, Parallel } from 'cdk8s-ml'; console.log(GpuTrainingJob.name, Parallel.shards(3).count);";
  expect(consumer.node('--input-type=module', '-e', program)).toEqual({ status: 0, output: 'GpuTrainingJob 3\n' });
});

test('every class is known by its name, to readers of errors and to the run time of jsii', () => {
  const program = `
    const classes = Object.entries(require('cdk8s-ml')).filter(([, type]) => typeof type === 'function');
    console.log(JSON.stringify(classes.map(([exported, type]) => [exported, type.name, type[Symbol.for('jsii.rtti')]])));`;
  const classes: [string, string, unknown][] = JSON.parse(consumer.node('-e', program).output);
  expect(classes.length).toBeGreaterThan(20);
  expect(classes).toEqual(classes.map(([exported]) => [exported, exported, { fqn: `cdk8s-ml.${exported}`, version }]));
});

describe("an error that nobody catches shows what is wrong and the user's line, and no code of others", () => {
  const HEAD = `
    const { App, Chart } = require('cdk8s');
    const { CephDataset, CephStorage, GpuTrainingJob } = require('cdk8s-ml');
    const app = new App();`;

  test.each<[string, string, string]>([
    [
      'of a constructor',
      "new GpuTrainingJob(new Chart(app, 'demo'), 'train', { image: 'train:1.0', gpu: 3 });",
      'SpecError: demo/train\n  gpu: must be a Gpu, got 3 (write Gpu.nvidia(1))',
    ],
    [
      'of synthesis',
      "for (const id of ['a', 'b']) new CephDataset(new Chart(app, id), 'data', { storage: CephStorage.cephFs('rook-cephfs'), size: '1Gi', name: 'data' }); app.synth();",
      'SpecError: Validation failed with the following errors:\n  [b/data] metadata.name: ',
    ],
  ])('%s', (_, program, expected) => {
    writeFileSync(join(consumer.folder, 'wrong.js'), `${HEAD}\n    ${program}`);
    const { status, output } = consumer.node('wrong.js');
    const lines = output.split('\n');
    expect(status).toBe(1);
    expect(output).toContain(expected);
    expect(lines.filter((line) => line.trim().startsWith('at '))).toEqual([expect.stringMatching(/\/wrong\.js:5:\d+\)$/)]);
    // Node shows the line of the library that threw it.
    const [shownFile, shownLine] = lines;
    expect(shownFile).toMatch(/index\.js:\d+$/);
    expect(shownLine).toMatch(/^throw \w+\}\/\/! what is wrong is told below$/);
  });
});

test('an app of several charts is judged once when it is written, not once for each chart', () => {
  const program = `
    const { ApiObject, App, Chart } = require('cdk8s');
    const { CephDataset, CephStorage } = require('cdk8s-ml');
    let renderings = 0;
    class Counted extends ApiObject {
      toJson() {
        renderings += 1;
        return super.toJson();
      }
    }
    const app = new App();
    for (const id of ['a', 'b', 'c', 'd', 'e']) {
      const chart = new Chart(app, id, { namespace: id });
      new CephDataset(chart, 'data', { storage: CephStorage.cephFs('rook-cephfs'), size: '1Gi' });
      new Counted(chart, 'config', { apiVersion: 'v1', kind: 'ConfigMap' });
    }
    app.synthYaml();
    console.log(renderings);`;
  // Each object once to be judged, once to be written.
  expect(consumer.node('-e', program)).toEqual({ status: 0, output: '10\n' });
});
