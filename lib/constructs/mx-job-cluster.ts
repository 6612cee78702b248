import type { ApiObject } from 'cdk8s';
import { Construct } from 'constructs';
import { emitAll } from './emit-all';
import { contextOf } from './render/context';
import { renderMxJobCluster } from './render/mx-job-cluster';
import type { DistributedTrainingProps, ReplicasProps, RoleProps } from './replica-job-props';

/** Props of `MxJobCluster`. */
export interface MxJobClusterProps extends DistributedTrainingProps {
  /** The pods that train. Worker 0 writes the model. */
  readonly worker: ReplicasProps;
  /** The pods that hold the model's parameters. They have no GPU unless `gpu` is said here, and read no data. */
  readonly parameterServer: ReplicasProps;
  /**
   * What the pod has of its own by which the others find each other. It has no GPU unless `gpu` is said here, and reads no data.
   * @default - nothing: as all roles
   */
  readonly scheduler?: RoleProps;
}

/**
 * A distributed MXNet training as an MXJob (`kubeflow.org/v1`) of Kubeflow's training operator up to version 1.8. Version 1.9 has no MXJob any more: with a profile that does not say an older one
 * (`trainingOperatorVersion: '1.8'`) it is refused; a `JobSetCluster` with `Rendezvous.MXNET` runs it without the operator. The operator tells each pod its place in variables `DMLC_...`. It comes with a ServiceAccount and a NetworkPolicy of its own.
 * @see https://github.com/kubeflow/training-operator/pull/2150
 */
export class MxJobCluster extends Construct {
  /** The name of the MXJob and of what comes with it. */
  public readonly name: string;
  /** The MXJob. */
  public readonly mxJob: ApiObject;

  public constructor(scope: Construct, id: string, props: MxJobClusterProps) {
    super(scope, id);
    const emitted = emitAll(this, MxJobCluster, renderMxJobCluster(props, contextOf(this, MxJobCluster, new.target)));
    this.mxJob = emitted.one('MXJob');
    this.name = this.mxJob.name;
  }
}
