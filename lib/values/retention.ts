import type { Place } from './finding';
import { JobKind } from './job-kind';
import { objectName } from './name';
import { bool, type Checked, oneOf, optional, required, struct, value } from './read';
import { SnapshotClass } from './snapshot-class';

/** That the loss of the data is meant. */
export interface DeletionOptions {
  /**
   * True: the data goes when the chart goes. It need not be said of a dataset that has a `backup`.
   * @default false - refused, unless the dataset has a backup
   */
  readonly confirmDataLoss?: boolean;
}

/** After which job a dataset goes, and what is left of it. */
export interface DeleteAfterUseOptions {
  /** The job's final name, with the suffix of its run: `'train-model'`, `'train-model-r2'`. It must be in the app, and use the dataset. */
  readonly job: string;
  /**
   * What the job is.
   * @default JobKind.JOB
   */
  readonly kind?: JobKind;
  /**
   * True: the job is not in the app, but made by others in the same namespace. Whether it uses the dataset is then looked at in the cluster alone, before anything is deleted.
   * @default false
   */
  readonly external?: boolean;
  /**
   * False: no snapshot is taken before the claim is deleted. The loss must be confirmed then.
   * @default true
   */
  readonly snapshotFirst?: boolean;
  /**
   * The VolumeSnapshotClass of that snapshot.
   * @default - the cluster's default class for the claim's driver
   */
  readonly snapshotClass?: SnapshotClass;
  /**
   * True: the data goes without a snapshot. Needed with `snapshotFirst: false`.
   * @default false
   */
  readonly confirmDataLoss?: boolean;
}

const readDeletion = struct<DeletionOptions>({ confirmDataLoss: optional(bool) });
const readUse = struct<DeleteAfterUseOptions>({
  job: required(objectName('label', 'train-model'), 'train-model'),
  kind: optional(oneOf('JobKind', Object.values(JobKind))),
  external: optional(bool),
  snapshotFirst: optional(bool),
  snapshotClass: optional(value(SnapshotClass, "SnapshotClass.named('csi-cephfsplugin-snapclass')")),
  confirmDataLoss: optional(bool),
});

/** The end of a dataset, with what was given for it. */
type End =
  | { readonly kind: 'keep' }
  | { readonly kind: 'chart'; readonly options: DeletionOptions }
  | { readonly kind: 'use'; readonly options: DeleteAfterUseOptions };

/**
 * When a dataset's claim goes. Data that need not outlive their pod are no dataset: write
 * `mounts: [Mount.ephemeral('/scratch', '1Ti', { storageClassName })]`, a volume that Kubernetes deletes with the pod.
 */
export class Retention implements Checked {
  /** The claim stays when its chart goes: Helm, Argo CD and Flux are told to leave it. Its namespace takes it along all the same. */
  public static keep(): Retention {
    return new Retention({ kind: 'keep' });
  }

  /**
   * The claim goes with its chart, and what is on it, unless the StorageClass retains its volumes, which is warned of where it is known. `confirmDataLoss: true` must be said,
   * or the dataset must have a `backup`: snapshots that its CronJob has taken are not in the chart, and stay when claim and CronJob go.
   * Kubernetes keeps the claim (`Terminating`) while there are pods that have it as a volume, finished ones too.
   */
  public static deleteWithChart(deletionOptions: DeletionOptions = {}): Retention {
    return new Retention({ kind: 'chart', options: deletionOptions ?? {} });
  }

  /**
   * The claim goes after a job has used it: a Job `<claim>-cleanup` waits beside it until the named job is complete, takes a snapshot, waits until that is ready, and deletes the claim.
   * Where the job fails, is deleted, does not use the claim or was complete before the claim was made, the Job fails and says why, and the claim stays. So it does when the chart goes before.
   *
   * - Kubernetes keeps a deleted claim (`Terminating`) while there are pods that have it as a volume, finished ones too: it goes with the job's pods, after `ttlAfterFinished`. With `keepFinished` it waits until somebody deletes the job.
   * - GitOps makes anew what is missing: with `selfHeal` Argo CD, and at each upgrade Helm, would make an empty claim, for which no annotation is a remedy (a claim as a hook of Argo CD is deleted before each sync). Sync such an application without `selfHeal`, and take dataset and job out of the program when they are done.
   * - The Job waits in a pod with 100m CPU and 128Mi memory, 30 days at most.
   * @see https://kubernetes.io/docs/concepts/storage/persistent-volumes/#storage-object-in-use-protection
   */
  public static deleteAfterUse(options: DeleteAfterUseOptions): Retention {
    return new Retention({ kind: 'use', options: options ?? {} });
  }

  /** @internal */
  private constructor(private readonly end: End) {}

  /** Whether the claim is to stay for good. @internal */
  public get _keeps(): boolean {
    return this.end.kind === 'keep';
  }

  /** The job after which the claim goes. @internal */
  public get _afterUse(): DeleteAfterUseOptions | undefined {
    return this.end.kind === 'use' ? this.end.options : undefined;
  }

  /** Whether data would go of which nothing is left, and nobody has said that it may. @internal */
  public get _losesData(): boolean {
    return this.end.kind === 'chart' && this.end.options.confirmDataLoss !== true;
  }

  /** @internal */
  public _check(place: Place): void {
    if (this.end.kind === 'chart') readDeletion(this.end.options, place);
    if (this.end.kind !== 'use') return;
    const use = readUse(this.end.options, place);
    if (use?.snapshotFirst !== false || use.confirmDataLoss === true) return;
    place.at('confirmDataLoss').report({
      value: use.confirmDataLoss ?? false,
      rule: 'data-loss',
      message: 'must be true to delete data without a snapshot',
      fix: 'or leave snapshotFirst out',
    });
  }
}
