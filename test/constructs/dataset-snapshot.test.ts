import { App, Chart } from 'cdk8s';
import { PersistentVolumeAccessMode, PersistentVolumeClaim } from 'cdk8s-plus-27';
import {
  AccessMode,
  CephCluster,
  CephDataset,
  CephSnapshotClass,
  CephSource,
  CephStorage,
  CephStorageClass,
  CephVolumes,
  DataSource,
  type Dataset,
  type DatasetSnapshot,
  type DatasetSnapshotOptions,
  SnapshotClass,
  StaticCephDataset,
  StorageBackend,
  StorageDataset,
} from '../../lib';
import { rulesTold, told } from '../checks/apps';
import { cephFs, manifestOf, manifestsOf, problemsOf, refusal, testChart, yamlOf } from '../support/charts';
import { invalidities } from '../support/invalidities';

const ROOK = CephCluster.rook();
const READ_ONLY = [AccessMode.READ_ONLY_MANY];

function snapshotOf(dataset: Dataset, options: object = {}): DatasetSnapshot {
  return dataset.snapshot('v1', options as DatasetSnapshotOptions);
}

function snapshotClass(chart: Chart, backend = StorageBackend.CEPH_FS): SnapshotClass {
  return new CephSnapshotClass(chart, `class-${backend}`, { cluster: ROOK, backend }).snapshotClass;
}

test('minimal', () => {
  const chart = testChart();
  cephFs(chart, 'images').snapshot('v1');
  expect(yamlOf(chart)).toMatchSnapshot();
  expect(invalidities(chart)).toEqual([]);
});

test('everything', () => {
  const chart = testChart();
  const dataset = CephDataset.fromClaimName(chart, 'images', 'imagenet', { namespace: 'data' });
  dataset.snapshot('v1', { name: 'imagenet.2026', snapshotClass: SnapshotClass.named('csi-cephfs'), labels: { team: 'vision' } });
  expect(yamlOf(chart)).toMatchSnapshot();
  expect(invalidities(chart)).toEqual([]);
});

test('is named by the claim and its id, in the namespace of the claim, and tells both', () => {
  const chart = testChart();
  const storage = CephStorage.cephFs('rook-cephfs');
  const dataset = new CephDataset(chart, 'images', { storage, size: '1Gi', name: 'imagenet', namespace: 'data' });
  const snapshot = dataset.snapshot('before-cleaning');
  expect([snapshot.name, snapshot.namespace]).toEqual(['imagenet-before-cleaning', 'data']);
  expect(snapshot.volumeSnapshot).toMatchObject({ kind: 'VolumeSnapshot', name: 'imagenet-before-cleaning' });
  expect(manifestOf(chart, 'VolumeSnapshot')).toMatchObject({
    metadata: { name: 'imagenet-before-cleaning', namespace: 'data' },
    spec: { source: { persistentVolumeClaimName: 'imagenet' } },
  });
});

test("of the cluster's default class where none is given: the field is left out, which is not the empty class", () => {
  const chart = testChart();
  snapshotOf(cephFs(chart, 'images'));
  expect(manifestOf(chart, 'VolumeSnapshot').spec).not.toHaveProperty('volumeSnapshotClassName');
});

test('Helm, Argo CD and Flux leave it, also where the dataset itself may go', () => {
  const chart = testChart();
  snapshotOf(cephFs(chart, 'images'));
  expect(manifestOf(chart, 'VolumeSnapshot').metadata.annotations).toEqual({
    'argocd.argoproj.io/sync-options': 'Delete=false,Prune=false',
    'helm.sh/resource-policy': 'keep',
    'kustomize.toolkit.fluxcd.io/prune': 'disabled',
  });
});

test('of an existing claim is in the namespace of its chart where none is known, and its claim is said to exist', () => {
  const chart = testChart();
  const snapshot = snapshotOf(CephDataset.fromClaimName(chart, 'images', 'imagenet'));
  expect([snapshot.name, snapshot.namespace]).toEqual(['imagenet-v1', 'ml']);
  expect(manifestOf(chart, 'VolumeSnapshot').metadata.annotations).toMatchObject({
    'cdk8s-ml.io/external': 'PersistentVolumeClaim/imagenet',
  });
  expect(told(chart)).toEqual([]);
});

