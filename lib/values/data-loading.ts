import type { Place } from './finding';
import { byteSize } from './quantity';
import { type Checked, integer, optional, struct } from './read';

/** How a program's loaders work. What is left out follows from the CPU limit. */
export interface DataLoadingOptions {
  /**
   * Processes that load data beside the program: `DATALOADER_WORKERS`.
   * @default - the whole CPUs of the limit less one, for the program; at least 1
   */
  readonly workers?: number;
  /**
   * Batches that each worker has ready ahead of the program: `DATALOADER_PREFETCH`. Each lies in `/dev/shm` until it is taken.
   * @default 2 - as PyTorch's own `prefetch_factor`
   */
  readonly prefetch?: number;
  /**
   * Threads of numeric libraries in the program: `OMP_NUM_THREADS`.
   * @default - the whole CPUs of the limit; at least 1
   */
  readonly threads?: number;
  /**
   * What one batch takes, as `'64Mi'`: where it is said, a `/dev/shm` that can't hold what all workers have ready is warned of.
   * @default - not known, and nothing is judged by it
   */
  readonly batchSize?: string;
}

const MOST = 1024;

const readOptions = struct<DataLoadingOptions>({
  workers: optional(integer(1, MOST, 8)),
  prefetch: optional(integer(1, MOST, 2)),
  threads: optional(integer(1, MOST, 8)),
  batchSize: optional(byteSize('64Mi')),
});

/**
 * How a program's loaders work, as variables that it reads: `DataLoader(..., num_workers=int(os.environ["DATALOADER_WORKERS"]), prefetch_factor=int(os.environ["DATALOADER_PREFETCH"]))`.
 * @see https://docs.pytorch.org/docs/stable/data.html
 */
export class DataLoading implements Checked {
  /** With these amounts. */
  public static of(options: DataLoadingOptions): DataLoading {
    return new DataLoading(options);
  }

  private constructor(
    /** @internal */
    public readonly _options: DataLoadingOptions,
  ) {}

  /** @internal */
  public _check(place: Place): void {
    readOptions(this._options, place);
  }
}
