import type { Place } from './finding';
import { objectName } from './name';
import type { Checked } from './read';

/** What lies behind a claim: it decides how many nodes can use it at once. */
export enum StorageBackend {
  /** A shared file system: many nodes read and write at once. */
  CEPH_FS = 'cephfs',
  /** A block device with a file system: one node at a time. */
  CEPH_RBD = 'rbd',
  /** Not known to the library. */
  OTHER = 'other',
}

/** How many nodes or pods may use a volume at once (Kubernetes' access modes). */
export enum AccessMode {
  /** Read and written by the pods of one node. */
  READ_WRITE_ONCE = 'ReadWriteOnce',
  /** Read by many nodes. */
  READ_ONLY_MANY = 'ReadOnlyMany',
  /** Read and written by many nodes. */
  READ_WRITE_MANY = 'ReadWriteMany',
  /** Read and written by one pod alone. */
  READ_WRITE_ONCE_POD = 'ReadWriteOncePod',
}

/** Whether a claim of these modes is on one node alone; of none, nothing is known. */
export function isForOneNode(modes: readonly string[] = []): boolean {
  return modes.length > 0 && modes.every((mode) => mode === AccessMode.READ_WRITE_ONCE || mode === AccessMode.READ_WRITE_ONCE_POD);
}

/** Whether a claim of these modes is for one pod alone. */
export function isForOnePod(modes: readonly string[] = []): boolean {
  return modes.length > 0 && modes.every((mode) => mode === AccessMode.READ_WRITE_ONCE_POD);
}

/** Ceph storage by the name of its StorageClass. */
export class CephStorage implements Checked {
  /** CephFS, a shared file system: ReadWriteMany, for data that several pods use. */
  public static cephFs(storageClassName: string): CephStorage {
    return new CephStorage(StorageBackend.CEPH_FS, storageClassName);
  }

  /** RBD, a block device: ReadWriteOnce, fast for one pod. */
  public static rbd(storageClassName: string): CephStorage {
    return new CephStorage(StorageBackend.CEPH_RBD, storageClassName);
  }

  private constructor(
    /** What lies behind the class. */
    public readonly backend: StorageBackend,
    /** The StorageClass. */
    public readonly storageClassName: string,
  ) {}

  /** @internal */
  public _check(place: Place): void {
    objectName('subdomain')(this.storageClassName, place.at('storageClassName'));
  }
}
