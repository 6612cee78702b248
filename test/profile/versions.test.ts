import { App, Chart, Testing } from 'cdk8s';
import { ClusterProfile, GpuTrainingJob, Parallel } from '../../lib';
import { BASELINE, has, minorVersion, since } from '../../lib/profile/facts';
import { RESOURCES } from '../support/charts';
import { type KubernetesVersion, schemaProblems } from '../support/schemas';

function shardedJob(kubernetesVersion: string): unknown {
  const app = new App();
  ClusterProfile.generic().attach(app, { kubernetesVersion });
  const chart = new Chart(app, 'demo');
  const parallel = Parallel.shards(4);
  new GpuTrainingJob(chart, 'train', { image: 'registry.example.com/ml/train:1.0', resources: RESOURCES, parallel });
  return Testing.synth(chart)[0];
}

test('versions are compared by their number, not by their text', () => {
  expect(minorVersion('1.100')).toBeGreaterThan(minorVersion('1.99'));
  expect(minorVersion('1.9')).toBeLessThan(minorVersion('1.27'));
});

test.each([
  ['backoffLimitPerIndex', '1.29'],
  ['podReplacementPolicy', '1.29'],
  ['successPolicy', '1.31'],
  ['lifecycleSleep', '1.30'],
  ['sidecars', '1.29'],
] as const)('%s is there from Kubernetes %s on, the first that has it without a feature gate', (field, version) => {
  const before = `1.${minorVersion(version) - 1}`;
  expect(since(field)).toBe(version);
  expect(has(field, { ...BASELINE, kubernetesVersion: version })).toBe(true);
  expect(has(field, { ...BASELINE, kubernetesVersion: before })).toBe(false);
});

test.each<KubernetesVersion>(['1.27', '1.33', '1.36'])('a Job for Kubernetes %s has no field that it does not know', (version) => {
  expect(schemaProblems(shardedJob(version), version)).toEqual([]);
});

test('a field that the cluster does not have is left out, or what it has stands in for it', () => {
  expect(shardedJob('1.28')).toHaveProperty('spec.backoffLimit', 4);
  expect(shardedJob('1.28')).not.toHaveProperty('spec.podReplacementPolicy');
  expect(shardedJob('1.29')).toHaveProperty('spec.backoffLimitPerIndex', 4);
  expect(shardedJob('1.29')).toHaveProperty('spec.podReplacementPolicy', 'Failed');
});
