import { nameOf, namespaceOf, type ReplicaSpec, type TFJob } from './objects';

const CONTAINER = 'tensorflow';
const PORT_NAME = 'tfjob-port';
const DEFAULT_PORT = 2222;

/** Gives the value of TF_CONFIG for one task; undefined for a job of one task, which gets none. */
export type TfConfig = (job: TFJob, replicaType: string, index: number) => string | undefined;

/**
 * What the training operator writes into TF_CONFIG (kubeflow/training-operator v1.9.3,
 * `pkg/controller.v1/tensorflow/tensorflow.go`), for when no operator is there to do it.
 */
export function tfConfigAsTheOperatorWritesIt(job: TFJob, replicaType: string, index: number): string | undefined {
  if (taskCount(job) === 1) return undefined;
  const task = { type: replicaType.toLowerCase(), index };
  const cluster = clusterOf(job);
  if (job.spec.enableDynamicWorker === true) return JSON.stringify({ cluster: sparse(cluster, task.type, index), task });
  return JSON.stringify({ cluster, task, environment: 'cloud' });
}

/** The addresses of all tasks, in the order of Go's maps in JSON: by key. */
function clusterOf(job: TFJob): Record<string, string[]> {
  const types = Object.entries(job.spec.tfReplicaSpecs).map(
    ([type, replicas]) => [type.toLowerCase(), addresses(job, type, replicas)] as const,
  );
  return Object.fromEntries(types.sort(([a], [b]) => (a < b ? -1 : 1)));
}

function addresses(job: TFJob, type: string, replicas: ReplicaSpec): string[] {
  return Array.from({ length: replicaCount(replicas) }, (_, index) => {
    return `${taskName(job, type, index)}.${namespaceOf(job)}.svc:${portOf(replicas)}`;
  });
}

/** What a task with `enableDynamicWorker` is told: itself, and for a worker the parameter servers too. */
function sparse(cluster: Record<string, string[]>, type: string, index: number): { worker: Record<string, string>; ps: string[] } {
  const own = cluster[type]?.[index] ?? '';
  if (type === 'ps') return { worker: {}, ps: [own] };
  return type === 'worker' ? { worker: { [index]: own }, ps: cluster.ps ?? [] } : { worker: {}, ps: [] };
}

/** The name of a task's pod and of its Service. */
export function taskName(job: TFJob, replicaType: string, index: number): string {
  return `${nameOf(job)}-${replicaType.toLowerCase()}-${index}`;
}

export function replicaCount({ replicas }: ReplicaSpec): number {
  return replicas ?? 1;
}

export function portOf({ template }: ReplicaSpec): number {
  const ports = template.spec?.containers.find(({ name }) => name === CONTAINER)?.ports ?? [];
  return ports.find(({ name }) => name === PORT_NAME)?.containerPort ?? DEFAULT_PORT;
}

function taskCount(job: TFJob): number {
  return Object.values(job.spec.tfReplicaSpecs).reduce((sum, replicas) => sum + replicaCount(replicas), 0);
}

/** Adds TF_CONFIG where the operator does: last, and only to the container `tensorflow`. */
export function withTfConfig(replicas: ReplicaSpec, value: string | undefined): ReplicaSpec['template'] {
  const { template } = replicas;
  if (template.spec === undefined || value === undefined) return template;
  const containers = template.spec.containers.map((container) => {
    if (container.name !== CONTAINER) return container;
    return { ...container, env: [...(container.env ?? []), { name: 'TF_CONFIG', value }] };
  });
  return { ...template, spec: { ...template.spec, containers } };
}
