import type { Manifest, ManifestMetadata } from '../pod/kubernetes';
import { given, unlessEmpty } from '../values/omit';

export interface StorageClassFacts {
  readonly provisioner: string;
  readonly parameters: Readonly<Record<string, string>>;
  readonly mountOptions: readonly string[];
  readonly allowVolumeExpansion: boolean;
  readonly volumeBindingMode: string;
  readonly reclaimPolicy: string;
}

/** A class of volumes, of the whole cluster. */
export function storageClass(metadata: ManifestMetadata, { mountOptions, ...facts }: StorageClassFacts): Manifest {
  return given({ apiVersion: 'storage.k8s.io/v1', kind: 'StorageClass', metadata, ...facts, mountOptions: unlessEmpty(mountOptions) });
}
