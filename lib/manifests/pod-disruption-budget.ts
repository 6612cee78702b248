import type { PodDisruptionBudgetSpec as KnownSpec } from 'kubernetes-types/policy/v1';
import type { Manifest, ManifestMetadata } from '../pod/kubernetes';

/** One pod at a time may be evicted; pods that are not ready may be evicted always, so that a broken service never blocks a drain. */
export function podDisruptionBudget(metadata: ManifestMetadata, selector: Readonly<Record<string, string>>): Manifest {
  const spec: KnownSpec = { maxUnavailable: 1, selector: { matchLabels: { ...selector } }, unhealthyPodEvictionPolicy: 'AlwaysAllow' };
  return { apiVersion: 'policy/v1', kind: 'PodDisruptionBudget', metadata, spec };
}
