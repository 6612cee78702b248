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

/** Whether nobody can write to a claim of these modes; of none, nothing is known. */
export function isReadOnly(modes: readonly string[] = []): boolean {
  return modes.length > 0 && modes.every((mode) => mode === AccessMode.READ_ONLY_MANY);
}

/** Whether a claim of these modes is for one pod alone. */
export function isForOnePod(modes: readonly string[] = []): boolean {
  return modes.length > 0 && modes.every((mode) => mode === AccessMode.READ_WRITE_ONCE_POD);
}

/** The backends that are Ceph's: their values stand in the names of its CSI drivers. */
export type CephBackend = StorageBackend.CEPH_FS | StorageBackend.CEPH_RBD;

/** The CSI driver of a backend where it was installed by itself; Rook's stands behind its operator's namespace. */
export function cephDriver(backend: CephBackend): string {
  return `${backend}.csi.ceph.com`;
}

/** What happens to a volume, and to what is on it, when its claim is deleted. */
export enum ReclaimPolicy {
  /** It stays, with its data, until somebody removes it by hand. */
  RETAIN = 'Retain',
  /** It goes, with its data. */
  DELETE = 'Delete',
}

/** When a volume is made. */
export enum VolumeBindingMode {
  /** With its claim. */
  IMMEDIATE = 'Immediate',
  /** With the first pod that uses it, where that pod can run: for pools that some nodes alone reach. */
  WAIT_FOR_FIRST_CONSUMER = 'WaitForFirstConsumer',
}

interface CephStorageFacts {
  readonly backend: StorageBackend;
  readonly storageClassName: string;
  readonly driver?: string;
  readonly reclaimPolicy?: ReclaimPolicy;
}

/** Ceph storage by its StorageClass: by the name of one that exists, or as `storage` of a `CephStorageClass`. */
export class CephStorage implements Checked {
  /** CephFS, a shared file system: ReadWriteMany, for data that several pods use. */
  public static cephFs(storageClassName: string): CephStorage {
    return new CephStorage({ backend: StorageBackend.CEPH_FS, storageClassName });
  }

  /** RBD, a block device: ReadWriteOnce, fast for one pod. */
  public static rbd(storageClassName: string): CephStorage {
    return new CephStorage({ backend: StorageBackend.CEPH_RBD, storageClassName });
  }

  /** @internal */
  public static _of(facts: Required<CephStorageFacts>): CephStorage {
    return new CephStorage(facts);
  }

  /** What lies behind the class. */
  public readonly backend: StorageBackend;
  /** The StorageClass. */
  public readonly storageClassName: string;
  /** The CSI driver, as `rook-ceph.cephfs.csi.ceph.com`; undefined where only the class's name is known. */
  public readonly driver?: string;
  /** What happens to a volume when its claim is deleted, undefined where only the class's name is known. */
  public readonly reclaimPolicy?: ReclaimPolicy;

  private constructor(facts: CephStorageFacts) {
    this.backend = facts.backend;
    this.storageClassName = facts.storageClassName;
    if (facts.driver !== undefined) this.driver = facts.driver;
    if (facts.reclaimPolicy !== undefined) this.reclaimPolicy = facts.reclaimPolicy;
  }

  /** @internal */
  public _check(place: Place): void {
    objectName('subdomain')(this.storageClassName, place.at('storageClassName'));
  }
}
