import type { ApiObject } from 'cdk8s';
import { Construct } from 'constructs';
import type { SuccessPolicy } from '../values/enums';
import { emitAll } from './emit-all';
import { contextOf } from './render/context';
import { renderTfJobCluster } from './render/tf-job-cluster';
import type { DistributedTrainingProps, ReplicasProps, RoleProps } from './replica-job-props';

/** Props of `TfJobCluster`. */
export interface TfJobClusterProps extends DistributedTrainingProps {
  /** The pods that train. Without a chief, worker 0 coordinates and writes the model. */
  readonly worker: ReplicasProps;
  /**
   * The pods that hold the model's variables. They have no GPU unless `gpu` is said here: what is said for all roles does not count for them. They read no data.
   * @default - none
   */
  readonly parameterServer?: ReplicasProps;
  /**
   * A pod that coordinates and writes the model.
   * @default - none: worker 0 coordinates
   */
  readonly chief?: RoleProps;
  /**
   * A pod that judges the model beside the training and reads data and model.
   * @default - none
   */
  readonly evaluator?: RoleProps;
  /**
   * When the training has succeeded. `ALL_WORKERS` for all-reduce strategies, where every worker ends by itself.
   * @default SuccessPolicy.COORDINATOR - right for parameter servers, whose other workers never end by themselves
   */
  readonly successPolicy?: SuccessPolicy;
}

/**
 * A distributed TensorFlow training as a TFJob (`kubeflow.org/v1`) of Kubeflow's training operator: workers, with parameter servers, a chief and an evaluator where they are said.
 * The operator tells each pod its place in `TF_CONFIG`. It comes with a ServiceAccount and a NetworkPolicy of its own.
 * @see https://www.kubeflow.org/docs/components/trainer/legacy-v1/user-guides/tensorflow/
 */
export class TfJobCluster extends Construct {
  /** The name of the TFJob and of what comes with it. */
  public readonly name: string;
  /** The TFJob. */
  public readonly tfJob: ApiObject;

  public constructor(scope: Construct, id: string, props: TfJobClusterProps) {
    super(scope, id);
    const emitted = emitAll(this, TfJobCluster, renderTfJobCluster(props, contextOf(this, TfJobCluster, new.target)));
    this.tfJob = emitted.one('TFJob');
    this.name = this.tfJob.name;
  }
}
