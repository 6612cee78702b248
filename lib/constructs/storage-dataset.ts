import type { Construct } from 'constructs';
import type { AccessMode } from '../values/storage';
import { ClaimedDataset } from './claimed-dataset';
import { makeClaim } from './make-claim';
import type { ClaimProps } from './props';
import { renderStorageDataset } from './render/storage-dataset';

/** Props of `StorageDataset`. */
export interface StorageDatasetProps extends ClaimProps {
  /** The StorageClass: `'nfs'`. There is no default: the cluster's own differs between clusters. */
  readonly storageClassName: string;
  /** How many nodes may use it at once. There is no default: a class does not say what its volumes can. */
  readonly accessModes: AccessMode[];
}

/** Data on storage of any StorageClass. On Ceph rather take `CephDataset`, which knows what is possible there. */
export class StorageDataset extends ClaimedDataset {
  public constructor(scope: Construct, id: string, props: StorageDatasetProps) {
    super(scope, id, (dataset) => makeClaim(dataset, StorageDataset, new.target, (context) => renderStorageDataset(props, context)));
  }
}
