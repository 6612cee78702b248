import { Rendezvous, SuccessPolicy } from './enums';
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
  /**
   * How many shards may fail for good while the others go on to their end. The Job has then failed all the same, as Kubernetes sees it, and its `status.failedIndexes` says which.
   * Fewer than there are shards. Refused before Kubernetes 1.29, which counts retries of all shards together.
   * @default 0 - a shard that has failed for good ends the job, since the result would lack its part
   */
  readonly maxFailed?: number;
}

/** How workers find each other. */
export interface WorkerOptions {
  /**
   * By which framework's variables.
   * @default Rendezvous.TORCHRUN
   */
  readonly rendezvous?: Rendezvous;
  /**
   * When the training has succeeded. With `COORDINATOR` the Job ends those that still run when worker 0 has ended well; refused before Kubernetes 1.31, which waits for all.
   * @default SuccessPolicy.ALL_WORKERS
   * @see https://kubernetes.io/docs/concepts/workloads/controllers/job/#success-policy
   */
  readonly successPolicy?: SuccessPolicy;
}

const readOptions = struct<ShardOptions>({
  by: optional(value(ShardBy, "ShardBy.directory('part-$(SHARD_INDEX)')")),
  maxFailed: optional(integer(0, MOST_SHARDS)),
});

/** Those of one role. */
const OF_WORKERS = [Rendezvous.TORCHRUN, Rendezvous.JAX, Rendezvous.TENSORFLOW];
const ofWorkers = oneOf('Rendezvous', OF_WORKERS);

function readRendezvous(given: unknown, place: Place): Rendezvous | undefined {
  if (given !== Rendezvous.MXNET) return ofWorkers(given, place);
  const message = 'has scheduler, servers and workers, which are several roles';
  place.report({ value: given, rule: 'rendezvous-roles', message, fix: 'write a JobSetCluster' });
  return undefined;
}

const readTogether = struct<WorkerOptions>({
  rendezvous: optional(readRendezvous),
  successPolicy: optional(oneOf('SuccessPolicy', Object.values(SuccessPolicy), Object.keys(SuccessPolicy))),
});

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

  /** How many may fail for good; undefined where nothing is said. @internal */
  public get _maxFailed(): number | undefined {
    return this.options.maxFailed;
  }

  /** Whether the first worker decides alone. @internal */
  public get _firstDecides(): boolean {
    return this.together?.successPolicy === SuccessPolicy.COORDINATOR;
  }

  /** @internal */
  public _check(place: Place): void {
    integer(1, MOST_SHARDS)(this.count, place.at('count'));
    const { maxFailed = 0 } = readOptions(this.options, place) ?? {};
    if (maxFailed > 0 && maxFailed >= this.count) {
      const message = `is all of the ${this.count} shards, of which one at least must succeed`;
      place.at('maxFailed').report({ value: maxFailed, rule: 'max-failed', message, fix: `at most ${this.count - 1}` });
    }
    if (this.together !== undefined) readTogether(this.together, place);
  }
}
