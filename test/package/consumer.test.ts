import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseAllDocuments } from 'yaml';
import { files as listed, main, types } from '../../package.json';
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

test('nothing but compiled JavaScript and declarations of lib is packed: no sources, no generated classes, no tests', () => {
  const compiled = /^build\/lib\/.+\.(js|d\.ts)$/;
  expect(consumer.files.filter((path) => !compiled.test(path)).sort()).toEqual(
    ['.jsii', 'API.md', 'LICENSE', 'README.md', 'package.json'].sort(),
  );
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
