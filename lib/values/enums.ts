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
