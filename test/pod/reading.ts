import type { Chart } from 'cdk8s';
import type { Volume, VolumeMount } from 'kubernetes-types/core/v1';
import {
  ClusterProfile,
  type ClusterProfileOptions,
  GpuTrainingJob,
  type GpuTrainingJobProps,
  TfJobCluster,
  type TfJobClusterProps,
} from '../../lib';
import type { Container, JobSpec, PodSpec, PodTemplate } from '../../lib/pod/kubernetes';
import { manifestOf, manifestsOf, RESOURCES, testChart } from '../support/charts';
import { type KubernetesVersion, schemaProblems } from '../support/schemas';

export const IMAGE = 'registry.example.com/ml/train:1.0';

/** Props, or props of datasets that stand in the same chart. */
type Given<P> = Partial<P> | ((chart: Chart) => Partial<P>);

function propsOf<P>(given: Given<P>, chart: Chart): Partial<P> {
  return typeof given === 'function' ? given(chart) : given;
}

/** A chart for a cluster of which more is known. */
export function chartOn(profile: ClusterProfile, options: ClusterProfileOptions = {}): Chart {
  const chart = testChart();
  profile.attach(chart, options);
  return chart;
}

/** A chart for a cluster of this version. */
export function chartAt(kubernetesVersion: string): Chart {
  return chartOn(ClusterProfile.generic(), { kubernetesVersion });
}

/** The job `train-model`, with only what it must be given unless more is said. */
export function training(given: Given<GpuTrainingJobProps> = {}, chart: Chart = testChart()): Chart {
  new GpuTrainingJob(chart, 'train-model', { image: IMAGE, resources: RESOURCES, ...propsOf(given, chart) });
  return chart;
}

/** The job `tfjob-example` with two workers, unless more is said. */
export function cluster(given: Given<TfJobClusterProps> = {}, chart: Chart = testChart()): Chart {
  new TfJobCluster(chart, 'tfjob-example', { image: IMAGE, resources: RESOURCES, worker: { replicas: 2 }, ...propsOf(given, chart) });
  return chart;
}

export function jobOf(chart: Chart): JobSpec {
  return manifestOf(chart, 'Job').spec as JobSpec;
}

export function podOf(chart: Chart): PodSpec {
  return jobOf(chart).template.spec;
}

/** The first container. */
export function mainOf(pod: PodSpec): Container {
  const [main] = pod.containers;
  if (main === undefined) throw new Error('a pod without a container');
  return main;
}

/** A TFJob's replicas, as far as tests read them. */
export interface Replicas {
  readonly replicas: number;
  readonly restartPolicy: string;
  readonly template: PodTemplate;
}

export function replicasOf(chart: Chart): Record<string, Replicas> {
  const spec = manifestOf(chart, 'TFJob').spec as { tfReplicaSpecs: Record<string, Replicas> };
  return spec.tfReplicaSpecs;
}

/** The replicas of one role, by the manifest's key. */
export function roleOf(chart: Chart, key: string): Replicas {
  const found = replicasOf(chart)[key];
  if (found === undefined) throw new Error(`no role ${key}`);
  return found;
}

/** Variables by name: a literal, or where the value comes from. */
export function envOf(pod: PodSpec): Record<string, unknown> {
  return Object.fromEntries((mainOf(pod).env ?? []).map(({ name, value, valueFrom }) => [name, value ?? valueFrom]));
}

/** What stands at a path of the container: the mount, and its volume. */
export interface Mounted {
  readonly mount: VolumeMount;
  readonly volume: Volume;
}

export function mountedAt(pod: PodSpec, path: string): Mounted | undefined {
  const mount = mainOf(pod).volumeMounts?.find(({ mountPath }) => mountPath === path);
  const volume = pod.volumes?.find(({ name }) => name === mount?.name);
  return mount === undefined || volume === undefined ? undefined : { mount, volume };
}

/** What strict schemas of one version find in the chart. */
export function invalidAt(chart: Chart, version: KubernetesVersion): string[] {
  return manifestsOf(chart).flatMap((manifest) => schemaProblems(manifest, version).map((problem) => `${manifest.kind} ${problem}`));
}
