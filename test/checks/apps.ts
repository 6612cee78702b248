import { ApiObject, App, type Chart, Testing } from 'cdk8s';
import {
  CephDataset,
  CephStorage,
  Checks,
  GpuTrainingJob,
  type GpuTrainingJobProps,
  ModelService,
  type ModelServiceProps,
} from '../../lib';
import { line } from '../../lib/problems';
import { RESOURCES } from '../support/charts';

export function service(chart: Chart, id: string, props: Partial<ModelServiceProps> = {}): ModelService {
  return new ModelService(chart, id, { image: 'registry.example.com/ml/serve:1.0', port: 5000, resources: RESOURCES, ...props });
}

export function training(chart: Chart, id: string, props: Partial<GpuTrainingJobProps> = {}): GpuTrainingJob {
  return new GpuTrainingJob(chart, id, { image: 'registry.example.com/ml/train:1.0', resources: RESOURCES, ...props });
}

/** A claim for one node. */
export function rbd(chart: Chart, id: string): CephDataset {
  return new CephDataset(chart, id, { storage: CephStorage.rbd('rook-rbd'), size: '1Gi' });
}

/** An object that the library has no hand in. */
export function own(chart: Chart, id: string, apiVersion: string, kind: string, spec: object, metadata: object = {}): ApiObject {
  return new ApiObject(chart, id, { apiVersion, kind, metadata: { name: id, ...metadata }, spec });
}

/** A Deployment that the library has no hand in; its pods have the label `app`, with its id. */
export function ownDeployment(chart: Chart, id: string, { pod = {}, ...spec }: { pod?: object; [field: string]: unknown } = {}): ApiObject {
  const labels = { app: id };
  const template = { metadata: { labels }, spec: { containers: [{ name: 'web', image: 'web:1.0' }], ...pod } };
  return own(chart, id, 'apps/v1', 'Deployment', {
    replicas: 1,
    strategy: { type: 'Recreate' },
    selector: { matchLabels: labels },
    template,
    ...spec,
  });
}

export function ownClaim(chart: Chart, id: string, accessModes: string[]): ApiObject {
  return own(chart, id, 'v1', 'PersistentVolumeClaim', { accessModes });
}

/** A pod's volume on a claim. */
export function volumeOf(claimName: string): { volumes: object[] } {
  return { volumes: [{ name: 'data', persistentVolumeClaim: { claimName } }] };
}

/** What is wrong with the chart's app, each as `severity path: line`. */
export function told(chart: Chart): string[] {
  return Checks.problemsIn(chart).map((problem) => `${problem.severity} ${problem.path}: ${line(problem)}`);
}

/** The same, each as `severity path rule`. */
export function rulesTold(chart: Chart): string[] {
  return Checks.problemsIn(chart).map(({ severity, path, rule }) => `${severity} ${path} ${rule}`);
}

/** What stops synthesis, a line each, as cdk8s shows it; empty where nothing does. */
export function shown(synthesize: () => unknown): string[] {
  try {
    synthesize();
  } catch (error) {
    const [head, ...lines] = String((error as Error).message).split('\n  ');
    if (head !== 'Validation failed with the following errors:') throw error;
    return lines;
  }
  return [];
}

export function shownOf(chart: Chart): string[] {
  return shown(() => Testing.synth(chart));
}

export function shownOfApp(chart: Chart): string[] {
  return shown(() => App.of(chart).synthYaml());
}
