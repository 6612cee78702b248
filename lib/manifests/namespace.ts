import type { LimitRangeItem } from 'kubernetes-types/core/v1';
import type { Manifest, ManifestMetadata } from '../pod/kubernetes';

/** A namespace. */
export function namespace(metadata: ManifestMetadata): Manifest {
  return { apiVersion: 'v1', kind: 'Namespace', metadata };
}

/** What everything in a namespace may have together. */
export function resourceQuota(metadata: ManifestMetadata, hard: Readonly<Record<string, string>>): Manifest {
  return { apiVersion: 'v1', kind: 'ResourceQuota', metadata, spec: { hard: { ...hard } } };
}

/** What single containers and claims of a namespace may have. */
export function limitRange(metadata: ManifestMetadata, limits: readonly LimitRangeItem[]): Manifest {
  return { apiVersion: 'v1', kind: 'LimitRange', metadata, spec: { limits: [...limits] } };
}
