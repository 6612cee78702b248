import type { PersistentVolumeClaimSpec } from 'kubernetes-types/core/v1';
import type { Manifest, ManifestMetadata } from '../pod/kubernetes';

export interface ClaimFacts {
  readonly storageClassName: string;
  readonly accessModes: readonly string[];
  readonly size: string;
  /** The only volume that it can have. */
  readonly volumeName?: string;
}

/** A claim on a file system of a named class, never the cluster's default, which differs between clusters; of no class (`''`) for a volume that exists. */
export function claim(metadata: ManifestMetadata, facts: ClaimFacts): Manifest {
  const spec: PersistentVolumeClaimSpec = {
    accessModes: [...facts.accessModes],
    resources: { requests: { storage: facts.size } },
    storageClassName: facts.storageClassName,
    volumeMode: 'Filesystem',
    ...(facts.volumeName === undefined ? {} : { volumeName: facts.volumeName }),
  };
  return { apiVersion: 'v1', kind: 'PersistentVolumeClaim', metadata, spec };
}
