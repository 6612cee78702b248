import type { ApiObject } from 'cdk8s';
import { Construct } from 'constructs';
import { emitAll } from './emit-all';
import { contextOf } from './render/context';
import { renderPaddleJobCluster } from './render/paddle-job-cluster';
import type { DistributedTrainingProps, ReplicasProps, RoleProps } from './replica-job-props';

/** Props of `PaddleJobCluster`. */
export interface PaddleJobClusterProps extends DistributedTrainingProps {
  /** The pods that train. Without a parameter server they work together as equals (collective mode), and process 0 writes the model. */
  readonly worker: ReplicasProps;
  /**
   * A pod that holds the model's variables (the operator's role Master). It has no GPU unless `gpu` is said here, and reads no data.
   * @default - none: collective mode
   */
  readonly parameterServer?: RoleProps;
}

/**
 * A distributed PaddlePaddle training as a PaddleJob (`kubeflow.org/v1`) of Kubeflow's training operator. The program is started by `python -m paddle.distributed.launch`, which reads its settings from the variables
 * that the operator writes (`PADDLE_MASTER`, `PADDLE_NNODES`, ...). It writes the words of each process to a folder, which is in `/tmp` here (`PADDLE_LOG_DIR`, unless `env` has it): the image's own is read-only. It comes with a ServiceAccount and a NetworkPolicy of its own.
 * @see https://www.kubeflow.org/docs/components/trainer/legacy-v1/user-guides/paddle/
 */
export class PaddleJobCluster extends Construct {
  /** The name of the PaddleJob and of what comes with it. */
  public readonly name: string;
  /** The PaddleJob. */
  public readonly paddleJob: ApiObject;

  public constructor(scope: Construct, id: string, props: PaddleJobClusterProps) {
    super(scope, id);
    const emitted = emitAll(this, PaddleJobCluster, renderPaddleJobCluster(props, contextOf(this, PaddleJobCluster, new.target)));
    this.paddleJob = emitted.one('PaddleJob');
    this.name = this.paddleJob.name;
  }
}
