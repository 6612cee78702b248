import { App, Chart } from 'cdk8s';
import {
  CephCluster,
  CephSource,
  type Dataset,
  type DatasetViewOptions,
  GpuTrainingJob,
  type GpuTrainingJobProps,
  ModelService,
  StaticCephDataset,
  TfJobCluster,
} from '../../lib';
import type { Manifest } from '../../lib/pod/kubernetes';
import { mountedAt, podOf } from '../pod/reading';
import { cephFs, manifestOf, manifestsOf, RESOURCES, refusal, yamlOf } from '../support/charts';
import { invalidities } from '../support/invalidities';

const SOURCE = CephSource.path('myfs', '/volumes/shared/imagenet');

interface Charts {
  readonly owner: Chart;
  readonly reader: Chart;
  readonly images: StaticCephDataset;
}

/** A dataset in the namespace `data`, and a chart in the namespace `ml`. */
function charts(source = SOURCE): Charts {
  const app = new App();
  const owner = new Chart(app, 'owner', { namespace: 'data' });
  const reader = new Chart(app, 'reader', { namespace: 'ml' });
  const cluster = CephCluster.csi({ clusterId: 'ceph', provisionerSecret: { name: 'csi-secret', namespace: 'ceph-csi' } });
  const nodeStageSecret = { name: 'csi-node', namespace: 'ceph-csi' };
  const images = new StaticCephDataset(owner, 'images', { cluster, source, size: '500Gi', nodeStageSecret, labels: { team: 'vision' } });
  return { owner, reader, images };
}

function view(options?: DatasetViewOptions): Chart {
  const { images, reader } = charts();
  images.viewIn(reader, 'images', options);
  return reader;
}

function csiOf({ spec }: Manifest): Record<string, unknown> {
  return (spec as { csi: Record<string, unknown> }).csi;
}

test('minimal', () => {
  const chart = view();
  expect(yamlOf(chart)).toMatchSnapshot();
  expect(invalidities(chart)).toEqual([]);
});

test('everything', () => {
  const chart = view({ namespace: 'science', name: 'imagenet', volumeName: 'imagenet-for-science', labels: { team: 'science' } });
  expect(yamlOf(chart)).toMatchSnapshot();
  expect(invalidities(chart)).toEqual([]);
});

test('is the same data by another volume, whose handle no other has', () => {
  const { owner, reader, images } = charts();
  images.viewIn(reader, 'images');
  const [own, seen] = [owner, reader].map((chart) => csiOf(manifestOf(chart, 'PersistentVolume')));
  expect([own?.volumeHandle, seen?.volumeHandle]).toEqual(['data-images', 'ml-images']);
  for (const field of ['driver', 'volumeAttributes', 'nodeStageSecretRef']) expect(seen?.[field]).toEqual(own?.[field]);
});

test('is only read: in the claim, the volume, and by the driver', () => {
  const chart = view();
  for (const { spec } of manifestsOf(chart)) expect(spec).toMatchObject({ accessModes: ['ReadOnlyMany'] });
  expect(csiOf(manifestOf(chart, 'PersistentVolume'))).toHaveProperty('readOnly', true);
  expect(csiOf(manifestOf(charts().owner, 'PersistentVolume'))).not.toHaveProperty('readOnly');
});

test('is a dataset that a training of its namespace reads', () => {
  const { reader, images } = charts();
  const dataset = images.viewIn(reader, 'images');
  new GpuTrainingJob(reader, 'train', { image: 'a:1', resources: RESOURCES, dataset });
  expect(mountedAt(podOf(reader), '/data')?.volume.persistentVolumeClaim).toEqual({ claimName: 'images', readOnly: true });
});

test('of a view another view can be made', () => {
  const { reader, owner, images } = charts();
  images.viewIn(reader, 'images').viewIn(owner, 'again');
  expect(() => yamlOf(reader)).not.toThrow();
});

