import type { Duration } from 'cdk8s';
import type { Placement } from '../values/placement';
import type { Resources } from '../values/resources';
import type { Dataset } from '../workload/dataset';

/** What may be said of every transfer between a dataset and something else. */
export interface TransferProps {
  /** The dataset. */
  readonly dataset: Dataset;
  /**
   * The folder in the dataset.
   * @default - all of it
   */
  readonly path?: string;
  /**
   * The name of the Job and of all that comes with it.
   * @default - the ids of the constructs below the chart, joined by `-`
   */
  readonly name?: string;
  /**
   * Names another run: Kubernetes can't change the pods of a Job, so a changed one needs a new name. `run: 'r2'` makes `load-r2`.
   * @default - the first run, without a suffix
   */
  readonly run?: string;
  /**
   * After how long the transfer is ended, with all its retries.
   * @default Duration.days(7)
   */
  readonly activeDeadline?: Duration;
  /**
   * CPU, memory and local disk of the pod.
   * @default Resources.guaranteed({ cpu: '1', memory: '2Gi' }) - rclone has its lists in memory, about 1Ki for each file of a folder
   */
  readonly resources?: Resources;
  /**
   * Where the pod runs.
   * @default - anywhere
   */
  readonly placement?: Placement[];
  /**
   * Labels of all objects and the pod, beside the library's own.
   * @default - none
   */
  readonly labels?: { [key: string]: string };
  /**
   * The image of the program that transfers: with `rclone` and `sh`, or with `python3` for HTTP and hubs.
   * @default - as the cluster profile's `toolImages` say
   */
  readonly image?: string;
}
