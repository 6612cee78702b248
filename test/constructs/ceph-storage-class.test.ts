import { App, Chart, JsonPatch } from 'cdk8s';
import {
  CephCluster,
  CephDataset,
  CephStorage,
  CephStorageClass,
  type CephStorageClassProps,
  CephVolumes,
  RbdFileSystem,
  RbdImageFeature,
  ReclaimPolicy,
  Retention,
  VolumeBindingMode,
} from '../../lib';
import { manifestOf, refusal, testChart, yamlOf } from '../support/charts';
import { invalidities } from '../support/invalidities';

const RIGHT: CephStorageClassProps = { cluster: CephCluster.rook(), volumes: CephVolumes.cephFs('myfs') };
const RBD = CephVolumes.rbd('replicapool');

function withProps(props: Partial<CephStorageClassProps>, id = 'cephfs'): Chart {
  const chart = testChart();
  new CephStorageClass(chart, id, { ...RIGHT, ...props });
  return chart;
}

function classOf(props: Partial<CephStorageClassProps>) {
  return manifestOf(withProps(props), 'StorageClass') as { parameters?: Record<string, string>; provisioner?: string };
}

test('minimal', () => {
  const chart = withProps({});
  expect(yamlOf(chart)).toMatchSnapshot();
  expect(invalidities(chart)).toEqual([]);
});

test('everything', () => {
  const secret = (name: string) => ({ name, namespace: 'ceph-csi' });
  const chart = withProps({
    cluster: CephCluster.csi({
      clusterId: 'b9127830-b0cc-4e34-aa47-9d1a2e9949a8',
      provisionerSecret: secret('csi-rbd-provisioner'),
      controllerExpandSecret: secret('csi-rbd-expand'),
      nodeStageSecret: secret('csi-rbd-node'),
    }),
    volumes: CephVolumes.rbd('replicapool', {
      imageFeatures: [RbdImageFeature.LAYERING, RbdImageFeature.EXCLUSIVE_LOCK, RbdImageFeature.OBJECT_MAP],
      fileSystem: RbdFileSystem.XFS,
    }),
    name: 'fast.blocks',
    labels: { team: 'platform' },
    mountOptions: ['noatime'],
    allowVolumeExpansion: false,
    volumeBindingMode: VolumeBindingMode.WAIT_FOR_FIRST_CONSUMER,
    reclaimPolicy: ReclaimPolicy.DELETE,
  });
  expect(yamlOf(chart)).toMatchSnapshot();
  expect(invalidities(chart)).toEqual([]);
});

test('a class is of the whole cluster: it has no namespace, with a patch on it neither', () => {
  const chart = testChart();
  const made = new CephStorageClass(chart, 'cephfs', RIGHT);
  expect(manifestOf(chart, 'StorageClass').metadata).not.toHaveProperty('namespace');
  made.storageClass.addJsonPatch(JsonPatch.add('/metadata/labels/tier', 'gold'));
  expect(manifestOf(chart, 'StorageClass').metadata).not.toHaveProperty('namespace');
});

test("Rook's drivers are named by the operator's namespace, and its cluster by its own", () => {
  const cluster = CephCluster.rook({ operatorNamespace: 'rook', clusterNamespace: 'ceph' });
  expect(classOf({ cluster })).toMatchObject({
    provisioner: 'rook.cephfs.csi.ceph.com',
    parameters: {
      clusterID: 'ceph',
      'csi.storage.k8s.io/provisioner-secret-name': 'rook-csi-cephfs-provisioner',
      'csi.storage.k8s.io/provisioner-secret-namespace': 'ceph',
      'csi.storage.k8s.io/node-stage-secret-name': 'rook-csi-cephfs-node',
    },
  });
  expect(classOf({ cluster, volumes: RBD })).toMatchObject({
    provisioner: 'rook.rbd.csi.ceph.com',
    parameters: { 'csi.storage.k8s.io/node-stage-secret-name': 'rook-csi-rbd-node' },
  });
});

test('drivers that were installed by themselves have plain names, and one Secret is for all where no other is given', () => {
  const cluster = CephCluster.csi({ clusterId: 'ceph', provisionerSecret: { name: 'csi-cephfs-secret', namespace: 'ceph-csi' } });
  const { provisioner, parameters = {} } = classOf({ cluster });
  expect(provisioner).toBe('cephfs.csi.ceph.com');
  const secrets = Object.keys(parameters).filter((key) => key.endsWith('-secret-name'));
  expect(secrets.map((key) => [key, parameters[key]])).toEqual(
    ['controller-expand', 'node-stage', 'provisioner'].map((role) => [`csi.storage.k8s.io/${role}-secret-name`, 'csi-cephfs-secret']),
  );
});

test('a pool of CephFS is written where it is given', () => {
  expect(classOf({ volumes: CephVolumes.cephFs('myfs', { pool: 'myfs-fast' }) }).parameters).toMatchObject({
    fsName: 'myfs',
    pool: 'myfs-fast',
  });
});

test('an RBD image is one that every kernel can map, with ext4 that gives back what is deleted', () => {
  expect(classOf({ volumes: RBD })).toMatchObject({
    parameters: { pool: 'replicapool', imageFeatures: 'layering', 'csi.storage.k8s.io/fstype': 'ext4' },
    mountOptions: ['discard'],
  });
  expect(classOf({ volumes: RBD, mountOptions: [] })).not.toHaveProperty('mountOptions');
});

