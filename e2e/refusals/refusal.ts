import { ApiObject, App, Chart, Testing } from 'cdk8s';
import {
  CephDataset,
  CephStorage,
  type DataSource,
  GpuTrainingJob,
  type GpuTrainingJobProps,
  JobSetCluster,
  type JobSetClusterProps,
  ModelService,
  type ModelServiceProps,
  RayJobCluster,
  type RayJobClusterProps,
  Resources,
  TfJobCluster,
  type TfJobClusterProps,
} from 'cdk8s-ml';
import type { KubeObject } from '../cluster/client';

/** What became of a manifest that the library would not have let through. */
export type Outcome =
  /** The API server, an admission plugin or an operator's webhook did not take it, and said so. */
  | { readonly refused: RegExp }
  /** It was taken, and a controller, the scheduler or an eviction said in a condition or an event why it does not work. */
  | { readonly hangs: RegExp }
  /** It is taken, and nothing says what is wrong: only the library can. */
  | { readonly accepted: string };

/** One rule of the library, and what Kubernetes does where the rule is not kept. */
export interface Refusal {
  /** What a user did wrong. */
  readonly mistake: string;
  /** The id of the library's rule against it. */
  readonly rule: string;
  /** Makes the mistake with the library. */
  readonly make: (chart: Chart) => unknown;
  /** The objects that would have come of it, made by hand from right ones. */
  readonly objects: () => KubeObject[];
  readonly outcome: Outcome;
}

export const RESOURCES = Resources.guaranteed({ cpu: '1', memory: '1Gi' });
const TRAINING = { image: 'registry.example.com/ml/train:1.0', resources: RESOURCES };
const SERVING = { image: 'registry.example.com/ml/serve:1.0', resources: RESOURCES, port: 5000 };

export const training =
  (props: Partial<GpuTrainingJobProps> = {}, id = 'train') =>
  (chart: Chart) =>
    new GpuTrainingJob(chart, id, { ...TRAINING, ...props });

export const service =
  (props: Partial<ModelServiceProps> = {}, id = 'serve') =>
  (chart: Chart) =>
    new ModelService(chart, id, { ...SERVING, ...props });

export const cluster =
  (props: Partial<TfJobClusterProps> = {}, id = 'distributed') =>
  (chart: Chart) =>
    new TfJobCluster(chart, id, { ...TRAINING, worker: { replicas: 2 }, ...props });

/** A worker, and two that help it. */
const ROLES = [{ name: 'worker' }, { name: 'server' }, { name: 'judge' }];

export const jobSet =
  (props: Partial<JobSetClusterProps> = {}, id = 'roles') =>
  (chart: Chart) =>
    new JobSetCluster(chart, id, { ...TRAINING, roles: ROLES, ...props });
export const ray =
  (props: Partial<RayJobClusterProps> = {}, id = 'ray') =>
  (chart: Chart) =>
    new RayJobCluster(chart, id, { ...TRAINING, command: ['python', 'train.py'], worker: { replicas: 2 }, ...props });

export const dataset = (chart: Chart, id = 'data', storage = CephStorage.cephFs('rook-cephfs'), dataSource?: DataSource): CephDataset =>
  new CephDataset(chart, id, { storage, size: '1Gi', ...(dataSource === undefined ? {} : { dataSource }) });

/** Right objects, to be made wrong. */
export function right(make: (chart: Chart) => unknown): KubeObject[] {
  const chart = new Chart(new App(), 'right', { namespace: 'ml' });
  make(chart);
  return Testing.synth(chart);
}

/** The objects with one field of the one of that kind set to something else; a path is made of keys and indexes, as in `spec.ports.0.port`. */
export function edited(objects: readonly KubeObject[], kind: string, path: string, value: unknown): KubeObject[] {
  return objects.map((object) => {
    if (object.kind !== kind) return object;
    const copy = structuredClone(object);
    assign(copy, path.split('.'), value);
    return copy;
  });
}

function assign(target: Record<string, unknown>, path: readonly string[], value: unknown): void {
  const [key = '', ...rest] = path.map((part) => part.replaceAll('~1', '.'));
  if (rest.length === 0) {
    target[key] = value;
    return;
  }
  const inner = target[key] ?? {};
  target[key] = inner;
  assign(inner as Record<string, unknown>, path.slice(1), value);
}

/** A second object, named so, beside those of a construct; by hand, as a user of the library might add it. */
export function second(chart: Chart, apiVersion: string, kind: string, spec: object): void {
  new ApiObject(chart, `second-${kind}`, { apiVersion, kind, metadata: { name: 'second' }, spec });
}

/** The same as it comes out. */
export function secondObject(apiVersion: string, kind: string, spec: object): KubeObject {
  return { apiVersion, kind, metadata: { name: 'second', namespace: 'ml' }, spec };
}
