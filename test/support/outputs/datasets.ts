import type { Chart } from 'cdk8s';
import { Secret } from 'cdk8s-plus-27';
import {
  AccessMode,
  Backup,
  CephCluster,
  CephDataset,
  CephFsMounting,
  CephSnapshotClass,
  CephSource,
  CephStorage,
  CephStorageClass,
  CephVolumes,
  ClusterOperator,
  ClusterProfile,
  CopyMode,
  DataOrigin,
  DataSource,
  DatasetCopy,
  DatasetGroupSnapshot,
  DatasetLoad,
  Download,
  Gpu,
  GpuTrainingJob,
  MlNamespace,
  ObjectStore,
  Retention,
  Schedule,
  StaticCephDataset,
  StorageBackend,
  StorageDataset,
} from '../../../lib';
import { cephFs, RESOURCES } from '../charts';
import { IMAGE, type Makers } from './maker';

function storeIn(chart: Chart): ObjectStore {
  return ObjectStore.s3({ bucket: 'backups', prefix: 'data', credentials: Secret.fromSecretName(chart, 'keys', 'backup-keys') });
}

/** Datasets, what fills them and what they are made of. */
export const DATASETS: Makers = {
  'a dataset on CephFS': (chart) => cephFs(chart, 'data'),
  'a dataset on RBD': (chart) => new CephDataset(chart, 'data', { storage: CephStorage.rbd('rook-rbd'), size: '1Gi' }),
  'a storage class of Rook on CephFS, and a dataset on it': (chart) => {
    const volumes = CephVolumes.cephFs('myfs', { pool: 'myfs-replicated', mounting: CephFsMounting.parallelReading() });
    const { storage } = new CephStorageClass(chart, 'cephfs', { cluster: CephCluster.rook(), volumes });
    return new CephDataset(chart, 'data', { storage, size: '1Gi' });
  },
  'a storage class on RBD': (chart) =>
    new CephStorageClass(chart, 'block', {
      cluster: CephCluster.csi({ clusterId: 'ceph', provisionerSecret: { name: 'csi-rbd-secret', namespace: 'ceph-csi' } }),
      volumes: CephVolumes.rbd('replicapool'),
    }),
  'a dataset on a folder of CephFS that exists': (chart) =>
    new StaticCephDataset(chart, 'data', { cluster: CephCluster.rook(), source: CephSource.path('myfs', '/shared/data'), size: '1Gi' }),
  'a dataset on an image of RBD that exists': (chart) =>
    new StaticCephDataset(chart, 'data', { cluster: CephCluster.rook(), source: CephSource.image('replicapool', 'data'), size: '1Gi' }),
  'a dataset on any storage class': (chart) =>
    new StorageDataset(chart, 'data', { storageClassName: 'nfs', accessModes: [AccessMode.READ_WRITE_MANY], size: '1Gi' }),
  'a snapshot class of Rook on CephFS, a snapshot, and datasets that begin with it, for writing and for reading': (chart) => {
    const { snapshotClass } = new CephSnapshotClass(chart, 'snapshots', { cluster: CephCluster.rook(), backend: StorageBackend.CEPH_FS });
    const dataSource = DataSource.snapshot(cephFs(chart, 'data').snapshot('v1', { snapshotClass }));
    const restored = { storage: CephStorage.cephFs('rook-cephfs'), size: '500Gi', dataSource };
    new CephDataset(chart, 'restored', restored);
    return new CephDataset(chart, 'shown', { ...restored, accessModes: [AccessMode.READ_ONLY_MANY] });
  },
  'a clone of a dataset on RBD': (chart) => {
    const block = { storage: CephStorage.rbd('rook-ceph-block'), size: '1Gi' };
    return new CephDataset(chart, 'clone', { ...block, dataSource: DataSource.clone(new CephDataset(chart, 'data', block)) });
  },
  'a dataset that a populator fills': (chart) => {
    ClusterProfile.generic().attach(chart, { installed: [ClusterOperator.VOLUME_POPULATORS] });
    const dataSource = DataSource.populator({ apiGroup: 'example.com', kind: 'Archive', name: 'imagenet' });
    return new CephDataset(chart, 'data', { storage: CephStorage.cephFs('rook-cephfs'), size: '1Gi', dataSource });
  },
  'snapshots of two datasets at one moment': (chart) => {
    ClusterProfile.generic().attach(chart, { installed: [ClusterOperator.GROUP_SNAPSHOTS] });
    return new DatasetGroupSnapshot(chart, 'together', { datasets: [cephFs(chart, 'data'), cephFs(chart, 'labels')] });
  },
  'a namespace with bounds': (chart) =>
    new MlNamespace(chart, 'namespace', {
      quota: { gpus: [Gpu.nvidia(16)], cpu: '128', memory: '1Ti', storage: '10Ti', storageOfClasses: { 'rook-cephfs': '8Ti' }, claims: 20 },
      containers: { max: { memory: '512Gi' } },
      claims: { max: '5Ti' },
    }),
  'a dataset with a backup': (chart) =>
    new CephDataset(chart, 'data', { storage: CephStorage.cephFs('rook-cephfs'), size: '1Gi', backup: Backup.daily({ keep: 7 }) }),
  'a dataset that goes after its use': (chart) => {
    const retention = Retention.deleteAfterUse({ job: 'train' });
    const dataset = new CephDataset(chart, 'data', { storage: CephStorage.cephFs('rook-cephfs'), size: '1Gi', retention });
    new GpuTrainingJob(chart, 'train', { image: IMAGE, resources: RESOURCES, dataset });
  },
  'loads over HTTP, from a hub and from another claim': (chart) => {
    const dataset = cephFs(chart, 'data');
    const archive = Download.archive('https://example.com/train.tar.gz', { sha256: '0'.repeat(64) });
    new DatasetLoad(chart, 'fetch', { dataset, from: DataOrigin.http([archive]), path: 'train' });
    const token = Secret.fromSecretName(chart, 'token', 'hub-token');
    new DatasetLoad(chart, 'hub', { dataset, from: DataOrigin.hub({ repository: 'a/b', revision: 'v1', token }), path: 'hub' });
    new DatasetLoad(chart, 'move', { dataset, from: DataOrigin.claim(cephFs(chart, 'old')), path: 'old' });
  },
  'copies of a dataset to a bucket, once and each night': (chart) => {
    const dataset = cephFs(chart, 'data');
    new DatasetCopy(chart, 'copy', { dataset, to: storeIn(chart) });
    const nightly = ObjectStore.s3({ bucket: 'nightly', credentials: Secret.fromSecretName(chart, 'nightly-keys', 'backup-keys') });
    new DatasetCopy(chart, 'nightly', { dataset, to: nightly, mode: CopyMode.sync({ confirmDeletion: true }), schedule: Schedule.daily() });
  },
};