describe('a dataset on a class', () => {
  test('takes its name and backend', () => {
    const chart = testChart();
    const { storage } = new CephStorageClass(chart, 'block', { ...RIGHT, volumes: RBD });
    new CephDataset(chart, 'images', { storage, size: '1Gi' });
    expect(manifestOf(chart, 'PersistentVolumeClaim').spec).toMatchObject({
      storageClassName: 'block',
      accessModes: ['ReadWriteOnce'],
    });
  });

  test('the class tells what is known of it, and a name alone does not', () => {
    const { storage } = new CephStorageClass(testChart(), 'cephfs', RIGHT);
    expect([storage.driver, storage.reclaimPolicy]).toEqual(['rook-ceph.cephfs.csi.ceph.com', 'Retain']);
    const named = CephStorage.cephFs('cephfs');
    expect([named.driver, named.reclaimPolicy]).toEqual([undefined, undefined]);
  });

  test('that deletes its volumes is refused where the dataset is to be kept', () => {
    const chart = testChart();
    const { storage } = new CephStorageClass(chart, 'cephfs', { ...RIGHT, reclaimPolicy: ReclaimPolicy.DELETE });
    expect(refusal(() => new CephDataset(chart, 'images', { storage, size: '1Gi' }))).toEqual([
      'storage: is a class that deletes a volume with its claim (reclaimPolicy Delete), and the dataset is to be kept, got "cephfs" ' +
        '(give the class ReclaimPolicy.RETAIN (under another name if it exists), or the dataset Retention.deleteWithChart({ confirmDataLoss: true }))',
    ]);
  });

  test('that deletes its volumes is right where the dataset may go', () => {
    const chart = testChart();
    const { storage } = new CephStorageClass(chart, 'cephfs', { ...RIGHT, reclaimPolicy: ReclaimPolicy.DELETE });
    const retention = Retention.deleteWithChart({ confirmDataLoss: true });
    expect(refusal(() => new CephDataset(chart, 'images', { storage, size: '1Gi', retention }))).toEqual([]);
    expect(invalidities(chart)).toEqual([]);
  });
});

test('two classes of one name are found, in charts of other namespaces too', () => {
  const app = new App();
  for (const id of ['a', 'b']) new CephStorageClass(new Chart(app, id, { namespace: id }), 'cephfs', RIGHT);
  expect(() => app.synthYaml()).toThrow(/StorageClass cephfs is also made by a\/cephfs/);
});

describe('each wrong prop has its text', () => {
  const DNS_NAME = 'must be a DNS name: at most 253 of a-z, 0-9, - and dots between parts';

  test.each<[string, unknown, string[]]>([
    ['no cluster', { cluster: undefined }, ['cluster: is required (for example CephCluster.rook())']],
    ['a name as cluster', { cluster: 'rook' }, ['cluster: must be a CephCluster, got "rook" (write CephCluster.rook())']],
    ['no volumes', { volumes: undefined }, ["volumes: is required (for example CephVolumes.cephFs('myfs'))"]],
    [
      'a storage as volumes',
      { volumes: CephStorage.cephFs('x') },
      ["volumes: must be a CephVolumes, got a CephStorage (write CephVolumes.cephFs('myfs'))"],
    ],
    ['a name that is none', { name: 'CephFS' }, [`name: ${DNS_NAME}, got "CephFS" (for example "ceph-fs")`]],
    [
      "a label of the library's own",
      { labels: { 'app.kubernetes.io/name': 'x' } },
      [expect.stringMatching(/^labels\b.*app\.kubernetes\.io\/name/)],
    ],
    [
      'options with blanks in one',
      { mountOptions: ['-o ro'] },
      [
        "mountOptions[0]: must be one mount option, without blanks, commas and a leading -, got \"-o ro\" (for example ['noatime', 'discard'])",
      ],
    ],
    ['one option that is no list', { mountOptions: 'discard' }, ['mountOptions: must be a list, got "discard" (put it in [ ])']],
    [
      'an option of nothing',
      { mountOptions: [''] },
      ['mountOptions[0]: must be a string that is not empty, got "" (for example "discard")'],
    ],
    [
      'a text as truth',
      { allowVolumeExpansion: 'true' },
      ['allowVolumeExpansion: must be true or false, got "true" (write it without quotes)'],
    ],
    [
      'a mode that is none',
      { volumeBindingMode: 'Late' },
      ['volumeBindingMode: must be one of Immediate, WaitForFirstConsumer, got "Late" (use the enum VolumeBindingMode)'],
    ],
    [
      'a policy that is none',
      { reclaimPolicy: 'Recycle' },
      ['reclaimPolicy: must be one of Retain, Delete, got "Recycle" (use the enum ReclaimPolicy)'],
    ],
    [
      'a namespace, which a class has not',
      { namespace: 'ml' },
      [
        'namespace: is not a known prop (known are cluster, volumes, name, labels, mountOptions, allowVolumeExpansion, volumeBindingMode, reclaimPolicy)',
      ],
    ],
  ])('%s', (_, props, lines) => {
    expect(refusal(() => new CephStorageClass(testChart(), 'cephfs', { ...RIGHT, ...(props as Partial<CephStorageClassProps>) }))).toEqual(
      lines,
    );
  });

  test('an id of which no name can be made', () => {
    expect(refusal(() => withProps({}, 'Ceph_FS'))).toEqual([
      `name: ${DNS_NAME} (the name comes from the construct's ids), got "Ceph_FS" (for example "ceph-fs")`,
    ]);
  });
});
