import { App, Chart } from 'cdk8s';
import {
  AccessMode,
  Backup,
  CephCluster,
  CephSource,
  Dataset,
  RbdImageFeature,
  StaticCephDataset,
  type StaticCephDatasetProps,
} from '../../lib';
import { mountedAt, podOf, training } from '../pod/reading';
import { manifestOf, refusal, testChart, yamlOf } from '../support/charts';
import { invalidities } from '../support/invalidities';

const RIGHT: StaticCephDatasetProps = {
  cluster: CephCluster.rook(),
  source: CephSource.path('myfs', '/volumes/shared/imagenet'),
  size: '500Gi',
};
const IMAGE = CephSource.image('replicapool', 'imagenet');

function withProps(props: Partial<StaticCephDatasetProps>, id = 'images'): Chart {
  const chart = testChart();
  new StaticCephDataset(chart, id, { ...RIGHT, ...props });
  return chart;
}

interface VolumeSpec {
  readonly accessModes: string[];
  readonly csi: { driver: string; volumeHandle: string; volumeAttributes: Record<string, string>; nodeStageSecretRef: object };
}

function volumeOf(props: Partial<StaticCephDatasetProps>): VolumeSpec {
  return manifestOf(withProps(props), 'PersistentVolume').spec as VolumeSpec;
}

test('minimal', () => {
  const chart = withProps({});
  expect(yamlOf(chart)).toMatchSnapshot();
  expect(invalidities(chart)).toEqual([]);
});

test('everything', () => {
  const chart = withProps({
    cluster: CephCluster.csi({ clusterId: 'ceph', provisionerSecret: { name: 'csi-rbd-secret', namespace: 'ceph-csi' } }),
    source: CephSource.image('replicapool', 'imagenet', { imageFeatures: [RbdImageFeature.LAYERING, RbdImageFeature.EXCLUSIVE_LOCK] }),
    name: 'imagenet.v1',
    namespace: 'data',
    volumeName: 'imagenet',
    labels: { team: 'vision' },
    accessModes: [AccessMode.READ_WRITE_ONCE_POD],
    nodeStageSecret: { name: 'csi-rbd-node', namespace: 'ceph-csi' },
  });
  expect(yamlOf(chart)).toMatchSnapshot();
  expect(invalidities(chart)).toEqual([]);
});

test('volume and claim name each other, and agree in size, modes and no class', () => {
  const chart = withProps({ accessModes: [AccessMode.READ_ONLY_MANY] });
  const [volume, claim] = ['PersistentVolume', 'PersistentVolumeClaim'].map((kind) => manifestOf(chart, kind));
  expect(volume?.metadata).toMatchObject({ name: 'ml-images' });
  expect(volume?.metadata).not.toHaveProperty('namespace');
  const shared = { accessModes: ['ReadOnlyMany'], storageClassName: '', volumeMode: 'Filesystem' };
  expect(volume?.spec).toMatchObject({ ...shared, capacity: { storage: '500Gi' }, claimRef: { namespace: 'ml', name: 'images' } });
  expect(claim?.spec).toMatchObject({ ...shared, resources: { requests: { storage: '500Gi' } }, volumeName: 'ml-images' });
});

test('the data stays, whatever becomes of the claim', () => {
  expect(volumeOf({})).toMatchObject({ persistentVolumeReclaimPolicy: 'Retain', csi: { volumeAttributes: { staticVolume: 'true' } } });
});

test("a folder is named by its path, under a handle of the volume's; an image by the handle, as ceph-csi looks for it", () => {
  expect(volumeOf({}).csi).toMatchObject({
    volumeHandle: 'ml-images',
    volumeAttributes: { clusterID: 'rook-ceph', fsName: 'myfs', rootPath: '/volumes/shared/imagenet' },
  });
  expect(volumeOf({ source: IMAGE }).csi).toMatchObject({
    volumeHandle: 'imagenet',
    volumeAttributes: { clusterID: 'rook-ceph', pool: 'replicapool', imageFeatures: 'layering' },
  });
});

