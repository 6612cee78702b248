/** When a node pulls the image. */
export enum ImagePullPolicy {
  /** At each start: credentials are checked each time, and layers that are there are not pulled again. */
  ALWAYS = 'Always',
  /** When the node has it not. */
  IF_NOT_PRESENT = 'IfNotPresent',
  /** Never: it must be on the node. */
  NEVER = 'Never',
}

/** What happens when a container of a training ends with an error. */
export enum RestartPolicy {
  /** A new pod is made, and the old one is kept with its log. */
  NEVER = 'Never',
  /** The container starts again in its pod, and the logs of a pod that is given up go with it. */
  ON_FAILURE = 'OnFailure',
}

/** What happens when a replica of an operator's job ends with an error. */
export enum ReplicaRestartPolicy {
  /** A new pod is made whenever the old one ends. */
  ALWAYS = 'Always',
  /** The container starts again in its pod. */
  ON_FAILURE = 'OnFailure',
  /** Nothing: the replica has failed. */
  NEVER = 'Never',
  /** By exit code: 1 to 127 is final, 128 and more (ended by a signal) tries again. */
  EXIT_CODE = 'ExitCode',
}

/** Which pods of an operator's job are removed when it is done. */
export enum CleanPodPolicy {
  /** Those that still run: parameter servers, which never end by themselves. */
  RUNNING = 'Running',
  /** All, with their logs. */
  ALL = 'All',
  /** None: parameter servers go on for ever. */
  NONE = 'None',
}

/** Whose `mpirun` starts an MPI training. */
export enum MpiImplementation {
  /** Open MPI, as Horovod's and DeepSpeed's images have it. */
  OPEN_MPI = 'OpenMPI',
  /** Intel MPI. */
  INTEL = 'Intel',
  /** MPICH. */
  MPICH = 'MPICH',
}

/** When an operator's job has succeeded. */
export enum SuccessPolicy {
  /** When the chief, or worker 0 where there is none, has ended well. */
  COORDINATOR = '',
  /** When all workers have ended well. */
  ALL_WORKERS = 'AllWorkers',
}

/** Whether a workload's pods are shut off by a NetworkPolicy of their own. */
export enum Isolation {
  /** A NetworkPolicy lets in what the workload needs, and lets everything out. */
  NETWORK_POLICY = 'NetworkPolicy',
  /** No NetworkPolicy: the namespace has its own rules. */
  NONE = 'None',
}

/** By which variables workers of one training find each other. */
export enum Rendezvous {
  /** `torchrun`, which reads all of its settings from variables: `command: ['torchrun', 'train.py']`. It starts a process for each GPU of a pod, or one. */
  TORCHRUN = 'torchrun',
  /**
   * `jax.distributed.initialize`, with a process in each pod. It takes the address from `JAX_COORDINATOR_ADDRESS` by itself, and both numbers only from the program:
   * `initialize(num_processes=int(os.environ["JAX_NUM_PROCESSES"]), process_id=int(os.environ["JAX_PROCESS_ID"]))`.
   * @see https://docs.jax.dev/en/latest/_autosummary/jax.distributed.initialize.html
   */
  JAX = 'jax',
  /** TensorFlow, by `TF_CONFIG`: `MultiWorkerMirroredStrategy`, and in a `JobSetCluster` `ParameterServerStrategy` too. */
  TENSORFLOW = 'tensorflow',
  /** MXNet's parameter servers, by variables `DMLC_...`: for a `JobSetCluster` alone, which has several roles. */
  MXNET = 'mxnet',
}
