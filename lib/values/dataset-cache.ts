import { checkClass, type EphemeralVolumeOptions } from './ephemeral';
import type { Place } from './finding';
import { FLUID_SHAPE, type FluidOptions } from './fluid';
import { image } from './image';
import { objectName } from './name';
import { byteSize } from './quantity';
import { type Checked, oneOf, optional, type Reader, required, struct, value } from './read';
import { CephStorage } from './storage';

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

/** A copy in a volume of each pod's own. One of `storage` and `storageClassName` must be given. */
export interface PerPodCacheOptions extends DatasetCacheOptions {
  /**
   * Ceph storage, by its class: one that keeps its volumes (`ReclaimPolicy.RETAIN`) is refused, since each pod would leave one behind.
   * @default - `storageClassName` is given
   */
  readonly storage?: CephStorage;
  /**
   * Any other StorageClass, by its name: that of the nodes' disks, as `'local-nvme'`. Its reclaim policy should be Delete.
   * @default - `storage` is given
   */
  readonly storageClassName?: string;
}

/** A copy that the pods of a workload share. */
export interface NodeLocalCacheOptions extends DatasetCacheOptions {
  /** The StorageClass of the nodes' disks, as `'local-nvme'`: one that makes the volume where the first pod runs (WaitForFirstConsumer), with the reclaim policy Delete. */
  readonly storageClassName: string;
}

/** A copy that Fluid keeps in the cluster. */
export interface FluidCacheOptions extends FluidOptions {
  /**
   * The part that is loaded ahead. The program sees all of the dataset through Fluid, which keeps what is read of the rest.
   * @default - the whole dataset
   */
  readonly part?: DatasetPart;
}

/** Where a copy is, as plain data. */
export type CachePlace =
  | { readonly kind: 'scratch' | 'memory' }
  | { readonly kind: 'ephemeral'; readonly volume: EphemeralVolumeOptions }
  | { readonly kind: 'nodeLocal'; readonly storageClassName: string }
  | { readonly kind: 'fluid'; readonly fluid: FluidOptions };

const part = optional(oneOf('DatasetPart', Object.values(DatasetPart)));
const copied = { part, image: optional(image) };
const storageClassName = objectName('subdomain', 'local-nvme');

/** The readers of each kind's options; what is wrong between them `_check` says. */
const READERS: Readonly<Record<CachePlace['kind'], Reader<object>>> = {
  scratch: struct<DatasetCacheOptions>(copied),
  memory: struct<DatasetCacheOptions>(copied),
  ephemeral: struct<PerPodCacheOptions>({
    ...copied,
    storage: optional(value(CephStorage, "CephStorage.rbd('rook-ceph-block-scratch')")),
    storageClassName: optional(storageClassName),
  }),
  nodeLocal: struct<NodeLocalCacheOptions>({ ...copied, storageClassName: required(storageClassName, 'stand-in', 'local-nvme') }),
  fluid: struct<FluidCacheOptions>({ ...FLUID_SHAPE, part }),
};

/**
 * A copy of the dataset near the program, read-only at the dataset's own paths. Worth it for data that are read many times, or as many small files.
 * But for Fluid's an init container makes it before the program starts, and ends with an error that its log tells where the data do not fit.
 */
export class DatasetCache implements Checked {
  /**
   * A copy on the node's own disk, made anew for each pod. The size is added to the pod's request and limit for local disk; a pod that takes more is evicted.
   * Small files take whole blocks there (4Ki), so leave room.
   * @see https://kubernetes.io/docs/concepts/storage/volumes/#emptydir
   */
  public static localDisk(size: string, options: DatasetCacheOptions = {}): DatasetCache {
    return new DatasetCache({ kind: 'scratch' }, size, options);
  }

  /**
   * A copy in the node's memory, made anew for each pod. The size is counted in the memory limit, with `/dev/shm` and other volumes in memory; refused where they leave the program nothing.
   * @see https://kubernetes.io/docs/concepts/storage/volumes/#emptydir
   */
  public static memory(size: string, options: DatasetCacheOptions = {}): DatasetCache {
    return new DatasetCache({ kind: 'memory' }, size, options);
  }

  /**
   * A copy in a volume of a StorageClass that each pod has for itself and that goes with it: for disks of nodes that have a class, or data that are larger than a node's local disk.
   * @see https://kubernetes.io/docs/concepts/storage/ephemeral-volumes/#generic-ephemeral-volumes
   */
  public static perPod(size: string, options: PerPodCacheOptions): DatasetCache {
    const { storage, storageClassName: name } = options ?? {};
    const volume = { ...(storage === undefined ? {} : { storage }), ...(name === undefined ? {} : { storageClassName: name }) };
    return new DatasetCache({ kind: 'ephemeral', volume }, size, options ?? {});
  }

  /**
   * One copy on a node's disk that all pods of the workload share, on a claim `<workload>-cache`: the first pod fills it while the others wait, and a pod that comes later, a retry too, finds it.
   * A pod that ends half-way leaves nothing that another takes for whole. The image needs `flock`, `mv`, `rm` and `chmod` besides (util-linux or BusyBox).
   * The claim is on one node, so several pods must be kept there: `Placement.together(Topology.NODE, { required: true })`, or it is refused. It goes with the chart, not with the Job.
   */
  public static nodeLocal(size: string, options: NodeLocalCacheOptions): DatasetCache {
    return new DatasetCache({ kind: 'nodeLocal', storageClassName: options?.storageClassName }, size, options ?? {});
  }

  /**
   * A cache that Fluid keeps on nodes of the cluster, for all pods: a `Dataset` and the runtime `<workload>-cache` on the dataset's claim, and a `DataLoad` that fills it while programs read already.
   * The program mounts the claim of that name, which Fluid makes. `size` is what each worker keeps. Refused unless the cluster's profile says that Fluid is installed.
   * @see https://github.com/fluid-cloudnative/fluid
   */
  public static fluid(size: string, options: FluidCacheOptions = {}): DatasetCache {
    return new DatasetCache({ kind: 'fluid', fluid: options ?? {} }, size, options);
  }

  private constructor(
    /** @internal */
    public readonly _place: CachePlace,
    /** The most that the copy may take, as `'100Gi'`. */
    public readonly size: string,
    /** @internal */
    public readonly _options: DatasetCacheOptions,
  ) {}

  /** @internal */
  public _check(place: Place): void {
    byteSize('100Gi')(this.size, place.at('size'));
    const right = READERS[this._place.kind](this._options, place) !== undefined;
    if (right && this._place.kind === 'ephemeral') checkClass(this._place.volume, place);
  }
}
