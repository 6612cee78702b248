import type { Duration } from 'cdk8s';
import type { Backup } from '../values/backup';
import type { ImagePullPolicy } from '../values/enums';
import type { Retention } from '../values/retention';
import type { DataSource } from '../workload/data-source';
import type { DatasetFilling } from '../workload/dataset-filling';
import type { InterruptionProps } from './interruption-props';
import type { NetworkProps } from './network-props';
import type { ProgramProps } from './program-props';
import type { TrainingWorkProps } from './training-work-props';
import type { WorkloadObjectProps } from './workload-object-props';

/** What may be said of the pods of every workload, and anew for each role of a distributed one. */
export interface PodProps extends ProgramProps {
  /**
   * When nodes pull the image.
   * @default ImagePullPolicy.ALWAYS - a pod never runs an image whose credentials its namespace lacks
   */
  readonly imagePullPolicy?: ImagePullPolicy;
  /**
   * The PriorityClass, which must exist in the cluster.
   * @default - the cluster's default
   */
  readonly priorityClassName?: string;
  /**
   * The scheduler.
   * @default - the cluster's default
   */
  readonly schedulerName?: string;
  /**
   * The RuntimeClass, which must exist in the cluster: `nvidia` where GPUs need a runtime of their own.
   * @default - the node's default
   */
  readonly runtimeClassName?: string;
}

/** What may be said of every workload. */
export interface WorkloadProps extends PodProps, WorkloadObjectProps {
  /** The program's image, with a fixed tag or a digest: `registry.example.com/ml/train:1.0`. */
  readonly image: string;
}

/** What may be said of every training. */
export interface TrainingProps extends WorkloadProps, TrainingWorkProps, InterruptionProps, NetworkProps {
  /**
   * The load that fills `dataset`: each pod that reads it waits in an init container until all of it is there, and holds its GPUs meanwhile.
   * With the training's own image, which needs `sh`, `test` and `sleep`. Refused without `dataset`, for the load of another one, and on a claim for one node, where the two could keep each other waiting.
   * @default - none: the training starts at once
   */
  readonly loadedBy?: DatasetFilling;
  /**
   * How often a failed pod is tried again, not counting pods that a drain or preemption ended.
   * @default 4
   */
  readonly backoffLimit?: number;
  /**
   * How long the finished training stays, with its pods' logs.
   * @default Duration.days(7)
   */
  readonly ttlAfterFinished?: Duration;
  /**
   * True: the finished training stays until somebody deletes it. For GitOps, which makes a training anew that its time to live has removed.
   * @default false
   */
  readonly keepFinished?: boolean;
}

/** Props of every dataset that makes its claim. */
export interface ClaimProps {
  /** The size, as `'500Gi'`. It can grow later where the class allows it, and never shrink. */
  readonly size: string;
  /**
   * The claim's name. It never changes by moving code: a renamed claim is another one, and empty.
   * @default - the ids of the constructs below the chart, joined by `-`
   */
  readonly name?: string;
  /**
   * The claim's namespace, the only one whose workloads can use it.
   * @default - the chart's
   */
  readonly namespace?: string;
  /**
   * Labels of the claim, beside the library's own.
   * @default - none
   */
  readonly labels?: { [key: string]: string };
  /**
   * Snapshots of the claim on a schedule: `Backup.daily({ keep: 7 })`. Refused for a claim that is ReadOnlyMany alone, of which there are none.
   * @default - none
   */
  readonly backup?: Backup;
  /**
   * When the claim goes: with its chart, after a job, or never.
   * @default Retention.keep() - Helm, Argo CD and Flux are told to leave it
   */
  readonly retention?: Retention;
  /**
   * What the dataset begins with: `DataSource.snapshot(images.snapshot('v1'))`, `.snapshotName('images-v1')`, `.clone(images)` or `.populator({ ... })`. It is of the claim's own namespace,
   * and of its driver. Read once, when the volume is made: Kubernetes refuses another one later. It can be left out then, so that what it names may go.
   * @default - nothing: the volume is empty
   */
  readonly dataSource?: DataSource;
}
