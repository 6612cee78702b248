import type { PersistentVolumeClaimSpec } from 'kubernetes-types/core/v1';
import { given } from '../values/omit';

/** What a claim begins with. */
export type SourceFields = Pick<PersistentVolumeClaimSpec, 'dataSource' | 'dataSourceRef'>;

/** What a claim asks for. */
export interface ClaimFacts extends SourceFields {
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
    ...given({ volumeName: facts.volumeName, dataSource: facts.dataSource, dataSourceRef: facts.dataSourceRef }),
  };
}
