import { App, type Chart, Testing, Yaml } from 'cdk8s';
import { Checks } from 'cdk8s-ml';
import { datasetLifecycle } from './chart';
import { Platform } from './platform';
import { Restore } from './restore';

interface Manifest {
  readonly kind: string;
  readonly metadata: { readonly name: string };
  readonly spec: {
    readonly storageClassName?: string;
    readonly dataSource?: object;
    readonly template?: { readonly spec: { readonly initContainers?: { readonly name: string }[]; readonly volumes: object[] } };
  };
}

const app = new App();
datasetLifecycle(app);
const charts = app.charts as Chart[];
const manifests = charts.flatMap((chart) => Testing.synth(chart)) as Manifest[];

function one(kind: string, name: string): Manifest {
  const found = manifests.find((manifest) => manifest.kind === kind && manifest.metadata.name === name);
  if (found === undefined) throw new Error(`no ${kind} ${name}`);
  return found;
}

const yamlOf = (chart: Chart): string => Yaml.stringify(...Testing.synth(chart));

test.each(charts.map((chart) => [chart.node.id, chart] as const))('the manifests of %s are as reviewed', (_, chart) => {
  expect(yamlOf(chart)).toMatchSnapshot();
});

test('nothing is warned of', () => {
  expect(Checks.problemsIn(app)).toEqual([]);
});

test('what stays is on the class that retains, and what goes is not', () => {
  const classes = ['images', 'models', 'images-as-it-was', 'images-trial'].map(
    (name) => one('PersistentVolumeClaim', name).spec.storageClassName,
  );
  expect(classes).toEqual(['cephfs-kept', 'cephfs-kept', 'cephfs-passing', 'cephfs-passing']);
});

test('the training waits for the load and its lists, and then copies the test images', () => {
  const waits = one('Job', 'train').spec.template?.spec.initContainers?.map(({ name }) => name);
  expect(waits).toEqual(['wait-for-dataset', 'wait-for-shards', 'copy-dataset']);
});

test('both datasets of the experiment begin with the snapshot, and it has no volume of the images themselves', () => {
  const source = { apiGroup: 'snapshot.storage.k8s.io', kind: 'VolumeSnapshot', name: 'images-v1' };
  for (const name of ['images-as-it-was', 'images-trial']) {
    expect(one('PersistentVolumeClaim', name).spec.dataSource).toEqual(source);
  }
  expect(JSON.stringify(one('Job', 'experiment').spec.template?.spec.volumes)).not.toContain('"claimName":"images"');
});

test('a backup is restored beside what is there', () => {
  const scope = new App();
  const platform = new Platform(scope, 'platform', { namespace: 'vision' });
  const restore = new Restore(scope, 'restore', { namespace: 'vision', platform, snapshot: 'images-20261124-040000' });
  expect(Testing.synth(restore)).toMatchObject([
    { metadata: { name: 'images-restored' }, spec: { dataSource: { kind: 'VolumeSnapshot', name: 'images-20261124-040000' } } },
  ]);
  expect(Checks.problemsIn(scope)).toEqual([]);
});
