import type { ApiObject } from 'cdk8s';
import type { Construct } from 'constructs';
import { type Problem, throwErrors } from '../problems';
import type { CephCluster, CephSecret } from '../values/ceph-cluster';
import type { CephSource } from '../values/ceph-source';
import { given } from '../values/omit';
import { AccessMode } from '../values/storage';
import { ClaimedDataset } from './claimed-dataset';
import { makeClaim } from './make-claim';
import { renderStaticCephDataset } from './render/static-ceph-dataset';

/** Props of `StaticCephDataset`. */
export interface StaticCephDatasetProps {
  /** The Ceph cluster and how its drivers were installed: `CephCluster.rook()` or `CephCluster.csi({ ... })`. */
  readonly cluster: CephCluster;
  /** The data: `CephSource.path('myfs', '/volumes/shared/imagenet')` or `CephSource.image('replicapool', 'imagenet')`. */
  readonly source: CephSource;
  /** The size that volume and claim say, as `'500Gi'`. Nothing is made of that size, and it can't grow. */
  readonly size: string;
  /**
   * The claim's name.
   * @default - the ids of the constructs below the chart, joined by `-`
   */
  readonly name?: string;
  /**
   * The claim's namespace, the only one whose workloads can use it. One must be given here or to the chart.
   * @default - the chart's
   */
  readonly namespace?: string;
  /**
   * The PersistentVolume's name, one for the whole cluster.
   * @default - the claim's namespace and name, joined by `-`
   */
  readonly volumeName?: string;
  /**
   * Labels of volume and claim, beside the library's own.
   * @default - none
   */
  readonly labels?: { [key: string]: string };
  /**
   * How many nodes may use it at once. RBD images with a file system can be ReadWriteOnce and ReadWriteOncePod alone.
   * @default - ReadWriteMany on CephFS, ReadWriteOnce on RBD
   */
  readonly accessModes?: AccessMode[];
  /**
   * With the Ceph user that mounts the data on nodes. ceph-csi reads `userID` and `userKey` in it for a path of CephFS; a Secret of Rook's that has `adminID` and `adminKey` alone needs a copy with those names.
   * @default - the cluster's
   */
  readonly nodeStageSecret?: CephSecret;
}

/** What is different in a view of a dataset. */
export interface DatasetViewOptions {
  /**
   * The namespace whose workloads read it. One must be given here or to the chart.
   * @default - the chart's
   */
  readonly namespace?: string;
  /**
   * The claim's name.
   * @default - the ids of the constructs below the chart, joined by `-`
   */
  readonly name?: string;
  /**
   * The PersistentVolume's name, one for the whole cluster.
   * @default - the claim's namespace and name, joined by `-`
   */
  readonly volumeName?: string;
  /**
   * Labels of volume and claim, beside the library's own.
   * @default - those of the dataset
   */
  readonly labels?: { [key: string]: string };
}

function noView(path: string, image: string): Problem {
  const message = `is the RBD image ${image}: two volumes on one image would be one to the nodes, and its file system is for one node`;
  const fix = 'keep what several namespaces read on CephFS, or restore a snapshot there';
  return { path, field: 'viewIn', severity: 'error', rule: 'view-of-image', message, fix };
}

/**
 * Data that is in Ceph already, a folder of CephFS or an RBD image: a PersistentVolume and a claim that name each other, so that no other claim gets it.
 * The data stays when both go. A volume whose claim was deleted is for no new one (`Released`) until it is deleted too and applied again.
 * @see https://github.com/ceph/ceph-csi/blob/devel/docs/static-pvc.md
 */
export class StaticCephDataset extends ClaimedDataset {
  /** The volume (`v1` PersistentVolume). */
  public readonly volume: ApiObject;
  /** What its views share with it. */
  private readonly shared: Pick<StaticCephDatasetProps, 'cluster' | 'source' | 'size' | 'nodeStageSecret' | 'labels'>;

  public constructor(scope: Construct, id: string, props: StaticCephDatasetProps) {
    super(scope, id, (dataset) => makeClaim(dataset, StaticCephDataset, new.target, (context) => renderStaticCephDataset(props, context)));
    this.volume = this._one('PersistentVolume');
    const { cluster, source, size, nodeStageSecret, labels } = props;
    this.shared = given({ cluster, source, size, nodeStageSecret, labels });
  }

  /**
   * The same data for the workloads of another namespace, only to be read: a volume and a claim of their own on the same path (ReadOnlyMany), since a claim is for one namespace alone.
   * On CephFS alone: two volumes on one RBD image would be one to the nodes, and its file system is for one node.
   */
  public viewIn(scope: Construct, id: string, options: DatasetViewOptions = {}): StaticCephDataset {
    const path = `${scope.node.path}/${id}`;
    const { _image: image } = this.shared.source;
    if (image !== undefined) throwErrors(path, [noView(path, image)], this.viewIn);
    return new StaticCephDataset(scope, id, { ...this.shared, ...given({ ...options }), accessModes: [AccessMode.READ_ONLY_MANY] });
  }
}