test('can not be written: neither a model nor a mount', () => {
  const { reader, images } = charts();
  const seen = images.viewIn(reader, 'images');
  const lines = refusal(
    () =>
      new GpuTrainingJob(reader, 'train', {
        ...{ image: 'a:1', resources: RESOURCES },
        model: seen.artifact('v1/model.keras'),
        mounts: [images.viewIn(reader, 'other').mount('/x')],
      }),
  );
  expect(lines).toEqual([
    'model: is to be written to a claim that is only read (ReadOnlyMany), got "images" (write it to a dataset with ReadWriteMany or ReadWriteOnce)',
    'mounts[0]: mounts the claim other, which is only read (ReadOnlyMany), to be written (write readOnly: true)',
  ]);
});

test('of an RBD image there is none', () => {
  const { reader, images } = charts(CephSource.image('replicapool', 'imagenet'));
  expect(refusal(() => images.viewIn(reader, 'images'))).toEqual([
    'viewIn: is the RBD image imagenet: two volumes on one image would be one to the nodes, and its file system is for one node ' +
      '(keep what several namespaces read on CephFS, or restore a snapshot there)',
  ]);
});

test('in no namespace there is none', () => {
  const { images } = charts();
  const chart = new Chart(new App(), 'nowhere');
  expect(refusal(() => images.viewIn(chart, 'images'))).toEqual([
    expect.stringMatching(/^namespace: is required where the chart names none/),
  ]);
});

describe('a claim of another namespace is refused, and a view named', () => {
  const TRAINING = { image: 'a:1', resources: RESOURCES };
  const text = (prop: string): RegExp =>
    new RegExp(
      `^${prop}: is the claim \\w+ of the namespace data, and the workload has the namespace ml \\(.*viewIn\\(chart, 'view'\\)\\)$`,
    );

  test.each<[string, (foreign: Dataset) => Pick<GpuTrainingJobProps, 'dataset' | 'datasets' | 'model' | 'baseModel' | 'mounts'>]>([
    ['dataset', (dataset) => ({ dataset })],
    ['datasets\\.labels', (labels) => ({ datasets: { labels } })],
    ['model', (foreign) => ({ model: foreign.artifact('v1/model.keras') })],
    ['baseModel', (foreign) => ({ baseModel: foreign.artifact('v1/model.keras') })],
    ['mounts\\[0\\]', (foreign) => ({ mounts: [foreign.mount('/x')] })],
  ])('as %s of a training, of one role or several', (prop, props) => {
    const { owner, reader } = charts();
    const given = { ...TRAINING, ...props(cephFs(owner, 'foreign')) };
    expect(refusal(() => new GpuTrainingJob(reader, 'train', given))).toEqual([expect.stringMatching(text(prop))]);
    expect(refusal(() => new TfJobCluster(reader, 'all', { ...given, worker: { replicas: 2 } }))).toEqual([
      expect.stringMatching(text(prop)),
    ]);
  });

  test('as model of a service, and as a mount of one role', () => {
    const { owner, reader } = charts();
    const foreign = cephFs(owner, 'foreign');
    const model = foreign.artifact('v1/model.keras');
    expect(refusal(() => new ModelService(reader, 'serve', { ...TRAINING, port: 80, model }))).toEqual([
      expect.stringMatching(text('model')),
    ]);
    const worker = { replicas: 1, mounts: [foreign.mount('/x')] };
    expect(refusal(() => new TfJobCluster(reader, 'all', { ...TRAINING, worker }))).toEqual([
      expect.stringMatching(text('worker\\.mounts\\[0\\]')),
    ]);
  });
});

test('a view that is to be written is refused, and so is one in no chart', () => {
  expect(refusal(() => view({ accessModes: ['ReadWriteMany'] } as DatasetViewOptions))).toEqual([
    'viewIn.accessModes: is not said of a view (leave it out: a view is of the dataset that it shows, and only to be read)',
  ]);
  const { images } = charts();
  expect(refusal(() => images.viewIn(undefined as never, 'images'))).toEqual([
    "viewIn.scope: must be a chart, or a construct in one, got undefined (for example images.viewIn(chart, 'images', { namespace: 'research' }))",
  ]);
});
