import { ApiObject, type Chart, JsonPatch } from 'cdk8s';
import {
  CephCluster,
  CephDataset,
  CephSnapshotClass,
  CephSource,
  CephStorage,
  CephStorageClass,
  CephVolumes,
  DataOrigin,
  DataSource,
  DatasetLoad,
  Download,
  SnapshotClass,
  StaticCephDataset,
  StorageBackend,
} from '../../lib';
import { cephFs, testChart } from '../support/charts';
import { own, rulesTold, shownOf, told } from './apps';

const SNAPSHOTS = 'snapshot.storage.k8s.io/v1';
const ROOK = CephCluster.rook();

function ownStorageClass(chart: Chart, name: string, provisioner: string): void {
  new ApiObject(chart, name, {
    apiVersion: 'storage.k8s.io/v1',
    kind: 'StorageClass',
    metadata: { name },
    provisioner,
    reclaimPolicy: 'Retain',
  });
}

function ownSnapshotClass(chart: Chart, name: string, driver: string): void {
  new ApiObject(chart, name, { apiVersion: SNAPSHOTS, kind: 'VolumeSnapshotClass', metadata: { name }, driver, deletionPolicy: 'Retain' });
}

function ownClaim(chart: Chart, name: string, spec: object, storage = '1Gi'): void {
  own(chart, name, 'v1', 'PersistentVolumeClaim', { accessModes: ['ReadWriteOnce'], resources: { requests: { storage } }, ...spec });
}

function ownSnapshot(chart: Chart, name: string, claim: string, className?: string): void {
  const source = { persistentVolumeClaimName: claim };
  own(chart, name, SNAPSHOTS, 'VolumeSnapshot', { source, ...(className === undefined ? {} : { volumeSnapshotClassName: className }) });
}

describe('a snapshot with a class of another driver than the claim is', () => {
  const FIX = 'name a class of the same driver';

  test('is refused where the class is known by its name alone', () => {
    const chart = testChart();
    ownSnapshotClass(chart, 'snaps', 'rook-ceph.rbd.csi.ceph.com');
    cephFs(chart, 'images').snapshot('v1', { snapshotClass: SnapshotClass.named('snaps') });
    expect(shownOf(chart)).toEqual([
      '[demo/images/v1] spec.volumeSnapshotClassName: VolumeSnapshotClass snaps of demo/snaps takes snapshots with rook-ceph.rbd.csi.ceph.com, ' +
        `and PersistentVolumeClaim images of demo/images is on cephfs (${FIX})`,
    ]);
  });

  test('is refused where a patch made it so', () => {
    const chart = testChart();
    const snaps = new CephSnapshotClass(chart, 'snaps', { cluster: ROOK, backend: StorageBackend.CEPH_FS });
    snaps.volumeSnapshotClass.addJsonPatch(JsonPatch.replace('/driver', 'cephfs.csi.ceph.com'));
    const { storage } = new CephStorageClass(chart, 'cephfs', { cluster: ROOK, volumes: CephVolumes.cephFs('myfs') });
    new CephDataset(chart, 'images', { storage, size: '1Gi' }).snapshot('v1', { snapshotClass: snaps.snapshotClass });
    expect(rulesTold(chart)).toEqual(['error demo/images/v1 snapshot-driver']);
  });

  test("is only told of where it is the user's own", () => {
    const chart = testChart();
    ownStorageClass(chart, 'disks', 'ebs.csi.aws.com');
    ownSnapshotClass(chart, 'snaps', 'pd.csi.storage.gke.io');
    ownClaim(chart, 'data', { storageClassName: 'disks' });
    ownSnapshot(chart, 'before', 'data', 'snaps');
    expect(told(chart)).toEqual([
      'warning demo/before: spec.volumeSnapshotClassName: VolumeSnapshotClass snaps of demo/snaps takes snapshots with pd.csi.storage.gke.io, ' +
        `and PersistentVolumeClaim data of demo/data is on ebs.csi.aws.com (${FIX})`,
    ]);
  });

  test('is found by the driver of a static volume too', () => {
    const chart = testChart();
    const source = CephSource.path('myfs', '/a');
    new StaticCephDataset(chart, 'images', { cluster: ROOK, source, size: '1Gi' });
    ownSnapshotClass(chart, 'snaps', 'cephfs.csi.ceph.com');
    ownSnapshot(chart, 'before', 'images', 'snaps');
    expect(rulesTold(chart)).toEqual(['warning demo/before snapshot-driver']);
  });

  test('is right where they are the same, and where one is not in the app', () => {
    const chart = testChart();
    ownStorageClass(chart, 'disks', 'ebs.csi.aws.com');
    ownSnapshotClass(chart, 'snaps', 'ebs.csi.aws.com');
    ownClaim(chart, 'data', { storageClassName: 'disks' });
    ownClaim(chart, 'other', { storageClassName: 'elsewhere' });
    ownSnapshot(chart, 'right', 'data', 'snaps');
    ownSnapshot(chart, 'default', 'data');
    ownSnapshot(chart, 'unknown-class', 'data', 'elsewhere');
    ownSnapshot(chart, 'unknown-claim', 'elsewhere', 'snaps');
    ownSnapshot(chart, 'unknown-driver', 'other', 'snaps');
    expect(told(chart)).toEqual([]);
  });
});