test('of a claim of cdk8s-plus is of the claim as the app makes it', () => {
  const chart = testChart();
  const made = new PersistentVolumeClaim(chart, 'claim', {
    metadata: { name: 'imagenet' },
    accessModes: [PersistentVolumeAccessMode.READ_WRITE_MANY],
  });
  snapshotOf(CephDataset.fromClaim(chart, 'images', made as never));
  expect(manifestOf(chart, 'VolumeSnapshot').metadata.annotations).not.toHaveProperty(['cdk8s-ml.io/external']);
  expect(told(chart)).toEqual([]);
});

test('in no namespace where neither chart nor claim has one', () => {
  const chart = new Chart(new App(), 'demo');
  const snapshot = snapshotOf(cephFs(chart, 'images'));
  expect(snapshot.namespace).toBeUndefined();
  expect(manifestOf(chart, 'VolumeSnapshot').metadata).not.toHaveProperty('namespace');
});

test('several of one dataset are several objects', () => {
  const chart = testChart();
  const images = cephFs(chart, 'images');
  images.snapshot('v1');
  images.snapshot('v2');
  const names = manifestsOf(chart).flatMap(({ kind, metadata }) => (kind === 'VolumeSnapshot' ? [metadata.name] : []));
  expect(names).toEqual(['images-v1', 'images-v2']);
});

test('what is said of an existing claim is still checked where snapshots are taken of it', () => {
  const chart = testChart();
  const [one, other] = ['one', 'other'].map((id) =>
    CephDataset.fromClaimName(chart, id, 'imagenet', { accessModes: id === 'one' ? READ_ONLY : [AccessMode.READ_WRITE_MANY] }),
  );
  other?.snapshot('v1');
  expect(one).toBeDefined();
  expect(rulesTold(chart)).toContain('error demo/other claim-of-two-minds');
});

describe('a class', () => {
  test('of the same app is named, and one of the same driver is right', () => {
    const chart = testChart();
    const { storage } = new CephStorageClass(chart, 'cephfs', { cluster: ROOK, volumes: CephVolumes.cephFs('myfs') });
    const images = new CephDataset(chart, 'images', { storage, size: '1Gi' });
    snapshotOf(images, { snapshotClass: snapshotClass(chart) });
    expect(manifestOf(chart, 'VolumeSnapshot').spec).toMatchObject({ volumeSnapshotClassName: 'class-cephfs' });
    expect(told(chart)).toEqual([]);
  });

  test.each<[string, (chart: Chart) => Dataset, string]>([
    ['another backend', (chart) => cephFs(chart, 'images'), 'cephfs'],
    [
      "another installation's driver",
      (chart) => {
        const cluster = CephCluster.csi({ clusterId: 'ceph', provisionerSecret: { name: 'csi-rbd-secret', namespace: 'ceph-csi' } });
        const { storage } = new CephStorageClass(chart, 'block', { cluster, volumes: CephVolumes.rbd('replicapool') });
        return new CephDataset(chart, 'images', { storage, size: '1Gi' });
      },
      'rbd.csi.ceph.com',
    ],
  ])('of %s is refused', (_, make, maker) => {
    const chart = testChart();
    const images = make(chart);
    expect(refusal(() => snapshotOf(images, { snapshotClass: snapshotClass(chart, StorageBackend.CEPH_RBD) }))).toEqual([
      `snapshotClass: takes snapshots with rook-ceph.rbd.csi.ceph.com, and the claim images is on ${maker}, got "class-rbd" ` +
        '(give a class of the same driver, or leave it out)',
    ]);
  });

  test('is not judged where its driver or that of the claim is not known', () => {
    const chart = testChart();
    const any = new StorageDataset(chart, 'any', { storageClassName: 'nfs', accessModes: READ_ONLY, size: '1Gi' });
    const there = CephDataset.fromClaimName(chart, 'there', 'there');
    const rbd = snapshotClass(chart, StorageBackend.CEPH_RBD);
    expect(refusal(() => [any, there].map((each) => snapshotOf(each, { snapshotClass: rbd })))).toEqual([]);
    expect(refusal(() => snapshotOf(cephFs(chart, 'images'), { snapshotClass: SnapshotClass.named('csi-rbd') }))).toEqual([]);
  });
});

