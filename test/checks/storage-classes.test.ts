import { ApiObject, type Chart, JsonPatch } from 'cdk8s';
import { CephCluster, CephDataset, CephStorage, CephStorageClass, CephVolumes, GpuTrainingJob, Mount, Retention } from '../../lib';
import { RESOURCES, testChart } from '../support/charts';
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
    expect(rulesTold(chart)).toEqual(['error demo/images reclaim-policy', 'error demo/data broken-promise']);
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

describe('a volume that lives with its pod', () => {
  function training(chart: Chart, storageClassName: string): void {
    const mounts = [Mount.ephemeral('/scratch', '1Ti', { storageClassName })];
    new GpuTrainingJob(chart, 'train', { image: 'registry.example.com/train:1.0', resources: RESOURCES, mounts });
  }

  test('is refused on a class of the app that keeps its volumes', () => {
    const chart = testChart();
    ownClass(chart, { reclaimPolicy: 'Retain' });
    training(chart, 'data');
    expect(told(chart)).toEqual([
      'error demo/train: spec.template.spec.volumes: StorageClass data of demo/class is a class that keeps its volumes (reclaimPolicy Retain): ' +
        'each pod would leave one behind that nothing uses (take a class with ReclaimPolicy.DELETE)',
    ]);
  });

  test('is right on a class that deletes them, and on one that is not known', () => {
    const chart = testChart();
    ownClass(chart, { reclaimPolicy: 'Delete' });
    training(chart, 'data');
    const other = testChart();
    ownClass(other, { reclaimPolicy: 'Retain' });
    training(other, 'local-nvme');
    expect([chart, other].flatMap(told)).toEqual([]);
  });
});
