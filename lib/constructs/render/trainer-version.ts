import { type ClusterFacts, minorVersion } from '../../profile/facts';
import { errorAt, type Finding } from '../../values/finding';

/** What needs a later Kubeflow Trainer than the cluster has. `otherwise`: what can be done without it. */
export function versionFinding(field: string, what: string, since: string, { trainerVersion }: ClusterFacts, otherwise: string): Finding[] {
  if (minorVersion(trainerVersion) >= minorVersion(since)) return [];
  const message = `${what}, which Kubeflow Trainer can be told from ${since} on, and the cluster has ${trainerVersion}`;
  const fix = `${otherwise}; or say in ClusterProfile.attach that the cluster has a later one: trainerVersion: '${since}'`;
  return [errorAt(field, 'trainer-version', message, fix)];
}
