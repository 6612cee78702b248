import type { VolumeGroupSnapshotSpec } from '../../imports/groupsnapshot.storage.k8s.io';
import type { VolumeSnapshotClassProps, VolumeSnapshotSpec } from '../../imports/snapshot.storage.k8s.io';
import type { Manifest, ManifestMetadata } from '../pod/kubernetes';
import { given } from '../values/omit';

const GROUP = 'snapshot.storage.k8s.io';

/** A class of snapshots, of the whole cluster. */
export function volumeSnapshotClass(
  metadata: ManifestMetadata,
  facts: Omit<VolumeSnapshotClassProps, 'metadata' | 'deletionPolicy'> & { readonly deletionPolicy: string },
): Manifest {
  return { apiVersion: `${GROUP}/v1`, kind: 'VolumeSnapshotClass', metadata, ...facts };
}

/** A snapshot of one claim of its namespace; of the driver's default class where none is named. */
export function volumeSnapshot(metadata: ManifestMetadata, persistentVolumeClaimName: string, className: string | undefined): Manifest {
  const spec: VolumeSnapshotSpec = given({ source: { persistentVolumeClaimName }, volumeSnapshotClassName: className });
  return { apiVersion: `${GROUP}/v1`, kind: 'VolumeSnapshot', metadata, spec };
}

/** Labels of claims: each key with the values that are meant. */
export type LabelValues = Readonly<Record<string, readonly string[]>>;

/**
 * Snapshots at one moment of all claims of its namespace that have such labels.
 * v1beta2 is what external-snapshotter stores, with v1 served beside it (v8.7.0); v1beta1 is deprecated.
 */
export function volumeGroupSnapshot(metadata: ManifestMetadata, labels: LabelValues, className: string | undefined): Manifest {
  const matchExpressions = Object.entries(labels).map(([key, values]) => ({ key, operator: 'In', values: [...values] }));
  const spec: VolumeGroupSnapshotSpec = given({ source: { selector: { matchExpressions } }, volumeGroupSnapshotClassName: className });
  return { apiVersion: `group${GROUP}/v1beta2`, kind: 'VolumeGroupSnapshot', metadata, spec };
}
