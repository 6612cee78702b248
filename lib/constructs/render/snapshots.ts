import type { Finding } from '../../values/finding';
import type { SnapshotClass } from '../../values/snapshot-class';
import { type AccessMode, areDifferent, isReadOnly, type StorageBackend } from '../../values/storage';

/** The claim whose snapshots are wanted. */
export interface SnapshotSource {
  readonly backend: StorageBackend;
  /** The CSI driver, where it is known. */
  readonly driver?: string;
  readonly accessModes: readonly AccessMode[];
}

/** ceph-csi takes no snapshot of what nobody can have written to (ceph/ceph-csi#3603). */
export function readOnlyFindings(field: string, { accessModes }: SnapshotSource): Finding[] {
  if (!isReadOnly(accessModes)) return [];
  const message = 'needs snapshots, and there are none of a claim that is ReadOnlyMany alone';
  return [{ field, severity: 'error', rule: 'snapshot-of-read-only', message, fix: 'take those of the dataset that it comes from' }];
}

/** A class of another driver than the claim's: its snapshots never become ready. */
export function snapshotClassFindings(field: string, snapshotClass: SnapshotClass | undefined, source: SnapshotSource): Finding[] {
  const driver = snapshotClass?.driver;
  if (snapshotClass === undefined || driver === undefined || !areDifferent({ driver }, source)) return [];
  const claims = source.driver ?? `a driver of ${source.backend}`;
  return [
    {
      field: `${field}.snapshotClass`,
      value: snapshotClass.name,
      severity: 'error',
      rule: 'snapshot-class-driver',
      message: `takes snapshots with ${driver}, and the claim is of ${claims}`,
      fix: "give it a class of the claim's driver, or leave it out",
    },
  ];
}
