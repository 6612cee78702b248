import type { Manifest, ManifestMetadata } from '../pod/kubernetes';

/** Texts that pods have as files. */
export function configMap(metadata: ManifestMetadata, data: Readonly<Record<string, string>>): Manifest {
  return { apiVersion: 'v1', kind: 'ConfigMap', metadata, data: { ...data } };
}
