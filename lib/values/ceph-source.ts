import { RbdImageFeature, rbdImageFeatures } from './ceph-volumes';
import type { Place } from './finding';
import { absolutePath } from './path';
import { type Checked, optional, struct, text } from './read';
import { type CephBackend, StorageBackend } from './storage';

/** An RBD image that exists. */
export interface RbdImageOptions {
  /**
   * What the image can do, as `rbd info` tells.
   * @default [RbdImageFeature.LAYERING]
   */
  readonly imageFeatures?: RbdImageFeature[];
}

const imageOptions = struct<RbdImageOptions>({ imageFeatures: optional(rbdImageFeatures) });
const noOptions = struct<object>({});

/** Data that is in Ceph already. */
export class CephSource implements Checked {
  /** A folder of a CephFS file system, by its path from the file system's root: `CephSource.path('myfs', '/volumes/shared/imagenet')`. */
  public static path(fsName: string, path: string): CephSource {
    return new CephSource(StorageBackend.CEPH_FS, fsName, path, {});
  }

  /** An RBD image of a pool, with a file system on it: `CephSource.image('replicapool', 'imagenet')`. */
  public static image(pool: string, image: string, options: RbdImageOptions = {}): CephSource {
    return new CephSource(StorageBackend.CEPH_RBD, pool, image, options);
  }

  /** @internal */
  private constructor(
    /** @internal */
    public readonly _backend: CephBackend,
    private readonly where: string,
    private readonly what: string,
    private readonly options: RbdImageOptions,
  ) {}

  /**
   * The image's name where ceph-csi looks for it in the volume's handle, and undefined where any unique handle will do.
   * @internal
   */
  public get _image(): string | undefined {
    return this._backend === StorageBackend.CEPH_RBD ? this.what : undefined;
  }

  /** @internal */
  public get _attributes(): Record<string, string> {
    if (this._backend === StorageBackend.CEPH_FS) return { fsName: this.where, rootPath: this.what };
    return { pool: this.where, imageFeatures: (this.options.imageFeatures ?? [RbdImageFeature.LAYERING]).join(',') };
  }

  /** @internal */
  public _check(place: Place): void {
    if (this._backend === StorageBackend.CEPH_FS) {
      text('myfs')(this.where, place.at('fsName'));
      absolutePath(this.what, place.at('path'));
      noOptions(this.options, place);
      return;
    }
    text('replicapool')(this.where, place.at('pool'));
    text('imagenet')(this.what, place.at('image'));
    imageOptions(this.options, place);
  }
}
