import { type ClaimFacts, claimSpec } from '../pod/claim-spec';
import type { Manifest, ManifestMetadata } from '../pod/kubernetes';

/** A claim of a namespace. */
export function claim(metadata: ManifestMetadata, facts: ClaimFacts): Manifest {
  return { apiVersion: 'v1', kind: 'PersistentVolumeClaim', metadata, spec: claimSpec(facts) };
}
