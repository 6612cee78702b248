import type { ApiObject } from 'cdk8s';
import { Construct } from 'constructs';
import type { MpiImplementation } from '../values/enums';
import { emitAll } from './emit-all';
import { contextOf } from './render/context';
import { renderMpiJobCluster } from './render/mpi-job-cluster';
import type { DistributedTrainingProps, ReplicasProps, RoleProps } from './replica-job-props';

/** Props of `MpiJobCluster`. `command` and `args` are the launcher's: `['mpirun', 'python', 'train.py']`. */
export interface MpiJobClusterProps extends DistributedTrainingProps {
  /**
   * The pods in which `mpirun` starts the processes. `command` and `args` said here replace what lets `mpirun` in (`sshd`), with the options of an image that has it elsewhere.
   * Process 0 runs in the first of them, and writes the model.
   */
  readonly worker: ReplicasProps;
  /**
   * What the pod has of its own in which `mpirun` runs. It has one CPU and 2Gi unless `resources` is said here, and no GPU. With `gpu` it trains as well: it is the first host, with as many GPUs as each worker and the
   * resources of all roles, reads the data and writes the model.
   * @default - nothing: it trains no model itself
   */
  readonly launcher?: RoleProps;
  /**
   * Processes of each pod.
   * @default - one for each GPU; one where there is none
   */
  readonly slotsPerWorker?: number;
  /**
   * Whose `mpirun` it is, which decides how the list of hosts is written. OPEN_MPI alone with the training operator.
   * @default MpiImplementation.OPEN_MPI
   */
  readonly mpiImplementation?: MpiImplementation;
  /**
   * Where the pods find the keys by which they reach each other: the folder `.ssh` in the home of the image's user. Not with the training operator, which needs none.
   * @default '/home/mpiuser/.ssh', as in mpi-operator's own images; '/root/.ssh' with PodSecurity.baseline()
   */
  readonly sshAuthMountPath?: string;
}

/**
 * A distributed training that `mpirun` starts (Horovod, DeepSpeed, any program with MPI) as an MPIJob of kubeflow/mpi-operator (`kubeflow.org/v2beta1`). Where the cluster's profile has
 * `ClusterOperator.TRAINING_OPERATOR_MPI` it is the training operator's (`kubeflow.org/v1`): a cluster has one or the other, since both own the same CRD. It comes with a ServiceAccount and a NetworkPolicy of its own.
 *
 * The image has MPI and, for mpi-operator, an ssh server that runs without root, as those built upon `mpioperator/base` (user 1000, configuration `/home/mpiuser/.sshd_config`): `security` is
 * `PodSecurity.restricted({ user: 1000 })` by default, and the workers may have NET_BIND_SERVICE, without which the kernel refuses to start that server.
 * The launcher is made once all workers are ready, since `mpirun` gives up where one is missing.
 *
 * Processes that are started by ssh have none of their pod's variables. Those that the workers have are the launcher's too, and Open MPI is told to hand them on, unless `command` has `-x` of its own.
 *
 * Under the training operator the launcher's pod has an init container of the operator's that a namespace with Pod Security `restricted` refuses, which warns.
 * @see https://www.kubeflow.org/docs/components/trainer/legacy-v1/user-guides/mpi/
 */
export class MpiJobCluster extends Construct {
  /** The name of the MPIJob and of what comes with it. */
  public readonly name: string;
  /** The MPIJob. */
  public readonly mpiJob: ApiObject;

  public constructor(scope: Construct, id: string, props: MpiJobClusterProps) {
    super(scope, id);
    const emitted = emitAll(this, MpiJobCluster, renderMpiJobCluster(props, contextOf(this, MpiJobCluster, new.target)));
    this.mpiJob = emitted.one('MPIJob');
    this.name = this.mpiJob.name;
  }
}
