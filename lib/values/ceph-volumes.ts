import { CephFsMounting } from './ceph-fs-mounting';
import type { Place } from './finding';
import { given } from './omit';
import { type Checked, oneOf, optional, type Reader, someOf, struct, text, value } from './read';
import { type CephBackend, StorageBackend } from './storage';

/** What an RBD image can do beside holding blocks. */
export enum RbdImageFeature {
  /** Clones and snapshots share what they have in common, and every kernel knows it. */
  LAYERING = 'layering',
  /** One writer at a time holds the image. */
  EXCLUSIVE_LOCK = 'exclusive-lock',
  /** Ceph knows which parts are used: faster copies and growing. Needs EXCLUSIVE_LOCK. */
  OBJECT_MAP = 'object-map',
  /** Faster differences between snapshots. Needs OBJECT_MAP. */
  FAST_DIFF = 'fast-diff',
  /** A clone can be made independent of the snapshots that it came from. */
  DEEP_FLATTEN = 'deep-flatten',
}

/** The file system on an RBD image. */
export enum RbdFileSystem {
  /** ext4, ceph-csi's own choice. */
  EXT4 = 'ext4',
  /** XFS, for large files that many threads read. */
  XFS = 'xfs',
}

/** Volumes on CephFS. */
export interface CephFsVolumeOptions {
  /**
   * The data pool in which the files are.
   * @default - the file system's first
   */
  readonly pool?: string;
  /**
   * How nodes mount the volumes: `CephFsMounting.parallelReading()` for data that many loaders read at once.
   * @default - as the driver was set up
   */
  readonly mounting?: CephFsMounting;
}

/** Volumes on RBD. */
export interface RbdVolumeOptions {
  /**
   * What the images can do: object-map needs exclusive-lock, and fast-diff needs object-map.
   * @default [RbdImageFeature.LAYERING] - every kernel can use it
   */
  readonly imageFeatures?: RbdImageFeature[];
  /**
   * The file system that is made on a new image.
   * @default RbdFileSystem.EXT4
   */
  readonly fileSystem?: RbdFileSystem;
}

/** What a feature can't be without, as ceph-csi and librbd say. */
const NEEDS: Partial<Record<RbdImageFeature, RbdImageFeature>> = {
  [RbdImageFeature.OBJECT_MAP]: RbdImageFeature.EXCLUSIVE_LOCK,
  [RbdImageFeature.FAST_DIFF]: RbdImageFeature.OBJECT_MAP,
};

/** Features of an image, with all that they need. */
export const rbdImageFeatures: Reader<RbdImageFeature[]> = (given, place) => {
  const listed = someOf(oneOf('RbdImageFeature', Object.values(RbdImageFeature)), 'for example [RbdImageFeature.LAYERING]')(given, place);
  for (const feature of listed ?? []) {
    const needed = NEEDS[feature];
    if (needed === undefined || listed?.includes(needed) !== false) continue;
    place.report({
      value: listed,
      rule: 'rbd-features',
      message: `has ${feature} without ${needed}, which it needs`,
      fix: `add ${needed}`,
    });
  }
  return listed;
};

const RBD_DEFAULTS = { imageFeatures: [RbdImageFeature.LAYERING], fileSystem: RbdFileSystem.EXT4 };
const OPTIONS = {
  [StorageBackend.CEPH_FS]: struct<CephFsVolumeOptions>({
    pool: optional(text('myfs-replicated')),
    mounting: optional(value(CephFsMounting, 'CephFsMounting.parallelReading()')),
  }),
  [StorageBackend.CEPH_RBD]: struct<RbdVolumeOptions>({
    imageFeatures: optional(rbdImageFeatures),
    fileSystem: optional(oneOf('RbdFileSystem', Object.values(RbdFileSystem))),
  }),
};

/** Where in a Ceph cluster volumes are made, and of what kind. */
export class CephVolumes implements Checked {
  /** Directories of a CephFS file system, by the name that `ceph fs ls` tells: many nodes read and write them at once. */
  public static cephFs(fsName: string, options: CephFsVolumeOptions = {}): CephVolumes {
    return new CephVolumes(StorageBackend.CEPH_FS, fsName, options);
  }

  /** RBD images in a pool, each with a file system: one node at a time has one. */
  public static rbd(pool: string, options: RbdVolumeOptions = {}): CephVolumes {
    return new CephVolumes(StorageBackend.CEPH_RBD, pool, options);
  }

  /** @internal */
  private constructor(
    /** @internal */
    public readonly _backend: CephBackend,
    private readonly where: string,
    private readonly options: CephFsVolumeOptions | RbdVolumeOptions,
  ) {}

  /** @internal */
  public get _parameters(): Record<string, string> {
    if (this._backend === StorageBackend.CEPH_FS) {
      const { pool, mounting } = this.options as CephFsVolumeOptions;
      return { ...(given({ fsName: this.where, pool }) as Record<string, string>), ...mounting?._parameters };
    }
    const { imageFeatures, fileSystem } = { ...RBD_DEFAULTS, ...given(this.options as RbdVolumeOptions) };
    return { pool: this.where, imageFeatures: imageFeatures.join(','), 'csi.storage.k8s.io/fstype': fileSystem };
  }

  /** @internal */
  public _check(place: Place): void {
    const [field, example] = this._backend === StorageBackend.CEPH_FS ? ['fsName', 'myfs'] : ['pool', 'replicapool'];
    text(example)(this.where, place.at(field));
    OPTIONS[this._backend](this.options, place);
  }
}
