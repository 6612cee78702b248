import type { PersistentVolumeSpec } from 'kubernetes-types/core/v1';
import type { Manifest, ManifestMetadata } from '../pod/kubernetes';
import { given } from '../values/omit';
import { isReadOnly } from '../values/storage';

export interface PersistentVolumeFacts {
  readonly driver: string;
  readonly handle: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly nodeStageSecret: { readonly name: string; readonly namespace: string };
  readonly accessModes: readonly string[];
  readonly size: string;
  /** The only claim that can have it. */
  readonly claim: { readonly name: string; readonly namespace: string };
}

/** A volume on what exists already, of the whole cluster. What is on it stays, whatever becomes of its claim. */
export function persistentVolume(metadata: ManifestMetadata, facts: PersistentVolumeFacts): Manifest {
  const spec: PersistentVolumeSpec = {
    accessModes: [...facts.accessModes],
    capacity: { storage: facts.size },
    claimRef: { namespace: facts.claim.namespace, name: facts.claim.name },
    csi: given({
      driver: facts.driver,
      volumeHandle: facts.handle,
      volumeAttributes: { ...facts.attributes, staticVolume: 'true' },
      nodeStageSecretRef: { ...facts.nodeStageSecret },
      readOnly: isReadOnly(facts.accessModes) ? true : undefined,
    }),
    persistentVolumeReclaimPolicy: 'Retain',
    storageClassName: '',
    volumeMode: 'Filesystem',
  };
  return { apiVersion: 'v1', kind: 'PersistentVolume', metadata, spec };
}
