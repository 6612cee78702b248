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

/** What is known of who makes a volume. */
export interface VolumeMaker {
  readonly driver?: string;
  readonly backend?: StorageBackend;
}

/** The backend of a CSI driver, whose name ends with it; undefined where the driver is not Ceph's. */
export function backendOf(driver: string): CephBackend | undefined {
  const backends: CephBackend[] = [StorageBackend.CEPH_FS, StorageBackend.CEPH_RBD];
  return backends.find((backend) => driver === cephDriver(backend) || driver.endsWith(`.${cephDriver(backend)}`));
}

/** What two makers can be told apart by where one is known by its driver and the other by its backend. */
function kindOf({ driver, backend }: VolumeMaker): string | undefined {
  if (driver !== undefined) return backendOf(driver) ?? driver;
  return backend === StorageBackend.OTHER ? undefined : backend;
}

/** Whether two are known to be of different CSI drivers. */
export function areDifferent(a: VolumeMaker, b: VolumeMaker): boolean {
  if (a.driver !== undefined && b.driver !== undefined) return a.driver !== b.driver;
  const [left, right] = [kindOf(a), kindOf(b)];
  return left !== undefined && right !== undefined && left !== right;
}

/** A maker as its user knows it. */
export function makerText({ driver, backend }: VolumeMaker): string {
  return driver ?? backend ?? StorageBackend.OTHER;
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
