import type { ApiObject } from 'cdk8s';
import { Construct } from 'constructs';
import type { CephCluster } from '../values/ceph-cluster';
import type { SnapshotClass } from '../values/snapshot-class';
import type { ReclaimPolicy, StorageBackend } from '../values/storage';
import { emitAll } from './emit-all';
import { renderCephSnapshotClass } from './render/ceph-snapshot-class';
import { contextOf } from './render/context';

/** Props of `CephSnapshotClass`. */
export interface CephSnapshotClassProps {
  /** The Ceph cluster and how its drivers were installed: `CephCluster.rook()` or `CephCluster.csi({ ... })`. */
  readonly cluster: CephCluster;
  /** What the snapshots are of: `StorageBackend.CEPH_FS` or `StorageBackend.CEPH_RBD`. Each has a driver, and so a class, of its own. */
  readonly backend: StorageBackend;
  /**
   * The class's name, one for the whole cluster. Snapshots keep the driver and the policy of the class as it was when they were taken, so what is changed needs another name.
   * @default - the ids of the constructs below the chart, joined by `-`
   */
  readonly name?: string;
  /**
   * Labels of the class, beside the library's own.
   * @default - none
   */
  readonly labels?: { [key: string]: string };
  /**
   * What happens to a snapshot in Ceph when its VolumeSnapshot is deleted. What prunes old snapshots needs `ReclaimPolicy.DELETE`, or the space is never free again.
   * @default ReclaimPolicy.RETAIN - whoever deletes a VolumeSnapshot, or its namespace, deletes no data with it
   */
  readonly deletionPolicy?: ReclaimPolicy;
}

/**
 * A VolumeSnapshotClass for snapshots on CephFS or RBD. It is an object of the whole cluster, without a namespace; `dataset.snapshot` takes its `snapshotClass`.
 *
 * Kubernetes documents that a class can't be changed; the server takes a change all the same, of which the snapshots that exist have nothing. So a changed class gets another `name`.
 * @see https://kubernetes.io/docs/concepts/storage/volume-snapshot-classes/
 */
export class CephSnapshotClass extends Construct {
  /** The class's name. */
  public readonly name: string;
  /** The class as snapshots take it. */
  public readonly snapshotClass: SnapshotClass;
  /** The class (`snapshot.storage.k8s.io/v1` VolumeSnapshotClass). */
  public readonly volumeSnapshotClass: ApiObject;

  public constructor(scope: Construct, id: string, props: CephSnapshotClassProps) {
    super(scope, id);
    const rendered = renderCephSnapshotClass(props, contextOf(this, CephSnapshotClass, new.target));
    this.volumeSnapshotClass = emitAll(this, CephSnapshotClass, rendered).one('VolumeSnapshotClass');
    this.snapshotClass = rendered.snapshotClass;
    this.name = this.volumeSnapshotClass.name;
  }
}
