import type { ApiObject } from 'cdk8s';
import { Construct } from 'constructs';
import type { RestartPolicy } from '../values/enums';
import type { Parallel } from '../values/parallel';
import type { Resources } from '../values/resources';
import { emitAll } from './emit-all';
import type { TrainingProps } from './props';
import { contextOf } from './render/context';
import { renderGpuTrainingJob } from './render/gpu-training-job';

/** Props of `GpuTrainingJob`. */
export interface GpuTrainingJobProps extends TrainingProps {
  /** CPU, memory and local disk of each pod: `Resources.guaranteed({ cpu: '8', memory: '64Gi' })`. */
  readonly resources: Resources;
  /**
   * Several pods: `Parallel.shards(8)`, or by folders or lists of files, each works on its part of the data by itself; `Parallel.workers(4)` train one model together.
   * @default - one pod
   */
  readonly parallel?: Parallel;
  /**
   * What happens when the program ends with an error. With `ON_FAILURE` Kubernetes takes no rules about exit codes and disruptions, which are then left out.
   * @default RestartPolicy.NEVER - a new pod for each try, and the logs of the old one stay
   */
  readonly restartPolicy?: RestartPolicy;
  /**
   * Exit codes after which no retry helps, as 42 for a wrong setting: the job fails at once.
   * @default - none
   */
  readonly failFastExitCodes?: number[];
  /**
   * Exit codes that are no failed try, as 75 of a program that has written a checkpoint and wants to be started again: `backoffLimit` does not count them, so that only `activeDeadline` ends a program that always ends so.
   * Kubernetes waits longer before each of such tries too.
   * @default - none
   * @see https://kubernetes.io/docs/concepts/workloads/controllers/job/#pod-failure-policy
   */
  readonly ignoreExitCodes?: number[];
}

/**
 * A training as a Job of Kubernetes: reads a dataset, writes a model, on GPUs or CPUs alone. It comes with a ServiceAccount and a NetworkPolicy of its own.
 * @see https://kubernetes.io/docs/concepts/workloads/controllers/job/
 */
export class GpuTrainingJob extends Construct {
  /** The name of the Job and of what comes with it. */
  public readonly name: string;
  /** The Job (`batch/v1`). */
  public readonly job: ApiObject;

  public constructor(scope: Construct, id: string, props: GpuTrainingJobProps) {
    super(scope, id);
    const emitted = emitAll(this, GpuTrainingJob, renderGpuTrainingJob(props, contextOf(this, GpuTrainingJob, new.target)));
    this.job = emitted.one('Job');
    this.name = this.job.name;
  }
}
