import { execFileSync } from 'node:child_process';
import { join } from 'node:path';

const ROOT = join(__dirname, '../..');

/** The modules that a program has loaded when it ends, below the project. */
function loadedBy(program: string): string[] {
  const script = `${program}; process.stdout.write(JSON.stringify(Object.keys(require.cache)))`;
  const output = execFileSync(process.execPath, ['--require', 'tsx/cjs', '--eval', script], { cwd: ROOT, encoding: 'utf8' });
  return (JSON.parse(output) as string[]).map((path) => path.slice(ROOT.length + 1));
}

const SERVICE = `
  const { App, Chart } = require('cdk8s');
  const ml = require('./lib');
  const app = new App();
  const chart = new Chart(app, 'demo');
  const resources = ml.Resources.guaranteed({ cpu: '1', memory: '1Gi' });
  const service = new ml.ModelService(chart, 'server', { image: 'serve:1.0', port: 5000, resources });
  new ml.TfJobCluster(chart, 'train', { image: 'train:1.0', resources, worker: { replicas: 2 } });
  app.synthYaml()`;

test('importing the library, and writing an app with it, loads neither cdk8s-plus nor generated classes', () => {
  const loaded = loadedBy(SERVICE);
  expect(loaded).toContain('lib/index.ts');
  expect(loaded).toContain('lib/workload/kinds/tfjob.ts');
  expect(loaded.filter((path) => /cdk8s-plus|^imports\/|kubernetes-types|node_modules\/ajv/.test(path))).toEqual([]);
});

test('asking for the backend of an Ingress loads cdk8s-plus', () => {
  expect(loadedBy(`${SERVICE}; service.ingressBackend()`).some((path) => path.includes('node_modules/cdk8s-plus-27/'))).toBe(true);
});

test('of other packages, the import loads cdk8s and constructs alone, with what they need', () => {
  const packages = (program: string) =>
    new Set(loadedBy(program).flatMap((path) => /^node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(path)?.[1] ?? []));
  const ours = packages("require('./lib')");
  expect(ours).toContain('cdk8s');
  expect(ours).toEqual(packages("require('cdk8s'); require('constructs')"));
});
