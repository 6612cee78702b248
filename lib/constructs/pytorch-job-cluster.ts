import type { ApiObject } from 'cdk8s';
import { Construct } from 'constructs';
import type { Elastic } from '../values/elastic';
import { emitAll } from './emit-all';
import { contextOf } from './render/context';
import { renderPyTorchJobCluster } from './render/pytorch-job-cluster';
import type { DistributedTrainingProps, ReplicasProps, RoleProps } from './replica-job-props';

/** Props of `PyTorchJobCluster`. */
export interface PyTorchJobClusterProps extends DistributedTrainingProps {
  /** The pods that train. Without a master they find each other through the first of them (`torchrun`'s c10d rendezvous), and process 0 writes the model. */
  readonly worker: ReplicasProps;
  /**
   * A pod that is process 0 and to which the others are bound, for programs that read `RANK` and `MASTER_ADDR` themselves. The operator then gives each worker an init container,
   * which a namespace with Pod Security `restricted` refuses unless the operator was given a template of its own for it.
   * @default - none: no process is special, and a lost pod can come back
   */
  readonly master?: RoleProps;
  /**
   * Bounds between which the number of workers may change: `Elastic.between(2, 8)`. Not with a master.
   * @default - exactly `worker.replicas`
   */
  readonly elastic?: Elastic;
  /**
   * Processes of each pod (`PET_NPROC_PER_NODE`).
   * @default - one for each GPU; one where there is none
   */
  readonly processesPerPod?: number;
}

/**
 * A distributed PyTorch training as a PyTorchJob (`kubeflow.org/v1`) of Kubeflow's training operator. The image's program is started by `torchrun`, which reads all of its settings from the variables
 * that the operator writes (`PET_NNODES`, `PET_RDZV_ENDPOINT`, ...): `command: ['torchrun', 'train.py']`. It comes with a ServiceAccount and a NetworkPolicy of its own.
 *
 * All pods stay when the first is done (`cleanPodPolicy` NONE), since the one that writes the model may be another: they end by themselves.
 * @see https://www.kubeflow.org/docs/components/trainer/legacy-v1/user-guides/pytorch/
 */
export class PyTorchJobCluster extends Construct {
  /** The name of the PyTorchJob and of what comes with it. */
  public readonly name: string;
  /** The PyTorchJob. */
  public readonly pyTorchJob: ApiObject;

  public constructor(scope: Construct, id: string, props: PyTorchJobClusterProps) {
    super(scope, id);
    const emitted = emitAll(this, PyTorchJobCluster, renderPyTorchJobCluster(props, contextOf(this, PyTorchJobCluster, new.target)));
    this.pyTorchJob = emitted.one('PyTorchJob');
    this.name = this.pyTorchJob.name;
  }
}
