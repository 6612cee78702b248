import { AccessMode, DataSource, GpuTrainingJob, Parallel, Retention, StorageDataset, type StorageDatasetProps } from '../../lib';
import { manifestOf, RESOURCES, refusal, testChart, yamlOf } from '../support/charts';
import { invalidities } from '../support/invalidities';

const MINIMAL: StorageDatasetProps = { storageClassName: 'nfs', accessModes: [AccessMode.READ_WRITE_MANY], size: '500Gi' };
const TRAINING = { image: 'registry.example.com/ml/train:1.0', resources: RESOURCES };

function dataset(props: object = {}, chart = testChart()): StorageDataset {
  return new StorageDataset(chart, 'images', { ...MINIMAL, ...props });
}

test('minimal', () => {
  const chart = testChart();
  dataset({}, chart);
  expect(yamlOf(chart)).toMatchSnapshot();
  expect(invalidities(chart)).toEqual([]);
});

test('everything', () => {
  const chart = testChart();
  const props = {
    name: 'vision-images',
    namespace: 'data',
    labels: { team: 'vision' },
    accessModes: [AccessMode.READ_WRITE_MANY, AccessMode.READ_ONLY_MANY],
    retention: Retention.deleteWithChart({ confirmDataLoss: true }),
    dataSource: DataSource.snapshotName('vision-images-v1', { size: '500Gi', driver: 'nfs.csi.k8s.io' }),
  };
  dataset(props, chart);
  expect(yamlOf(chart)).toMatchSnapshot();
  expect(invalidities(chart)).toEqual([]);
});

test('a training takes it as it takes any dataset, and finds its paths', () => {
  const chart = testChart();
  new GpuTrainingJob(chart, 'train', { ...TRAINING, dataset: dataset({}, chart) });
  expect(yamlOf(chart)).toContain('claimName: images\n            readOnly: true');
});

test('several pods on a claim for one node are refused, whatever the storage is', () => {
  const chart = testChart();
  const block = dataset({ accessModes: [AccessMode.READ_WRITE_ONCE] }, chart);
  const train = () => new GpuTrainingJob(chart, 'train', { ...TRAINING, mounts: [block.mount('/x')], parallel: Parallel.shards(2) });
  expect(refusal(train)).toEqual([expect.stringContaining('uses the claim images with up to 2 pods, and ReadWriteOnce allows one node')]);
});

test('nothing of Ceph is said of it', () => {
  const chart = testChart();
  dataset({}, chart);
  expect(manifestOf(chart, 'PersistentVolumeClaim').metadata.annotations).toEqual({
    'argocd.argoproj.io/sync-options': 'Delete=false,Prune=false',
    'helm.sh/resource-policy': 'keep',
    'kustomize.toolkit.fluxcd.io/prune': 'disabled',
  });
});

test.each<[string, object, string]>([
  ['no class', { storageClassName: undefined }, 'storageClassName: is required (for example "nfs")'],
  ['no access modes', { accessModes: undefined }, 'accessModes: is required (for example [AccessMode.READ_WRITE_MANY])'],
  [
    'a class that is no name',
    { storageClassName: 'NFS' },
    'storageClassName: must be a DNS name: at most 253 of a-z, 0-9, - and dots between parts, got "NFS" (for example "nfs")',
  ],
  [
    'a mode that is only for one beside others',
    { accessModes: [AccessMode.READ_WRITE_ONCE_POD, AccessMode.READ_WRITE_MANY] },
    'accessModes: names ReadWriteOncePod beside others, which Kubernetes refuses, got ["ReadWriteOncePod","ReadWriteMany"] (name it alone)',
  ],
])('%s is refused', (_, props, line) => expect(refusal(() => dataset(props))).toEqual([line]));
