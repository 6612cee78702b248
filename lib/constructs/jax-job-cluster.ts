import type { ApiObject } from 'cdk8s';
import { Construct } from 'constructs';
import { emitAll } from './emit-all';
import { contextOf } from './render/context';
import { renderJaxJobCluster } from './render/jax-job-cluster';
import type { DistributedTrainingProps, ReplicasProps } from './replica-job-props';

/** Props of `JaxJobCluster`. */
export interface JaxJobClusterProps extends DistributedTrainingProps {
  /** The pods that train, one process each. Process 0 coordinates and writes the model. */
  readonly worker: ReplicasProps;
}

/**
 * A distributed JAX training as a JAXJob (`kubeflow.org/v1`) of Kubeflow's training operator. The operator tells each pod its place in `COORDINATOR_ADDRESS`, `COORDINATOR_PORT`, `NUM_PROCESSES` and
 * `PROCESS_ID`, which the program gives to `jax.distributed.initialize`. It comes with a ServiceAccount and a NetworkPolicy of its own.
 * @see https://www.kubeflow.org/docs/components/trainer/legacy-v1/user-guides/jax/
 */
export class JaxJobCluster extends Construct {
  /** The name of the JAXJob and of what comes with it. */
  public readonly name: string;
  /** The JAXJob. */
  public readonly jaxJob: ApiObject;

  public constructor(scope: Construct, id: string, props: JaxJobClusterProps) {
    super(scope, id);
    const emitted = emitAll(this, JaxJobCluster, renderJaxJobCluster(props, contextOf(this, JaxJobCluster, new.target)));
    this.jaxJob = emitted.one('JAXJob');
    this.name = this.jaxJob.name;
  }
}
