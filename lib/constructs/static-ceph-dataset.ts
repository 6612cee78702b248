import type { ApiObject } from 'cdk8s';
import { Construct } from 'constructs';
import { type Problem, problemAt, throwErrors } from '../problems';
import type { CephCluster, CephSecret } from '../values/ceph-cluster';
import type { CephSource } from '../values/ceph-source';
import { type Finding, placeIn } from '../values/finding';
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

/** What a view has of its dataset, and what it is. */
const OF_THE_DATASET = ['cluster', 'source', 'size', 'nodeStageSecret', 'accessModes'];

/** What is wrong with how a view is asked for, beyond what its constructor reads. */
function viewProblems(path: string, scope: unknown, options: object): Problem[] {
  const findings: Finding[] = [];
  const place = placeIn(findings).at('viewIn');
  if (!Construct.isConstruct(scope)) {
    const fix = "for example images.viewIn(chart, 'images', { namespace: 'research' })";
    place.at('scope').report({ value: scope, rule: 'type', message: 'must be a chart, or a construct in one', fix });
  }
  for (const name of Object.keys(options).filter((each) => OF_THE_DATASET.includes(each))) {
    const fix = 'leave it out: a view is of the dataset that it shows, and only to be read';
    place.at(name).report({ rule: 'unknown-prop', message: 'is not said of a view', fix });
  }
  return findings.map((finding) => problemAt(path, finding));
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
    throwErrors(this.node.path, viewProblems(this.node.path, scope, options ?? {}), this.viewIn);
    const path = `${scope.node.path}/${id}`;
    const { _image: image } = this.shared.source;
    if (image !== undefined) throwErrors(path, [noView(path, image)], this.viewIn);
    return new StaticCephDataset(scope, id, { ...this.shared, ...given({ ...options }), accessModes: [AccessMode.READ_ONLY_MANY] });
  }
}
