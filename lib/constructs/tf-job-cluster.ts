import type { ApiObject, Duration } from 'cdk8s';
import { Construct } from 'constructs';
import type { CleanPodPolicy, ReplicaRestartPolicy, SuccessPolicy } from '../values/enums';
import type { Resources } from '../values/resources';
import { emitAll } from './emit-all';
import type { PodProps, TrainingProps } from './props';
import { contextOf } from './render/context';
import { renderTfJobCluster } from './render/tf-job-cluster';

/**
 * What a role of a distributed training has of its own. It replaces what is said for all roles; environment variables are added to those of all.
 */
export interface TfRoleProps extends PodProps {
  /**
   * The role's image.
   * @default - that of all roles
   */
  readonly image?: string;
  /**
   * CPU, memory and local disk of each pod of the role.
   * @default - those of all roles; one of the two must be given
   */
  readonly resources?: Resources;
  /**
   * What the operator does when a pod of the role ends with an error.
   * @default - that of all roles
   */
  readonly restartPolicy?: ReplicaRestartPolicy;
  /**
   * How long a pod of the role has from SIGTERM to SIGKILL.
   * @default - that of all roles
   */
  readonly terminationGrace?: Duration;
}

/** A role with several pods. */
export interface TfReplicasProps extends TfRoleProps {
  /** Pods of the role. */
  readonly replicas: number;
}

/** Props of `TfJobCluster`. */
export interface TfJobClusterProps extends TrainingProps {
  /** The pods that train. Without a chief, worker 0 coordinates and writes the model. */
  readonly worker: TfReplicasProps;
  /**
   * The pods that hold the model's variables. They have no GPU unless `gpu` is said here: what is said for all roles does not count for them. They read no data.
   * @default - none
   */
  readonly parameterServer?: TfReplicasProps;
  /**
   * A pod that coordinates and writes the model.
   * @default - none: worker 0 coordinates
   */
  readonly chief?: TfRoleProps;
  /**
   * A pod that judges the model beside the training and reads data and model.
   * @default - none
   */
  readonly evaluator?: TfRoleProps;
  /**
   * CPU, memory and local disk of each pod.
   * @default - each role has its own
   */
  readonly resources?: Resources;
  /**
   * What the operator does when a pod ends with an error.
   * @default ReplicaRestartPolicy.ON_FAILURE
   */
  readonly restartPolicy?: ReplicaRestartPolicy;
  /**
   * Which pods the operator removes when the training is done.
   * @default CleanPodPolicy.RUNNING - parameter servers never end by themselves; the operator's own default leaves them running for ever
   */
  readonly cleanPodPolicy?: CleanPodPolicy;
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
