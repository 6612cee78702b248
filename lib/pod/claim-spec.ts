import type { PersistentVolumeClaimSpec } from 'kubernetes-types/core/v1';

/** What a claim asks for. */
export interface ClaimFacts {
  readonly storageClassName: string;
  readonly accessModes: readonly string[];
  readonly size: string;
  /** The only volume that it can have. */
  readonly volumeName?: string;
}

/** A claim on a file system of a named class, never the cluster's default, which differs between clusters; of no class (`''`) for a volume that exists. */
export function claimSpec(facts: ClaimFacts): PersistentVolumeClaimSpec {
  return {
    accessModes: [...facts.accessModes],
    resources: { requests: { storage: facts.size } },
    storageClassName: facts.storageClassName,
    volumeMode: 'Filesystem',
    ...(facts.volumeName === undefined ? {} : { volumeName: facts.volumeName }),
  };
}
