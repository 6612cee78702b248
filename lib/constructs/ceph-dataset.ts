import type { IPersistentVolumeClaim } from 'cdk8s-plus-27';
import type { Construct } from 'constructs';
import type { AccessMode, CephStorage } from '../values/storage';
import type { Dataset } from '../workload/dataset';
import { ClaimedDataset } from './claimed-dataset';
import { ExistingDataset, givenClaim, namedClaim } from './existing-dataset';
import { makeClaim } from './make-claim';
import type { ClaimProps } from './props';
import { renderCephDataset } from './render/ceph-dataset';

/** Props of `CephDataset`. */
export interface CephDatasetProps extends ClaimProps {
  /**
   * The Ceph storage by its StorageClass: `CephStorage.cephFs('rook-cephfs')`, or `storage` of a `CephStorageClass`. There is no default: the cluster's own differs between clusters.
   * A class of the same app that deletes its volumes is refused for a dataset that is kept.
   */
  readonly storage: CephStorage;
  /**
   * How many nodes may use it at once. RBD volumes with a file system can be ReadWriteOnce and ReadWriteOncePod alone; one that begins with a snapshot or a dataset can be ReadOnlyMany too.
   * ReadOnlyMany alone, from a snapshot on CephFS, is a shallow volume: it shows the snapshot, and is there in constant time. Without a data source it is refused: it would be empty for ever.
   * @default - ReadWriteMany on CephFS, ReadWriteOnce on RBD
   */
  readonly accessModes?: AccessMode[];
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
  /**
   * The storage that it is on: snapshots and clones of it are then judged by its driver.
   * @default - not known
   */
  readonly storage?: CephStorage;
  /**
   * Its size, as `'500Gi'`: what begins with it, or with a snapshot of it, can't be smaller.
   * @default - not known
   */
  readonly size?: string;
}

/** Data on Ceph: a claim on CephFS, which many pods share, or on RBD, which one node has at a time. */
export class CephDataset extends ClaimedDataset {
  /** A claim that exists in the cluster, by its name. Nothing is made. */
  public static fromClaimName(scope: Construct, id: string, claimName: string, options: ExistingClaimOptions = {}): Dataset {
    return new ExistingDataset(scope, id, { ...namedClaim(claimName), options, caller: CephDataset.fromClaimName });
  }

  /** A claim of cdk8s-plus, made in this app or named by `fromClaimName`. Nothing is made. */
  public static fromClaim(scope: Construct, id: string, claim: IPersistentVolumeClaim, options: ExistingClaimOptions = {}): Dataset {
    return new ExistingDataset(scope, id, { ...givenClaim(claim), options, caller: CephDataset.fromClaim });
  }

  public constructor(scope: Construct, id: string, props: CephDatasetProps) {
    super(scope, id, (dataset) => makeClaim(dataset, CephDataset, new.target, (context) => renderCephDataset(props, context)));
  }
}
