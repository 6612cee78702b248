import type { ApiObject } from 'cdk8s';
import { Construct } from 'constructs';
import type { Resources } from '../values/resources';
import { emitAll } from './emit-all';
import type { TrainingProps } from './props';
import { contextOf } from './render/context';
import { renderRayJobCluster } from './render/ray-job-cluster';
import type { RolePodProps } from './replica-job-props';

/** A group of Ray's workers. */
export interface RayWorkersProps extends RolePodProps {
  /** Pods of the group. */
  readonly replicas: number;
}

/**
 * Props of `RayJobCluster`. `command` and `args` are the program that Ray starts in the head: `['python', 'train.py']`. `command` is required, and no word of the two may have what Ray's command line
 * loses: quotes, `$`, a backslash, or any of a shell's signs in a word without a space. `$(NAME)` of a variable with a literal value is that value.
 * `ttlAfterFinished` is refused: the cluster goes as soon as the program has ended, and KubeRay leaves the RayJob, and the pod with the program's log, until somebody deletes it.
 */
export interface RayJobClusterProps extends TrainingProps {
  /**
   * CPU, memory and local disk of each worker.
   * @default - each group has its own
   */
  readonly resources?: Resources;
  /** The pods in which Ray runs tasks and actors. They read data and base model; what they are to write goes by `checkpoint`. */
  readonly worker: RayWorkersProps;
  /**
   * Further groups of workers by name, as some without GPUs that prepare the data: `{ loaders: { replicas: 4, ... } }`. They have GPUs and fast links only where it is said here: what is said for all does not count for them.
   * A name is a DNS label that starts with a letter, and not `head`, `headgroup`, `submitter` or `worker`.
   * @default - none
   */
  readonly workerGroups?: { [name: string]: RayWorkersProps };
  /**
   * What the pod has of its own in which the program itself runs, beside all of the cluster's state. It reads data, and writes the model. It has two CPUs and 8Gi unless `resources` is said here, and Ray runs no
   * tasks in it (`num-cpus: "0"`). With `gpu` it has a share of the work, and the resources of all.
   * @default - nothing of its own
   */
  readonly head?: RolePodProps;
  /**
   * Ray's version in the image: `'2.53.0'`. From 2.53 KubeRay asks its pods by HTTP whether they are well; by `bash` and `wget` of the image otherwise.
   * @default - none
   */
  readonly rayVersion?: string;
}

/**
 * A distributed training in a Ray cluster of its own, as a RayJob (`ray.io/v1`) of KubeRay 1.6 or later: Ray Train, Ray Tune, Ray Data. KubeRay makes the head and the workers, starts the program when all
 * are there, and removes them when it has ended. A failed try is made anew with a new cluster, `backoffLimit` times, and each has the time of `activeDeadline`. It comes with a ServiceAccount and a NetworkPolicy of its own, which lets in
 * KubeRay's own pods (label `app.kubernetes.io/component: kuberay-operator`, in whatever namespace) to Ray's dashboard.
 *
 * The program is started by a small pod (`ray job submit`, KubeRay's `K8sJobMode`), whose log is that of the program: `kubectl logs job/<name>`, also when the cluster is gone. KubeRay's
 * other ways leave the log in the head (`HTTPMode`), or add a container that a namespace with Pod Security `restricted` refuses (`SidecarMode`).
 *
 * The image has Ray with its dashboard (`ray[default]`) and `bash`. Ray's store of objects is in `/dev/shm`, of which each pod has `sharedMemory`: it takes 95% of it, at most 30% of the memory.
 * Ray itself sets `OMP_NUM_THREADS` for each task; another value is for the program's `runtime_env`.
 * @see https://docs.ray.io/en/latest/cluster/kubernetes/getting-started/rayjob-quick-start.html
 */
export class RayJobCluster extends Construct {
  /** The name of the RayJob and of what comes with it. */
  public readonly name: string;
  /** The RayJob. */
  public readonly rayJob: ApiObject;

  public constructor(scope: Construct, id: string, props: RayJobClusterProps) {
    super(scope, id);
    const emitted = emitAll(this, RayJobCluster, renderRayJobCluster(props, contextOf(this, RayJobCluster, new.target)));
    this.rayJob = emitted.one('RayJob');
    this.name = this.rayJob.name;
  }
}
