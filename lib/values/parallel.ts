import type { Place } from './finding';
import { type Checked, integer } from './read';

/** The most pods that an Indexed Job may have at once (kubernetes `pkg/apis/batch/validation`). */
const MOST_SHARDS = 100_000;

/** How a training job works on its data with several pods. */
export class Parallel implements Checked {
  /**
   * An Indexed Job of `count` pods, each of which works on its part of the data by itself: `SHARD_COUNT` and `SHARD_INDEX` (from 0) tell which.
   * Each pod writes its part of the model to a folder of its own beside the artifact. The same index may rarely run twice: write to a temporary name and rename.
   */
  public static shards(count: number): Parallel {
    return new Parallel(count);
  }

  private constructor(
    /** Pods, all at once. */
    public readonly count: number,
  ) {}

  /** @internal */
  public _check(place: Place): void {
    integer(1, MOST_SHARDS)(this.count, place.at('count'));
  }
}
