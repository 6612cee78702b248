import type { Place } from './finding';
import { objectName } from './name';
import { oneOf, optional, someOf, struct, value } from './read';
import { AccessMode, CephStorage, ReclaimPolicy } from './storage';

/** The storage of a volume that lives as long as its pod. One of `storage` and `storageClassName` must be given. */
export interface EphemeralVolumeOptions {
  /**
   * Ceph storage, by its class: one that keeps its volumes (`ReclaimPolicy.RETAIN`) is refused, since each pod would leave one behind.
   * @default - `storageClassName` is given
   */
  readonly storage?: CephStorage;
  /**
   * Any other StorageClass, by its name: that of local disks, as `'local-nvme'`. Its reclaim policy should be Delete.
   * @default - `storage` is given
   */
  readonly storageClassName?: string;
  /**
   * The access modes that the claim asks for, where the class does not have the default.
   * @default [AccessMode.READ_WRITE_ONCE] - one pod alone uses the volume
   */
  readonly accessModes?: AccessMode[];
}

/** A volume that Kubernetes makes with a pod and deletes with it, as plain data. */
export interface EphemeralSource {
  readonly kind: 'ephemeral';
  readonly size: string;
  readonly storageClassName: string;
  readonly accessModes: readonly AccessMode[];
}

const readOptions = struct<EphemeralVolumeOptions>({
  storage: optional(value(CephStorage, "CephStorage.cephFs('rook-cephfs-scratch')")),
  storageClassName: optional(objectName('subdomain', 'local-nvme')),
  accessModes: optional(someOf(oneOf('AccessMode', Object.values(AccessMode)), 'for example [AccessMode.READ_WRITE_ONCE]')),
});

/** What is made of the options; what is wrong in them `checkEphemeral` says. */
export function ephemeralSource(size: string, { storage, storageClassName, accessModes }: EphemeralVolumeOptions): EphemeralSource {
  return {
    kind: 'ephemeral',
    size,
    storageClassName: storageClassName ?? storage?.storageClassName ?? '',
    accessModes: accessModes ?? [AccessMode.READ_WRITE_ONCE],
  };
}

/** A class that keeps what nobody can use any more. */
export const KEPT_WITHOUT_POD = {
  rule: 'reclaim-policy',
  message: 'is a class that keeps its volumes (reclaimPolicy Retain): each pod would leave one behind that nothing uses',
  fix: 'take a class with ReclaimPolicy.DELETE',
};

/** What is wrong between options that are right by themselves. */
export function checkClass({ storage, storageClassName }: EphemeralVolumeOptions, place: Place): void {
  if (storage === undefined && storageClassName === undefined) {
    place.at('storageClassName').report({
      rule: 'required',
      message: "is required where storage is not given: the cluster's default class differs between clusters",
      fix: 'for example "local-nvme"',
    });
  }
  if (storage !== undefined && storageClassName !== undefined) {
    place
      .at('storageClassName')
      .report({ value: storageClassName, rule: 'two-classes', message: 'is given beside storage', fix: 'leave one out' });
  }
  if (storage?.reclaimPolicy === ReclaimPolicy.RETAIN) place.at('storage').report({ value: storage.storageClassName, ...KEPT_WITHOUT_POD });
}

export function checkEphemeral(given: EphemeralVolumeOptions, place: Place): void {
  const options = readOptions(given, place);
  if (options === undefined) return;
  checkClass(given, place);
  const { accessModes } = options;
  if (accessModes?.includes(AccessMode.READ_WRITE_ONCE_POD) !== true || accessModes.length === 1) return;
  place.at('accessModes').report({
    value: accessModes,
    rule: 'access-mode-alone',
    message: 'names ReadWriteOncePod beside others, which Kubernetes refuses',
    fix: 'name it alone',
  });
}
