import { type Place, show } from './finding';
import { objectName } from './name';
import type { Checked, Reader } from './read';

/** The two kinds of runtimes of Kubeflow Trainer. */
export type RuntimeKind = 'ClusterTrainingRuntime' | 'TrainingRuntime';

/** The frameworks whose variables Kubeflow Trainer writes; `plain` has none. */
export type FrameworkName = 'torch' | 'jax' | 'xgboost' | 'plain';

/** The framework of a runtime: Kubeflow Trainer tells each pod its place as it is asked for it there. */
export class TrainerFramework {
  /** PyTorch: `torchrun` reads all of its settings from `PET_NNODES`, `PET_NODE_RANK`, `PET_MASTER_ADDR`, ... */
  public static torch(): TrainerFramework {
    return new TrainerFramework('torch');
  }

  /** JAX, with a process in each pod: `JAX_COORDINATOR_ADDRESS`, `JAX_NUM_PROCESSES`, `JAX_PROCESS_ID`. Kubeflow Trainer has it from 2.2 on. */
  public static jax(): TrainerFramework {
    return new TrainerFramework('jax');
  }

  /** XGBoost, with a worker for each GPU, or one of a pod: `DMLC_TRACKER_URI`, `DMLC_TASK_ID`, ... Kubeflow Trainer has it from 2.2 on. */
  public static xgboost(): TrainerFramework {
    return new TrainerFramework('xgboost');
  }

  /** None: the pods are told nothing but their number, `JOB_COMPLETION_INDEX`. */
  public static plain(): TrainerFramework {
    return new TrainerFramework('plain');
  }

  private constructor(
    /** @internal */
    public readonly _name: FrameworkName,
  ) {}

  /** @internal */
  public _check(_: Place): void {
    // Each is right by itself.
  }
}

/** What is known of a runtime, as plain data. */
export interface RuntimeFacts {
  readonly kind: RuntimeKind;
  readonly name: string;
  /** Of one that the app makes: where a training must be that uses it. */
  readonly namespace?: string | undefined;
  /** Undefined where the app does not make it. */
  readonly framework?: FrameworkName;
  /** What it says for trainings that say nothing, by the names of their props. */
  readonly defaults?: Readonly<Record<string, unknown>>;
  /** The template of its pods, as Kubernetes has it. */
  readonly template?: object;
}

/** A runtime of Kubeflow Trainer: `Runtime.cluster('torch-distributed')`, `Runtime.namespaced('ours')`, or a `ClusterTrainingRuntime` or `TrainingRuntime` of the program. */
export interface IRuntime {
  /** Its name. */
  readonly name: string;
  /** Its kind, `'ClusterTrainingRuntime'` or `'TrainingRuntime'`. */
  readonly runtimeKind: string;
}

/** A runtime that exists in the cluster, of which only the name is known: what its pods have is then not judged. */
export class Runtime implements IRuntime, Checked {
  /** A ClusterTrainingRuntime: for trainings of all namespaces. */
  public static cluster(name: string): Runtime {
    return new Runtime(name, 'ClusterTrainingRuntime');
  }

  /** A TrainingRuntime of the training's own namespace. */
  public static namespaced(name: string): Runtime {
    return new Runtime(name, 'TrainingRuntime');
  }

  private constructor(
    /** Its name. */
    public readonly name: string,
    /** Its kind. */
    public readonly runtimeKind: string,
  ) {}

  /** @internal */
  public get _runtime(): RuntimeFacts {
    return { kind: this.runtimeKind === 'TrainingRuntime' ? 'TrainingRuntime' : 'ClusterTrainingRuntime', name: this.name };
  }

  /** @internal */
  public _check(place: Place): void {
    objectName('subdomain', 'torch-distributed')(this.name, place.at('name'));
  }
}

/** All runtimes are this library's own: the reader takes no other. What is known of them is no part of the public interface. */
interface KnownRuntime extends IRuntime {
  readonly _runtime: RuntimeFacts;
}

/** What is known of a runtime that was given. */
export function runtimeFacts(runtime: IRuntime): RuntimeFacts {
  return (runtime as KnownRuntime)._runtime;
}

/** A runtime of this library. */
export const trainerRuntime: Reader<IRuntime> = (given, place) => {
  if (typeof given === 'object' && given !== null && '_runtime' in given) {
    if (given instanceof Runtime) given._check(place);
    return given as IRuntime;
  }
  const name = typeof given === 'string' && given !== '' ? given : 'torch-distributed';
  const fix = `write Runtime.cluster(${show(name)}), or give a ClusterTrainingRuntime or TrainingRuntime`;
  place.report({ value: given, rule: 'type', message: 'must be a runtime', fix });
  return undefined;
};
