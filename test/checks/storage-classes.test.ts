import { ApiObject, type Chart, JsonPatch } from 'cdk8s';
import { CephCluster, CephDataset, CephStorage, CephStorageClass, CephVolumes, Retention } from '../../lib';
import { testChart } from '../support/charts';
import { rulesTold, shownOf, told } from './apps';

function ownClass(chart: Chart, fields: object): void {
  new ApiObject(chart, 'class', {
    ...{ apiVersion: 'storage.k8s.io/v1', kind: 'StorageClass', metadata: { name: 'data' } },
    ...{ provisioner: 'rook-ceph.cephfs.csi.ceph.com', ...fields },
  });
}

function dataset(chart: Chart, storage: CephStorage, retention = Retention.keep()): CephDataset {
  return new CephDataset(chart, 'images', { storage, size: '1Gi', retention });
}

describe('a dataset that is kept, on a class of the same app that deletes its volumes', () => {
  test('is refused where it names a class that the library has not made', () => {
    const chart = testChart();
    ownClass(chart, { reclaimPolicy: 'Delete' });
    dataset(chart, CephStorage.cephFs('data'));
    expect(shownOf(chart)).toEqual([
      '[demo/images] spec.storageClassName: StorageClass data of demo/class is a class that deletes a volume with its claim (reclaimPolicy Delete), ' +
        'and the dataset is to be kept (give the class ReclaimPolicy.RETAIN (under another name if it exists), ' +
        'or the dataset Retention.deleteWithChart({ confirmDataLoss: true }))',
    ]);
  });

  test('is refused where the class says no policy: Kubernetes then deletes', () => {
    const chart = testChart();
    ownClass(chart, {});
    dataset(chart, CephStorage.cephFs('data'));
    expect(rulesTold(chart)).toEqual(['error demo/images reclaim-policy']);
  });

  test('is refused where a patch made it so', () => {
    const chart = testChart();
    const made = new CephStorageClass(chart, 'data', { cluster: CephCluster.rook(), volumes: CephVolumes.cephFs('myfs') });
    made.storageClass.addJsonPatch(JsonPatch.replace('/reclaimPolicy', 'Delete'));
    dataset(chart, made.storage);
    expect(rulesTold(chart)).toEqual(['error demo/images reclaim-policy']);
  });

  test('is right where the class retains, where the dataset may go, and where the class is another', () => {
    const kept = testChart();
    ownClass(kept, { reclaimPolicy: 'Retain' });
    dataset(kept, CephStorage.cephFs('data'));
    const going = testChart();
    ownClass(going, { reclaimPolicy: 'Delete' });
    dataset(going, CephStorage.cephFs('data'), Retention.deleteWithChart({ confirmDataLoss: true }));
    const other = testChart();
    ownClass(other, { reclaimPolicy: 'Delete' });
    dataset(other, CephStorage.cephFs('rook-cephfs'));
    expect([kept, going, other].flatMap(told)).toEqual([]);
  });
});

describe('a dataset that takes a class for another backend than it is', () => {
  test('is refused with both', () => {
    const chart = testChart();
    ownClass(chart, { reclaimPolicy: 'Retain' });
    dataset(chart, CephStorage.rbd('data'));
    expect(told(chart)).toEqual([
      'error demo/images: spec.storageClassName: StorageClass data of demo/class makes volumes with rook-ceph.cephfs.csi.ceph.com, ' +
        "and the dataset takes it for rbd (give the dataset the class's own `storage`, or CephStorage.cephFs() or .rbd() as the class is)",
    ]);
  });

  test.each(['cephfs.csi.ceph.com', 'a.cephfs.csi.ceph.com'])('%s is CephFS', (provisioner) => {
    const chart = testChart();
    ownClass(chart, { reclaimPolicy: 'Retain', provisioner });
    dataset(chart, CephStorage.cephFs('data'));
    expect(told(chart)).toEqual([]);
  });
});
