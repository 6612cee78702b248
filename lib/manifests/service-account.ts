import type { Manifest, ManifestMetadata } from '../pod/kubernetes';

/** An account for one workload alone, without rights and without a token in its pods. */
export function serviceAccount(metadata: ManifestMetadata): Manifest {
  return { apiVersion: 'v1', kind: 'ServiceAccount', metadata, automountServiceAccountToken: false };
}
