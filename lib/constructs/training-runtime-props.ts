import type { Duration } from 'cdk8s';
import type { Queue } from '../values/queue';
import type { Resources } from '../values/resources';
import type { TrainerFramework } from '../values/trainer-runtime';
import type { NetworkProps } from './network-props';
import type { PodProps } from './props';

/** Props of `ClusterTrainingRuntime` and `TrainingRuntime`: what holds for all trainings that name it, until one says otherwise. */
export interface TrainingRuntimeProps extends PodProps, NetworkProps {
  /** The framework, by which the pods are told their place: `TrainerFramework.torch()`. */
  readonly framework: TrainerFramework;
  /** The image of trainings that have none of their own, with a fixed tag or a digest. */
  readonly image: string;
  /** CPU, memory and local disk of each pod. */
  readonly resources: Resources;
  /**
   * Pods that train.
   * @default 1
   */
  readonly nodes?: number;
  /**
   * Who starts all pods of a training or none: `Queue.coscheduling()` or `.volcano('team-a')`, always for all of them. Volcano from Kubeflow Trainer 2.1 on. `Queue.kueue` is said by each training.
   * @default - nobody: each pod starts as soon as it has room
   */
  readonly queue?: Queue;
  /**
   * How often failed pods of a training are tried again.
   * @default 4
   */
  readonly backoffLimit?: number;
  /**
   * How long the pods of a finished training stay, with their logs. The TrainJob itself stays until somebody deletes it.
   * @default Duration.days(7)
   */
  readonly ttlAfterFinished?: Duration;
  /**
   * True: the pods of a finished training stay until somebody deletes it.
   * @default false
   */
  readonly keepFinished?: boolean;
  /**
   * How long a pod has from SIGTERM to SIGKILL, to write what it has.
   * @default Duration.minutes(2)
   */
  readonly terminationGrace?: Duration;
  /**
   * The runtime's name, by which trainings name it.
   * @default - the ids of the constructs below the chart, joined by `-`
   */
  readonly name?: string;
  /**
   * Labels of the runtime and of the pods, beside the library's own.
   * @default - none
   */
  readonly labels?: { [key: string]: string };
  /**
   * Annotations of the runtime.
   * @default - none
   */
  readonly annotations?: { [key: string]: string };
  /**
   * Annotations of the pods.
   * @default - none
   */
  readonly podAnnotations?: { [key: string]: string };
}