test("nodes mount it with the cluster's Secret", () => {
  expect(volumeOf({ source: IMAGE }).csi.nodeStageSecretRef).toEqual({ name: 'rook-csi-rbd-node', namespace: 'rook-ceph' });
});

test('a folder is shared by default, an image is not', () => {
  expect([volumeOf({}).accessModes, volumeOf({ source: IMAGE }).accessModes]).toEqual([['ReadWriteMany'], ['ReadWriteOnce']]);
});

test('is a Dataset that a training reads', () => {
  const chart = training((scope) => ({ dataset: new StaticCephDataset(scope, 'images', RIGHT) }));
  expect(mountedAt(podOf(chart), '/data')?.volume.persistentVolumeClaim).toEqual({ claimName: 'images', readOnly: true });
  const dataset = new StaticCephDataset(testChart(), 'images', RIGHT);
  expect(dataset).toBeInstanceOf(Dataset);
  expect([dataset.name, dataset.namespace, dataset.accessModes]).toEqual(['images', 'ml', ['ReadWriteMany']]);
});

test('datasets of one name in two namespaces have volumes of their own', () => {
  const app = new App();
  for (const id of ['a', 'b']) {
    const source = CephSource.path('myfs', `/volumes/${id}`);
    new StaticCephDataset(new Chart(app, id, { namespace: id }), 'images', { ...RIGHT, source });
  }
  expect(app.synthYaml()).toMatch(/name: a-images[\s\S]*name: b-images/);
});

describe('each wrong prop has its text', () => {
  const DNS_NAME = 'must be a DNS name: at most 253 of a-z, 0-9, - and dots between parts';

  test.each<[string, unknown, string[]]>([
    ['no cluster', { cluster: undefined }, ['cluster: is required (for example CephCluster.rook())']],
    ['no source', { source: undefined }, ["source: is required (for example CephSource.path('myfs', '/volumes/shared/imagenet'))"]],
    [
      'a path as source',
      { source: '/a' },
      [`source: must be a CephSource, got "/a" (write CephSource.path('myfs', '/volumes/shared/imagenet'))`],
    ],
    ['no size', { size: undefined }, ['size: is required (for example "500Gi")']],
    ['a name of a volume that is none', { volumeName: 'V_1' }, [`volumeName: ${DNS_NAME}, got "V_1" (for example "v-1")`]],
    [
      'names that make one too long',
      { name: 'a'.repeat(252) },
      [expect.stringContaining('volumeName: has 255 characters, and 253 are allowed')],
    ],
    [
      'an image for many nodes',
      { source: IMAGE, accessModes: [AccessMode.READ_WRITE_MANY] },
      ['accessModes: is not possible on RBD with a file system, got ["ReadWriteMany"] (use data on CephFS, or ReadWriteOnce)'],
    ],
    ['a Secret without a name', { nodeStageSecret: { namespace: 'a' } }, [expect.stringMatching(/^nodeStageSecret\.name: is required/)]],
    ['a retention, which it has not', { retention: 1 }, ['retention: is not a known prop (the data stays when the claim goes)']],
    [
      'a backup, of which there is none for it',
      { backup: Backup.daily({ keep: 7 }) },
      ['backup: is not a known prop (ceph-csi takes no snapshots of what it has not made itself)'],
    ],
    ["a label of the library's own", { labels: { 'app.kubernetes.io/name': 'x' } }, [expect.stringMatching(/^labels\b/)]],
  ])('%s', (_, props, lines) => {
    expect(refusal(() => withProps(props as Partial<StaticCephDatasetProps>))).toEqual(lines);
  });

  test('no namespace anywhere', () => {
    const chart = new Chart(new App(), 'demo');
    expect(refusal(() => new StaticCephDataset(chart, 'images', RIGHT))).toEqual([
      'namespace: is required where the chart names none: the volume is for the claim of one namespace (for example "ml")',
    ]);
  });

  test('an id of which no name can be made', () => {
    expect(refusal(() => withProps({ volumeName: 'v' }, 'My_Images'))).toEqual([
      `name: ${DNS_NAME} (the name comes from the construct's ids), got "My_Images" (for example "my-images")`,
    ]);
  });
});