const OF_SNAPSHOT = { apiGroup: 'snapshot.storage.k8s.io', kind: 'VolumeSnapshot', name: 'before' };

describe('a claim that begins with', () => {
  test('a snapshot of a larger claim is told of', () => {
    const chart = testChart();
    ownClaim(chart, 'data', {}, '10Gi');
    ownSnapshot(chart, 'before', 'data');
    ownClaim(chart, 'restored', { dataSource: OF_SNAPSHOT }, '10G');
    expect(told(chart)).toEqual([
      'warning demo/restored: spec.resources.requests.storage: PersistentVolumeClaim restored of 10G begins with VolumeSnapshot before, ' +
        'of PersistentVolumeClaim data of demo/data, which has 10Gi (give it 10Gi or more)',
    ]);
  });

  test('a larger claim is refused where a patch made it larger', () => {
    const chart = testChart();
    const images = cephFs(chart, 'images');
    new CephDataset(chart, 'copy', { storage: CephStorage.cephFs('rook-cephfs'), size: '500Gi', dataSource: DataSource.clone(images) });
    images.claim.addJsonPatch(JsonPatch.replace('/spec/resources/requests/storage', '1Ti'));
    expect(shownOf(chart)).toEqual([
      '[demo/copy] spec.resources.requests.storage: PersistentVolumeClaim copy of 500Gi begins with PersistentVolumeClaim images of demo/images, ' +
        'which has 1Ti (give it 1Ti or more)',
    ]);
  });

  test('what another driver made is told of', () => {
    const chart = testChart();
    ownStorageClass(chart, 'disks', 'ebs.csi.aws.com');
    ownStorageClass(chart, 'files', 'efs.csi.aws.com');
    ownClaim(chart, 'data', { storageClassName: 'disks' });
    ownClaim(chart, 'copy', { storageClassName: 'files', dataSourceRef: { kind: 'PersistentVolumeClaim', name: 'data' } });
    expect(told(chart)).toEqual([
      'warning demo/copy: spec.dataSourceRef: PersistentVolumeClaim copy is on efs.csi.aws.com and begins with PersistentVolumeClaim data of ' +
        'demo/data, which is on ebs.csi.aws.com (put it on storage of the same driver)',
    ]);
  });

  test('what is as large, of the same driver, or not in the app, is right', () => {
    const chart = testChart();
    ownClaim(chart, 'data', {}, '1024Mi');
    ownSnapshot(chart, 'before', 'data');
    ownClaim(chart, 'restored', { dataSource: OF_SNAPSHOT }, '1Gi');
    ownClaim(chart, 'foreign', { dataSource: { ...OF_SNAPSHOT, name: 'elsewhere' } }, '1Mi');
    ownClaim(chart, 'populated', { dataSourceRef: { apiGroup: 'example.com', kind: 'Image', name: 'a' } }, '1Mi');
    expect(told(chart)).toEqual([]);
  });
});

describe('what nobody in the app makes is refused', () => {
  const FIX = 'make it, or say that it exists in the cluster (DataSource.snapshotName, CephDataset.fromClaimName)';

  test('a snapshot with which a claim begins', () => {
    const chart = testChart();
    const before = cephFs(chart, 'images').snapshot('v1');
    new CephDataset(chart, 'copy', { storage: CephStorage.cephFs('rook-cephfs'), size: '500Gi', dataSource: DataSource.snapshot(before) });
    before.volumeSnapshot.addJsonPatch(JsonPatch.replace('/metadata/name', 'renamed'));
    expect(shownOf(chart)).toEqual([
      `[demo/copy] spec.dataSource: PersistentVolumeClaim copy is made of the VolumeSnapshot images-v1, which nothing in the app makes in the namespace ml (${FIX})`,
    ]);
  });

  test('a claim with which another begins, of another app', () => {
    const chart = testChart();
    const dataSource = DataSource.clone(cephFs(testChart(), 'images'));
    new CephDataset(chart, 'copy', { storage: CephStorage.cephFs('rook-cephfs'), size: '500Gi', dataSource });
    expect(rulesTold(chart)).toEqual(['error demo/copy missing-reference']);
  });

  test('a claim of which a snapshot is taken', () => {
    const chart = testChart();
    const images = cephFs(chart, 'images');
    images.snapshot('v1');
    images.claim.addJsonPatch(JsonPatch.replace('/metadata/name', 'renamed'));
    expect(told(chart)).toEqual([
      'error demo/images/v1: spec.source.persistentVolumeClaimName: VolumeSnapshot images-v1 is made of the PersistentVolumeClaim images, ' +
        `which nothing in the app makes in the namespace ml (${FIX})`,
    ]);
  });

  test('and what is said to exist is right', () => {
    const chart = testChart();
    const there = CephDataset.fromClaimName(chart, 'there', 'imagenet');
    there.snapshot('v1');
    const storage = CephStorage.cephFs('rook-cephfs');
    new CephDataset(chart, 'copy', { storage, size: '500Gi', dataSource: DataSource.clone(there) });
    new CephDataset(chart, 'restored', { storage, size: '500Gi', dataSource: DataSource.snapshotName('imagenet-v0') });
    expect(told(chart)).toEqual([]);
  });
});