describe('what ceph-csi takes no snapshots of is refused', () => {
  test.each<[string, (chart: Chart) => Dataset]>([
    [
      'a claim that is only read',
      (chart) => {
        const dataSource = DataSource.snapshotName('v0');
        return new CephDataset(chart, 'images', {
          ...{ storage: CephStorage.cephFs('rook-cephfs'), size: '1Gi', accessModes: READ_ONLY, dataSource },
        });
      },
    ],
    ['a claim that exists and is only read', (chart) => CephDataset.fromClaimName(chart, 'images', 'images', { accessModes: READ_ONLY })],
  ])('%s', (_, make) => {
    expect(problemsOf(() => snapshotOf(make(testChart())))).toMatchObject([{ rule: 'snapshot-of-read-only', path: 'demo/images/v1' }]);
    expect(refusal(() => snapshotOf(make(testChart())))).toEqual([
      'is a snapshot of the claim images, which is only read (ReadOnlyMany): ceph-csi takes no snapshots of those (take one of the claim that is written)',
    ]);
  });

  test('a volume that was there before its claim', () => {
    const source = CephSource.path('myfs', '/volumes/shared/imagenet');
    const images = new StaticCephDataset(testChart(), 'images', { cluster: ROOK, source, size: '1Gi' });
    expect(refusal(() => snapshotOf(images))).toEqual([
      'is a snapshot of the claim images, whose volume was in Ceph before it (StaticCephDataset): ceph-csi takes no snapshots of those ' +
        "(take it with Ceph's own commands, or copy the data into a CephDataset)",
    ]);
  });
});

describe('each wrong option has its text', () => {
  const DNS_NAME = 'must be a DNS name: at most 253 of a-z, 0-9, - and dots between parts';

  test.each<[string, unknown, string[]]>([
    [
      'a name as class',
      { snapshotClass: 'csi' },
      ['snapshotClass: must be a SnapshotClass, got "csi" (write SnapshotClass.named(\'csi-cephfsplugin-snapclass\'))'],
    ],
    [
      'a class that is none',
      { snapshotClass: SnapshotClass.named('CSI') },
      [`snapshotClass.name: ${DNS_NAME}, got "CSI" (for example "csi")`],
    ],
    ['a name that is none', { name: 'V_1' }, [`name: ${DNS_NAME}, got "V_1" (for example "v-1")`]],
    ["a label of the library's own", { labels: { 'app.kubernetes.io/name': 'x' } }, [expect.stringMatching(/^labels\b/)]],
    [
      'an option that is none',
      { deletionPolicy: 'Retain' },
      ['deletionPolicy: is not a known prop (known are name, snapshotClass, labels)'],
    ],
    ['text', 'v1', ['must be an object, got "v1" (write { name: value })']],
  ])('%s', (_, options, lines) => {
    expect(refusal(() => cephFs(testChart(), 'images').snapshot('v1', options as DatasetSnapshotOptions))).toEqual(lines);
  });

  test('an id of which no name can be made', () => {
    expect(refusal(() => cephFs(testChart(), 'images').snapshot('V_1'))).toEqual([
      `name: ${DNS_NAME} (the name comes from the construct's ids), got "images-V_1" (for example "images-v-1")`,
    ]);
  });

  test("the error stands at the user's line", () => {
    const chart = testChart();
    for (const dataset of [cephFs(chart, 'images'), CephDataset.fromClaimName(chart, 'there', 'there')]) {
      let stack: string | undefined = '';
      try {
        dataset.snapshot('V_1');
      } catch (error) {
        stack = (error as Error).stack;
      }
      expect(stack?.split('\n').slice(2)).toEqual([expect.stringContaining('dataset-snapshot.test.ts')]);
    }
  });
});

test.each<[string, unknown, string]>([
  ['twice', 'v1', 'snapshot.id: is taken already by this dataset, got "v1" (name another, for example by its date)'],
  ['without an id', undefined, 'snapshot.id: must be a string, got undefined (for example "v1")'],
  ['with an empty id', '', 'snapshot.id: must be a string that is not empty, got "" (for example "v1")'],
])('a snapshot %s is refused in our words', (_, id, line) => {
  const images = cephFs(testChart(), 'images');
  images.snapshot('v1');
  expect(refusal(() => images.snapshot(id as string))).toEqual([line]);
});
