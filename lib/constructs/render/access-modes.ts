import { errorAt, type Finding } from '../../values/finding';
import { AccessMode, StorageBackend } from '../../values/storage';

export function defaultModes(backend: StorageBackend): AccessMode[] {
  return [backend === StorageBackend.CEPH_RBD ? AccessMode.READ_WRITE_ONCE : AccessMode.READ_WRITE_MANY];
}

/** How a dataset on RBD is refused modes, and what it may be. */
interface RbdRule {
  /** What to use instead. */
  readonly fix?: string;
  /** The volume is full when it is made. */
  readonly filled?: boolean;
}

/** A file system on a block device belongs to one node; read-only on many it can be from a snapshot or clone alone (ceph-csi's support matrix). */
export function rbdFindings(
  backend: StorageBackend,
  modes: readonly AccessMode[] = [],
  { fix = 'use CephStorage.cephFs', filled = false }: RbdRule = {},
): Finding[] {
  const refused = filled ? [AccessMode.READ_WRITE_MANY] : [AccessMode.READ_WRITE_MANY, AccessMode.READ_ONLY_MANY];
  const shared = modes.filter((mode) => refused.includes(mode));
  if (backend !== StorageBackend.CEPH_RBD || shared.length === 0) return [];
  return [errorAt('accessModes', 'rbd-access-mode', 'is not possible on RBD with a file system', `${fix}, or ReadWriteOnce`, shared)];
}

/** Kubernetes takes ReadWriteOncePod by itself alone. */
export function aloneFindings(modes: readonly AccessMode[]): Finding[] {
  if (!modes.includes(AccessMode.READ_WRITE_ONCE_POD) || modes.length === 1) return [];
  return [
    errorAt('accessModes', 'access-mode-alone', 'names ReadWriteOncePod beside others, which Kubernetes refuses', 'name it alone', modes),
  ];
}

/** A volume that is made empty, and that nobody may ever write. */
export function emptyFindings(modes: readonly AccessMode[], filled: boolean): Finding[] {
  if (filled || !modes.every((mode) => mode === AccessMode.READ_ONLY_MANY)) return [];
  return [
    errorAt(
      'accessModes',
      'empty-read-only',
      'is only read, and begins with nothing',
      'give it a dataSource, take ReadWriteMany and mount it read-only, or StaticCephDataset for data that is there',
      modes,
    ),
  ];
}
