import type { Place } from './finding';
import { image } from './image';
import { byteSize } from './quantity';
import { type Checked, oneOf, optional, struct } from './read';

/** A part of a dataset, as its layout names them. */
export enum DatasetPart {
  /** The training data: `TRAIN_DATASET_PATH`. */
  TRAIN = 'train',
  /** The test data: `TEST_DATASET_PATH`. */
  TEST = 'test',
}

/** What is copied, and by what. */
export interface DatasetCacheOptions {
  /**
   * The part that is copied, while the program reads the rest from the claim. Its folder must be in the dataset.
   * @default - the whole dataset
   */
  readonly part?: DatasetPart;
  /**
   * The image that copies: it needs `sh` (POSIX), `cp`, `du` and `sleep`. Pulled as the training's own.
   * @default - the training's own image, which needs them then
   */
  readonly image?: string;
}

const readOptions = struct<DatasetCacheOptions>({
  part: optional(oneOf('DatasetPart', Object.values(DatasetPart))),
  image: optional(image),
});

/**
 * A copy of the dataset beside the program, read-only at the dataset's own paths: an init container makes it anew for each pod, before the program starts.
 * It ends with an error, and says so in its log, where the data do not fit. Worth it for data that are read many times, or as many small files.
 */
export class DatasetCache implements Checked {
  /**
   * A copy on the node's disk. The size is added to the pod's request and limit for local disk; a pod that takes more is evicted.
   * Small files take whole blocks there (4Ki), so leave room.
   * @see https://kubernetes.io/docs/concepts/storage/volumes/#emptydir
   */
  public static localDisk(size: string, options: DatasetCacheOptions = {}): DatasetCache {
    return new DatasetCache('scratch', size, options);
  }

  /**
   * A copy in the node's memory. The size is counted in the memory limit, with `/dev/shm` and other volumes in memory; refused where they leave the program nothing.
   * @see https://kubernetes.io/docs/concepts/storage/volumes/#emptydir
   */
  public static memory(size: string, options: DatasetCacheOptions = {}): DatasetCache {
    return new DatasetCache('memory', size, options);
  }

  private constructor(
    /** @internal */
    public readonly _kind: 'scratch' | 'memory',
    /** The most that the copy may take, as `'100Gi'`. */
    public readonly size: string,
    /** @internal */
    public readonly _options: DatasetCacheOptions,
  ) {}

  /** @internal */
  public _check(place: Place): void {
    byteSize('100Gi')(this.size, place.at('size'));
    readOptions(this._options, place);
  }
}
