import type { Duration } from 'cdk8s';
import type { CleanPodPolicy, ReplicaRestartPolicy } from '../values/enums';
import type { Resources } from '../values/resources';
import type { NetworkProps } from './network-props';
import type { PodProps, TrainingProps } from './props';

/**
 * What the pods of a role of a training have of their own. It replaces what is said for all roles; environment variables are added to those of all.
 */
export interface RolePodProps extends PodProps, NetworkProps {
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
   * How long a pod of the role has from SIGTERM to SIGKILL.
   * @default - that of all roles
   */
  readonly terminationGrace?: Duration;
}

/** What a role of a distributed training has of its own. */
export interface RoleProps extends RolePodProps {
  /**
   * What the operator does when a pod of the role ends with an error.
   * @default - that of all roles
   */
  readonly restartPolicy?: ReplicaRestartPolicy;
}

/** A role with several pods. */
export interface ReplicasProps extends RoleProps {
  /** Pods of the role. */
  readonly replicas: number;
}

/** Props of every distributed training that an operator runs. */
export interface DistributedTrainingProps extends TrainingProps {
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
   * @default CleanPodPolicy.RUNNING - the operator's own default leaves those running for ever that never end by themselves, as parameter servers; NONE for PyTorch without a master
   */
  readonly cleanPodPolicy?: CleanPodPolicy;
}