describe('a driver that knows several Ceph clusters', () => {
  const SECRET = { name: 'csi', namespace: 'ceph' };
  const NORTH = CephCluster.csi({ clusterId: 'north', provisionerSecret: SECRET });
  const SOUTH = CephCluster.csi({ clusterId: 'south', provisionerSecret: SECRET });
  const FS = CephVolumes.cephFs('myfs');

  function storageOf(chart: Chart, id: string, cluster: CephCluster) {
    return new CephStorageClass(chart, id, { cluster, volumes: FS }).storage;
  }

  test('takes no snapshots in the one of claims in the other', () => {
    const chart = testChart();
    const images = new CephDataset(chart, 'images', { storage: storageOf(chart, 'cephfs', NORTH), size: '1Gi' });
    const snapshots = new CephSnapshotClass(chart, 'snaps', { cluster: SOUTH, backend: StorageBackend.CEPH_FS });
    images.snapshot('v1', { snapshotClass: SnapshotClass.named(snapshots.name) });
    expect(shownOf(chart)).toEqual([
      '[demo/images/v1] spec.volumeSnapshotClassName: VolumeSnapshotClass snaps of demo/snaps takes snapshots with cephfs.csi.ceph.com in the Ceph cluster south, ' +
        'and PersistentVolumeClaim images of demo/images is on cephfs.csi.ceph.com in the Ceph cluster north (name a class of the same cluster)',
    ]);
  });

  test('clones no claim of the one in the other', () => {
    const chart = testChart();
    const images = new CephDataset(chart, 'images', { storage: storageOf(chart, 'north', NORTH), size: '1Gi' });
    new CephDataset(chart, 'copy', { storage: storageOf(chart, 'south', SOUTH), size: '1Gi', dataSource: DataSource.clone(images) });
    expect(shownOf(chart)).toEqual([
      '[demo/copy] spec.dataSource: PersistentVolumeClaim copy is on cephfs.csi.ceph.com in the Ceph cluster south and begins with PersistentVolumeClaim images of demo/images, ' +
        'which is on cephfs.csi.ceph.com in the Ceph cluster north (put it on storage of the same cluster)',
    ]);
  });

  test('does both within one', () => {
    const chart = testChart();
    const storage = storageOf(chart, 'north', NORTH);
    const images = new CephDataset(chart, 'images', { storage, size: '1Gi' });
    new CephDataset(chart, 'copy', { storage, size: '1Gi', dataSource: DataSource.clone(images) });
    const snapshots = new CephSnapshotClass(chart, 'snaps', { cluster: NORTH, backend: StorageBackend.CEPH_FS });
    images.snapshot('v1', { snapshotClass: SnapshotClass.named(snapshots.name) });
    expect(told(chart)).toEqual([]);
  });
});

describe('a dataset that the same app loads', () => {
  function loaded(chart: Chart): CephDataset {
    const images = cephFs(chart, 'images');
    const options = { sha256: 'a'.repeat(64) };
    new DatasetLoad(chart, 'load', { dataset: images, from: DataOrigin.http([Download.file('https://example.com/a.csv', options)]) });
    return images;
  }

  test('is not yet whole when a snapshot or a clone is made with it', () => {
    const chart = testChart();
    const images = loaded(chart);
    images.snapshot('v1', { snapshotClass: SnapshotClass.named('snaps') });
    new CephDataset(chart, 'copy', { storage: CephStorage.cephFs('rook-cephfs'), size: '500Gi', dataSource: DataSource.clone(images) });
    const why =
      'is taken of PersistentVolumeClaim images of demo/images as it is when both are applied, and Job load of demo/load still loads it then';
    const fix = '(apply it when the load is done, from another chart; a backup takes snapshots later by its schedule)';
    expect(told(chart).sort()).toEqual([
      `warning demo/copy: spec.dataSource: PersistentVolumeClaim copy ${why} ${fix}`,
      `warning demo/images/v1: spec.source: VolumeSnapshot images-v1 ${why} ${fix}`,
    ]);
  });

  test('and of which nothing is taken is right', () => {
    const chart = testChart();
    loaded(chart);
    cephFs(chart, 'other').snapshot('v1', { snapshotClass: SnapshotClass.named('snaps') });
    expect(told(chart)).toEqual([]);
  });
});
