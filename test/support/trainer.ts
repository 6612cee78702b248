import { App, Chart } from 'cdk8s';
import {
  ClusterProfile,
  type ClusterProfileOptions,
  ClusterTrainingRuntime,
  Runtime,
  TrainerFramework,
  TrainingRuntime,
  type TrainingRuntimeProps,
  TrainJob,
  type TrainJobProps,
} from '../../lib';
import type { Manifest, PodSpec } from '../../lib/pod/kubernetes';
import { IMAGE } from '../pod/reading';
import { manifestOf, RESOURCES } from './charts';

/** A chart of a cluster with a version of Kubeflow Trainer. */
export function trainerChart(trainerVersion = '2.3', profile: ClusterProfileOptions = {}): Chart {
  const app = new App();
  ClusterProfile.generic().attach(app, { trainerVersion, ...profile });
  return new Chart(app, 'demo', { namespace: 'ml' });
}

/** A training by the name of a runtime. */
export const BY_NAME = { runtime: Runtime.cluster('torch-distributed'), resources: RESOURCES };

export function trained(props: Partial<TrainJobProps> = {}, chart: Chart = trainerChart()): Chart {
  new TrainJob(chart, 'train', { ...BY_NAME, ...props });
  return chart;
}

const RUNTIME = { framework: TrainerFramework.torch(), image: IMAGE, resources: RESOURCES };

export function clusterRuntime(chart: Chart, props: Partial<TrainingRuntimeProps> = {}): ClusterTrainingRuntime {
  return new ClusterTrainingRuntime(chart, 'torch', { ...RUNTIME, ...props });
}

export function namespacedRuntime(chart: Chart, props: Partial<TrainingRuntimeProps> = {}): TrainingRuntime {
  return new TrainingRuntime(chart, 'torch', { ...RUNTIME, ...props });
}

export interface Trainer {
  readonly env?: { name: string; value?: string }[];
  readonly [field: string]: unknown;
}

export interface TrainJobSpec {
  readonly trainer: Trainer;
  readonly [field: string]: unknown;
}

export function specOf(chart: Chart): TrainJobSpec {
  return (manifestOf(chart, 'TrainJob') as Manifest & { spec: TrainJobSpec }).spec;
}

export function envOf(chart: Chart): Record<string, string | undefined> {
  return Object.fromEntries((specOf(chart).trainer.env ?? []).map(({ name, value }) => [name, value]));
}

/** What a training says of its pods, for Kubeflow Trainer 2.2 and later. */
export function patchOf(chart: Chart): { metadata?: { labels?: object; annotations?: object }; spec: Partial<PodSpec> } {
  type Patched = { trainingRuntimeSpec: { template: { spec: { replicatedJobs: { template: { spec: { template: never } } }[] } } } };
  const [patch] = (specOf(chart).runtimePatches ?? []) as Patched[];
  const [part] = patch?.trainingRuntimeSpec.template.spec.replicatedJobs ?? [];
  return part?.template.spec.template ?? { spec: {} };
}
