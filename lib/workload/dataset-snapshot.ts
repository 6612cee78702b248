import type { ApiObject } from 'cdk8s';
import { Construct } from 'constructs';
import type { SnapshotClass } from '../values/snapshot-class';
import type { VolumeMaker } from '../values/storage';

/** How a snapshot of a dataset is taken. */
export interface DatasetSnapshotOptions {
  /**
   * The snapshot's name.
   * @default - the claim's name and the id, joined by `-`
   */
  readonly name?: string;
  /**
   * The class, which must be of the driver that made the dataset's volume: `snapshotClass` of a `CephSnapshotClass`, or `SnapshotClass.named('csi-cephfsplugin-snapclass')`.
   * @default - the cluster's default class for that driver; where it has none, or two, no snapshot is taken
   */
  readonly snapshotClass?: SnapshotClass;
  /**
   * Labels of the snapshot, beside the library's own.
   * @default - none
   */
  readonly labels?: { [key: string]: string };
}

/** What is known of a snapshot by those who make claims of it. */
export interface SnapshotFacts extends VolumeMaker {
  readonly claimName: string;
  /** The claim's size, and so the least of what is made of the snapshot. */
  readonly size?: string;
}

/**
 * A dataset as it is at one moment, made by `dataset.snapshot('v1')`: a new dataset can begin with it (`DataSource.snapshot`).
 * What programs have not written yet when it is taken is not in it, so let writers end first. It lies in the same storage as its dataset, and is no copy elsewhere.
 */
export abstract class DatasetSnapshot extends Construct {
  /** The snapshot's name. */
  public abstract readonly name: string;
  /** The namespace of dataset and snapshot, undefined where the app names none. */
  public abstract readonly namespace: string | undefined;
  /** The snapshot (`snapshot.storage.k8s.io/v1` VolumeSnapshot). */
  public abstract readonly volumeSnapshot: ApiObject;
  /** @internal */
  public abstract get _facts(): SnapshotFacts;
}
