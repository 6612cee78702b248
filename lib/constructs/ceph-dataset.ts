import type { ApiObject } from 'cdk8s';
import type { IPersistentVolumeClaim } from 'cdk8s-plus-27';
import type { Construct } from 'constructs';
import type { ClaimSource } from '../values/mount';
import type { Retention } from '../values/retention';
import type { AccessMode, CephStorage } from '../values/storage';
import { Dataset } from '../workload/dataset';
import { emitAll } from './emit-all';
import { ExistingDataset, givenClaim, namedClaim } from './existing-dataset';
import { renderCephDataset } from './render/ceph-dataset';
import { contextOf } from './render/context';

/** Props of `CephDataset`. */
export interface CephDatasetProps {
  /** The Ceph storage by its StorageClass: `CephStorage.cephFs('rook-cephfs')`. There is no default: the cluster's own differs between clusters. */
  readonly storage: CephStorage;
  /** The size, as `'500Gi'`. It can grow later where the class allows it, and never shrink. */
  readonly size: string;
  /**
   * The claim's name. It never changes by moving code: a renamed claim is another one, and empty.
   * @default - the ids of the constructs below the chart, joined by `-`
   */
  readonly name?: string;
  /**
   * The claim's namespace; workloads of other namespaces can't use it.
   * @default - the chart's
   */
  readonly namespace?: string;
  /**
   * Labels of the claim, beside the library's own.
   * @default - none
   */
  readonly labels?: { [key: string]: string };
  /**
   * How many nodes may use it at once. RBD volumes with a file system can be ReadWriteOnce and ReadWriteOncePod alone.
   * @default - ReadWriteMany on CephFS, ReadWriteOnce on RBD
   */
  readonly accessModes?: AccessMode[];
  /**
   * What happens to the claim when its chart is taken away.
   * @default Retention.keep() - Helm and Argo CD are told to leave it
   */
  readonly retention?: Retention;
}

/** What is known of a claim that exists in the cluster. What is left out is not judged. */
export interface ExistingClaimOptions {
  /**
   * Its namespace.
   * @default - that of whoever uses it
   */
  readonly namespace?: string;
  /**
   * How many nodes may use it at once.
   * @default - not known
   */
  readonly accessModes?: AccessMode[];
}

/** Data on Ceph: a claim on CephFS, which many pods share, or on RBD, which one node has at a time. */
export class CephDataset extends Dataset {
  /** A claim that exists in the cluster, by its name. Nothing is made. */
  public static fromClaimName(scope: Construct, id: string, claimName: string, options: ExistingClaimOptions = {}): Dataset {
    return new ExistingDataset(scope, id, { ...namedClaim(claimName), options, caller: CephDataset.fromClaimName });
  }

  /** A claim of cdk8s-plus, made in this app or named by `fromClaimName`. Nothing is made. */
  public static fromClaim(scope: Construct, id: string, claim: IPersistentVolumeClaim, options: ExistingClaimOptions = {}): Dataset {
    return new ExistingDataset(scope, id, { ...givenClaim(claim), options, caller: CephDataset.fromClaim });
  }

  public readonly name: string;
  public readonly resourceName?: string;
  public readonly namespace: string | undefined;
  public readonly accessModes: AccessMode[];
  /** The claim (`v1` PersistentVolumeClaim). */
  public readonly claim: ApiObject;
  private readonly source: ClaimSource;

  public constructor(scope: Construct, id: string, props: CephDatasetProps) {
    super(scope, id);
    const rendered = renderCephDataset(props, contextOf(this, CephDataset, new.target));
    this.claim = emitAll(this, CephDataset, rendered).one('PersistentVolumeClaim');
    this.source = rendered.source;
    this.name = this.claim.name;
    this.resourceName = this.name;
    this.namespace = rendered.source.namespace;
    this.accessModes = [...rendered.accessModes];
  }

  /** @internal */
  public get _claim(): ClaimSource {
    return this.source;
  }
}
