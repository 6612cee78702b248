import type { ApiObject } from 'cdk8s';
import { Construct } from 'constructs';
import type { CopyMode } from '../values/copy-mode';
import type { ObjectStore } from '../values/object-store';
import type { Schedule } from '../values/schedule';
import { emitAll } from './emit-all';
import { contextOf } from './render/context';
import { renderDatasetCopy } from './render/dataset-copy';
import type { TransferProps } from './transfer-props';

/** Props of `DatasetCopy`. */
export interface DatasetCopyProps extends TransferProps {
  /** The bucket and the folder in it, with credentials: `ObjectStore.s3({ bucket: 'backups', prefix: 'imagenet', credentials })`. */
  readonly to: ObjectStore;
  /**
   * What becomes of files in the bucket that the dataset does not have.
   * @default CopyMode.copy() - they stay
   */
  readonly mode?: CopyMode;
  /**
   * When it is copied, again and again.
   * @default - once
   */
  readonly schedule?: Schedule;
}

/**
 * Copies a dataset out of the cluster, to S3-compatible storage, by a Job or a CronJob of rclone. Only what has changed is sent, and the copy is verified by checksums. The dataset is only read.
 * Files that are written meanwhile may be copied half: copy a dataset that was made of a snapshot where that matters. Empty folders, owners and permissions are not copied.
 * `DatasetLoad` with `DataOrigin.objectStore(store)` brings it back.
 * @see https://rclone.org/commands/rclone_copy/
 */
export class DatasetCopy extends Construct {
  /** The name of the Job or CronJob and of what comes with it. */
  public readonly name: string;
  /** The Job (`batch/v1`), or the CronJob where there is a schedule. */
  public readonly job: ApiObject;

  public constructor(scope: Construct, id: string, props: DatasetCopyProps) {
    super(scope, id);
    const emitted = emitAll(this, DatasetCopy, renderDatasetCopy(props, contextOf(this, DatasetCopy, new.target)));
    this.job = emitted.maybe('CronJob') ?? emitted.one('Job');
    this.name = this.job.name;
  }
}
