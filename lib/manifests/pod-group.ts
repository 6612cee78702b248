import type { Manifest, ManifestMetadata } from '../pod/kubernetes';

/** Pods that Volcano's scheduler starts together, from one of its queues. */
export function volcanoPodGroup(metadata: ManifestMetadata, spec: { readonly minMember: number; readonly queue: string }): Manifest {
  return { apiVersion: 'scheduling.volcano.sh/v1beta1', kind: 'PodGroup', metadata, spec };
}

/** Pods that the coscheduling plugin of scheduler-plugins starts together. */
export function coschedulingPodGroup(
  metadata: ManifestMetadata,
  spec: { readonly minMember: number; readonly scheduleTimeoutSeconds: number },
): Manifest {
  return { apiVersion: 'scheduling.x-k8s.io/v1alpha1', kind: 'PodGroup', metadata, spec };
}
