import type { ApiObject } from 'cdk8s';
import { Construct } from 'constructs';
import type { Rendezvous, SuccessPolicy } from '../values/enums';
import type { Resources } from '../values/resources';
import type { RoleDependency } from '../values/role-dependency';
import { emitAll } from './emit-all';
import type { TrainingProps } from './props';
import { contextOf } from './render/context';
import { renderJobSetCluster } from './render/job-set-cluster';
import type { RolePodProps } from './replica-job-props';

/** One role of a `JobSetCluster`: pods that are alike, and what they have of their own. */
export interface JobSetRoleProps extends RolePodProps {
  /** The role's name, which is a part of its pods' names: a DNS label, as `worker`. With `Rendezvous.TENSORFLOW` and `MXNET` the framework's own name of the role. */
  readonly name: string;
  /**
   * Pods of the role.
   * @default 1
   */
  readonly replicas?: number;
  /**
   * What the role waits for before its pods are made: `[RoleDependency.ready('server')]`, at most 5 roles, which stand before this one. A gang (`Queue.volcano`, `.coscheduling`) starts without the pods of a role that waits.
   * @default - nothing: its pods are made with all others
   */
  readonly dependsOn?: RoleDependency[];
}

/** Props of `JobSetCluster`. `backoffLimit` counts how often all pods start again, whichever has failed; `activeDeadline` counts anew each time. */
export interface JobSetClusterProps extends TrainingProps {
  /**
   * CPU, memory and local disk of each pod.
   * @default - each role has its own
   */
  readonly resources?: Resources;
  /** The roles: `[{ name: 'worker', replicas: 4, gpu: Gpu.nvidia(8) }, { name: 'evaluator' }]`. One at least, each name once. */
  readonly roles: JobSetRoleProps[];
  /**
   * The role that coordinates: its pods write the model, its first pod is the one that the others find.
   * @default - with TENSORFLOW `chief`, or else `worker`; with MXNET `worker`; otherwise the first
   */
  readonly coordinator?: string;
  /**
   * By which framework's variables pods find each other. With TORCHRUN and JAX those of the coordinating role train together, and roles beside it have none of the variables. With TENSORFLOW `TF_CONFIG` has the roles
   * `chief` (one pod), `worker` and `ps`, and an `evaluator` is told of them; with MXNET `scheduler` (one pod), `server` and `worker` have variables `DMLC_...`. All pods have `WORKER_INDEX`, their number in their role, from 0.
   * `ps`, `server` and `scheduler` have no GPU unless `gpu` is said of them, and read no data.
   * @default Rendezvous.TORCHRUN
   */
  readonly rendezvous?: Rendezvous;
  /**
   * The roles that read `dataset`, `datasets` and `baseModel`.
   * @default - all but `ps` with TENSORFLOW, and `server` and `scheduler` with MXNET
   */
  readonly dataRoles?: string[];
  /**
   * The roles that all must have ended well for the training to have succeeded. The pods of others are ended then.
   * @default - the coordinating one
   */
  readonly successRoles?: string[];
  /**
   * Whether all pods of the coordinating role must end well, or its first alone decides for it, which needs Kubernetes 1.31 where it has several.
   * @default SuccessPolicy.ALL_WORKERS; COORDINATOR with a TENSORFLOW role `ps`, where other workers never end by themselves
   */
  readonly successPolicy?: SuccessPolicy;
  /**
   * Exit codes after which no retry helps, as 42 for a wrong setting: the training fails at once.
   * @default - none
   */
  readonly failFastExitCodes?: number[];
  /**
   * Exit codes that are no failed try, as 75 of a program that has written a checkpoint and wants to be started again: all pods start again, and `backoffLimit` does not count it.
   * @default - none
   */
  readonly ignoreExitCodes?: number[];
}

/**
 * A training of several roles that needs no framework's operator, as a JobSet (`jobset.x-k8s.io/v1alpha2`, JobSet v0.12): workers with parameter servers, an evaluator, a program that prepares, or what else stands beside them.
 * It comes with a ServiceAccount and a NetworkPolicy of its own.
 *
 * Each role is one Indexed Job with a pod for each of its replicas, not a Job for each pod: pods of a role are numbered through, one Job object is watched instead of hundreds, and Kueue sees a role as one set of pods that it
 * places together. JobSet makes a headless Service of the JobSet's name, by which a pod is found as `<name>-<role>-0-<index>.<name>`.
 *
 * A pod that fails ends its Job, and JobSet makes all pods of all roles anew when the old ones are gone, up to `backoffLimit` times: those that are left could not go on without it. Pods that a drain or preemption ends
 * start all again too, which is not counted. A role's Job that outlives `activeDeadline` fails the training.
 *
 * JobSet's exclusive placement is about Jobs, each of which has a rack or node pool to itself: parameter servers could never stand beside workers. It is no `placement` therefore; whoever wants it writes
 * `annotations: { 'alpha.jobset.sigs.k8s.io/exclusive-topology': 'example.com/rack' }`.
 * @see https://jobset.sigs.k8s.io/docs/concepts/
 */
export class JobSetCluster extends Construct {
  /** The name of the JobSet and of what comes with it. */
  public readonly name: string;
  /** The JobSet. */
  public readonly jobSet: ApiObject;

  public constructor(scope: Construct, id: string, props: JobSetClusterProps) {
    super(scope, id);
    const emitted = emitAll(this, JobSetCluster, renderJobSetCluster(props, contextOf(this, JobSetCluster, new.target)));
    this.jobSet = emitted.one('JobSet');
    this.name = this.jobSet.name;
  }
}
