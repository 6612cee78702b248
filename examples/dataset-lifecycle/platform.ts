import { Chart, type ChartProps } from 'cdk8s';
import {
  CephCluster,
  CephFsMounting,
  CephSnapshotClass,
  type CephStorage,
  CephStorageClass,
  CephVolumes,
  Gpu,
  MlNamespace,
  ReclaimPolicy,
  type SnapshotClass,
  StorageBackend,
} from 'cdk8s-ml';
import type { Construct } from 'constructs';

/** What the platform team gives: storage for what stays and for what passes, snapshots, and a namespace with its bounds. */
export class Platform extends Chart {
  /** Volumes that stay in Ceph when their claim goes. */
  public readonly kept: CephStorage;
  /** Volumes that go with their claim. */
  public readonly passing: CephStorage;
  public readonly snapshotClass: SnapshotClass;

  public constructor(scope: Construct, id: string, props: ChartProps) {
    super(scope, id, props);
    const cluster = CephCluster.rook();
    const volumes = CephVolumes.cephFs('myfs', { mounting: CephFsMounting.parallelReading() });
    this.kept = new CephStorageClass(this, 'cephfs-kept', { cluster, volumes }).storage;
    this.passing = new CephStorageClass(this, 'cephfs-passing', { cluster, volumes, reclaimPolicy: ReclaimPolicy.DELETE }).storage;
    this.snapshotClass = new CephSnapshotClass(this, 'cephfs-snapshots', {
      cluster,
      backend: StorageBackend.CEPH_FS,
      deletionPolicy: ReclaimPolicy.DELETE, // old backups are pruned, and their space is to be free again
    }).snapshotClass;

    new MlNamespace(this, 'namespace', {
      quota: { gpus: [Gpu.nvidia(8)], cpu: '64', memory: '512Gi', storage: '4Ti', claims: 10 },
      containers: { max: { cpu: '16', memory: '128Gi' } },
      claims: { max: '1Ti' },
    });
  }
}
