import type { ApiObject } from 'cdk8s';
import { Construct } from 'constructs';
import type { TrainJobInitializer } from '../values/initializer-source';
import type { Resources } from '../values/resources';
import type { IRuntime } from '../values/trainer-runtime';
import { emitAll } from './emit-all';
import type { InterruptionProps } from './interruption-props';
import type { NetworkProps } from './network-props';
import type { ProgramProps } from './program-props';
import { contextOf } from './render/context';
import { renderTrainJob } from './render/train-job';
import type { TrainingWorkProps } from './training-work-props';
import type { WorkloadObjectProps } from './workload-object-props';

/** Props of `TrainJob`. What its runtime says, and no prop here, is not changed. */
export interface TrainJobProps extends ProgramProps, WorkloadObjectProps, TrainingWorkProps, InterruptionProps, NetworkProps {
  /** How the training runs: `Runtime.cluster('torch-distributed')`, `Runtime.namespaced('ours')`, or a `ClusterTrainingRuntime` or `TrainingRuntime`, whose GPUs, resources, network, security and placement then hold where nothing is said here. */
  readonly runtime: IRuntime;
  /**
   * Pods that train.
   * @default - as many as the runtime's construct says; one of a runtime of which only the name is known
   */
  readonly nodes?: number;
  /**
   * The program's image, with a fixed tag or a digest.
   * @default - the runtime's
   */
  readonly image?: string;
  /**
   * CPU, memory and local disk of each pod: all of its requests and limits. From Kubeflow Trainer 2.3 on amounts of the runtime that are not said here stay beside them, so that what a runtime of this program says must be said too.
   * @default - those of the runtime's construct; required with a runtime of which only the name is known
   */
  readonly resources?: Resources;
  /**
   * Processes of each pod, which `torchrun` starts (`PET_NPROC_PER_NODE`), or slots of MPI. Refused for a runtime of this program with another framework than PyTorch.
   * @default - one for each GPU, and one where a PyTorch runtime of this program has none; of a runtime of which only the name is known and without `gpu`, what Kubeflow Trainer finds: its GPUs or else whole CPUs
   */
  readonly processesPerNode?: number;
  /**
   * What the runtime's initializers load. Refused with a runtime of this program, which has none.
   * @default - none
   */
  readonly initializer?: TrainJobInitializer;
}

/**
 * A training as a TrainJob (`trainer.kubeflow.org/v1alpha1`) of Kubeflow Trainer 2: it names a runtime, and says what is different. How it says so changed with each minor version, and follows
 * `trainerVersion` of the cluster's profile: `podSpecOverrides` (2.0), `podTemplateOverrides` (2.1) or `runtimePatches` (2.2 and later). What a version can't be told is refused: `podAnnotations`, affinity and image pull secrets before 2.1,
 * `security` and `activeDeadline` before 2.2, `terminationGrace` before 2.3; but what the runtime's construct says the same is never said again. No version lets a training add init containers (most caches) or spread its pods.
 *
 * It comes with a ServiceAccount and a NetworkPolicy of its own. Its pods have the labels of the workload from Trainer 2.1 on, and `jobset.sigs.k8s.io/jobset-name` always. Tolerations and affinity take the place of those of a runtime of which only the name is known.
 * From 2.2 on the pods of such a runtime get `security`, by default `PodSecurity.restricted()`; before, the runtime's own holds.
 *
 * The runtime must exist when a training is applied: one of the program is made before it in the program, or applied before. A TrainJob can't be changed but for its suspension: another one needs another `run`.
 * @see https://www.kubeflow.org/docs/components/trainer/
 */
export class TrainJob extends Construct {
  /** The name of the TrainJob and of what comes with it. */
  public readonly name: string;
  /** The TrainJob. */
  public readonly job: ApiObject;

  public constructor(scope: Construct, id: string, props: TrainJobProps) {
    super(scope, id);
    const emitted = emitAll(this, TrainJob, renderTrainJob(props, contextOf(this, TrainJob, new.target)));
    this.job = emitted.one('TrainJob');
    this.name = this.job.name;
  }
}
