import type { Place } from './finding';
import { type Checked, integer, oneOf, optional, struct, value } from './read';
import { ShardBy } from './shard-by';

/** The most pods that an Indexed Job may have at once (kubernetes `pkg/apis/batch/validation`). */
const MOST_SHARDS = 100_000;

/** How the parts are made. */
export interface ShardOptions {
  /**
   * What tells a pod its part: `ShardBy.directory('part-$(SHARD_INDEX)')`, `ShardBy.manifest(claim)`.
   * @default ShardBy.index() - each pod sees all data, and takes its part by number
   */
  readonly by?: ShardBy;
}

/** By which variables workers of one training find each other. */
export enum Rendezvous {
  /** `torchrun`, which reads all of its settings from variables: `command: ['torchrun', 'train.py']`. It starts a process for each GPU of a pod, or one. */
  TORCHRUN = 'torchrun',
  /** `jax.distributed.initialize()`, with a process in each pod. */
  JAX = 'jax',
  /** TensorFlow's `MultiWorkerMirroredStrategy`, by `TF_CONFIG`. */
  TENSORFLOW = 'tensorflow',
}

/** How workers find each other. */
export interface WorkerOptions {
  /**
   * By which framework's variables.
   * @default Rendezvous.TORCHRUN
   */
  readonly rendezvous?: Rendezvous;
}

const readOptions = struct<ShardOptions>({ by: optional(value(ShardBy, "ShardBy.directory('part-$(SHARD_INDEX)')")) });

const readTogether = struct<WorkerOptions>({ rendezvous: optional(oneOf('Rendezvous', Object.values(Rendezvous))) });

/** How a training job works on its data with several pods. */
export class Parallel implements Checked {
  /**
   * An Indexed Job of `count` pods, each of which works on its part of the data by itself: `SHARD_COUNT` and `SHARD_INDEX` (from 0) tell which.
   * Each pod writes its part of the model to a folder of its own beside the artifact. The same index may rarely run twice at once, so write to `MODEL_WORK_PATH`,
   * a folder of the same volume that is this pod's alone (the program makes it), and rename: `os.makedirs(work)`, write all there, `os.replace(work + "/model.keras", MODEL_FILE)`.
   * A rename within a volume is atomic, so that `MODEL_FILE` is always one pod's whole work. A pod that died leaves its folder in `.work`.
   */
  public static shards(count: number, options: ShardOptions = {}): Parallel {
    return new Parallel(count, options);
  }

  /**
   * An Indexed Job of `count` pods that train one model together, with no operator in the cluster: a headless Service gives each a name, and the variables of a framework say who is who.
   * `WORKER_INDEX` is the pod's number, from 0. Worker 0 coordinates, and writes the model. A worker that fails is tried again by itself, and meets the others only if these fail too and come
   * again, as they do when they lose it: the program goes on from its last checkpoint.
   */
  public static workers(count: number, options: WorkerOptions = {}): Parallel {
    return new Parallel(count, {}, options ?? {});
  }

  private constructor(
    /** Pods, all at once. */
    public readonly count: number,
    private readonly options: ShardOptions,
    private readonly together?: WorkerOptions,
  ) {}

  /** How the pods find each other; undefined where each works by itself. @internal */
  public get _rendezvous(): Rendezvous | undefined {
    return this.together === undefined ? undefined : (this.together.rendezvous ?? Rendezvous.TORCHRUN);
  }

  /** @internal */
  public get _by(): ShardBy {
    return this.options.by ?? ShardBy.index();
  }

  /** @internal */
  public _check(place: Place): void {
    integer(1, MOST_SHARDS)(this.count, place.at('count'));
    readOptions(this.options, place);
    if (this.together !== undefined) readTogether(this.together, place);
  }
}
