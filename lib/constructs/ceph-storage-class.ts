import type { ApiObject } from 'cdk8s';
import { Construct } from 'constructs';
import type { CephCluster } from '../values/ceph-cluster';
import type { CephVolumes } from '../values/ceph-volumes';
import type { CephStorage, ReclaimPolicy, VolumeBindingMode } from '../values/storage';
import { emitAll } from './emit-all';
import { renderCephStorageClass } from './render/ceph-storage-class';
import { contextOf } from './render/context';

/** Props of `CephStorageClass`. */
export interface CephStorageClassProps {
  /** The Ceph cluster and how its drivers were installed: `CephCluster.rook()` or `CephCluster.csi({ ... })`. */
  readonly cluster: CephCluster;
  /** What volumes are made of: `CephVolumes.cephFs('myfs')` or `CephVolumes.rbd('replicapool')`. */
  readonly volumes: CephVolumes;
  /**
   * The class's name, one for the whole cluster. Kubernetes changes nothing of a class but `mountOptions` and `allowVolumeExpansion`: what is changed otherwise needs another name.
   * @default - the ids of the constructs below the chart, joined by `-`
   */
  readonly name?: string;
  /**
   * Labels of the class, beside the library's own.
   * @default - none
   */
  readonly labels?: { [key: string]: string };
  /**
   * Options with which nodes mount the volumes that are made from now on.
   * @default - none on CephFS; discard on RBD, so that what is deleted goes back to the pool
   */
  readonly mountOptions?: string[];
  /**
   * Whether claims can grow.
   * @default true
   */
  readonly allowVolumeExpansion?: boolean;
  /**
   * When a volume is made.
   * @default VolumeBindingMode.IMMEDIATE
   */
  readonly volumeBindingMode?: VolumeBindingMode;
  /**
   * What happens to a volume, and to what is on it, when its claim is deleted. A dataset that is kept can't be on a class that deletes.
   * @default ReclaimPolicy.RETAIN - Kubernetes' own default deletes the data
   */
  readonly reclaimPolicy?: ReclaimPolicy;
}

/**
 * A StorageClass for volumes on CephFS or RBD. It is an object of the whole cluster, without a namespace; datasets take its `storage`.
 *
 * Kubernetes can't change `provisioner`, `parameters`, `reclaimPolicy` and `volumeBindingMode` of a class: an apply fails with `updates to parameters are forbidden`.
 * So a changed class gets another `name`, new datasets take that one, and the old class stays in the program while claims name it: their class can't change either.
 * Volumes that exist have kept what the class said when they were made.
 * @see https://kubernetes.io/docs/concepts/storage/storage-classes/
 */
export class CephStorageClass extends Construct {
  /** The class's name. */
  public readonly name: string;
  /** The class as datasets take it. */
  public readonly storage: CephStorage;
  /** The class (`storage.k8s.io/v1` StorageClass). */
  public readonly storageClass: ApiObject;

  public constructor(scope: Construct, id: string, props: CephStorageClassProps) {
    super(scope, id);
    const rendered = renderCephStorageClass(props, contextOf(this, CephStorageClass, new.target));
    this.storageClass = emitAll(this, CephStorageClass, rendered).one('StorageClass');
    this.storage = rendered.storage;
    this.name = this.storageClass.name;
  }
}
