import type { Place } from './finding';
import { type Checked, integer, optional, struct, value } from './read';
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

const readOptions = struct<ShardOptions>({ by: optional(value(ShardBy, "ShardBy.directory('part-$(SHARD_INDEX)')")) });

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

  private constructor(
    /** Pods, all at once. */
    public readonly count: number,
    private readonly options: ShardOptions,
  ) {}

  /** @internal */
  public get _by(): ShardBy {
    return this.options.by ?? ShardBy.index();
  }

  /** @internal */
  public _check(place: Place): void {
    integer(1, MOST_SHARDS)(this.count, place.at('count'));
    readOptions(this.options, place);
  }
}
