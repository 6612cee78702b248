import type { Deployment } from 'kubernetes-types/apps/v1';
import type { Job } from 'kubernetes-types/batch/v1';
import type { EnvVar, Pod, PodTemplateSpec, Service } from 'kubernetes-types/core/v1';
import { type KubernetesObject, nameOf, namespaceOf, ofKind, type ReplicaSpec, type TFJob } from './objects';
import { portOf, replicaCount, type TfConfig, taskName, tfConfigAsTheOperatorWritesIt, withTfConfig } from './tf-config';

/** The pods that the controllers of a cluster make from the workloads among these objects; a pod is taken as it is. */
export function podsOf(objects: readonly KubernetesObject[], tfConfig: TfConfig = tfConfigAsTheOperatorWritesIt): Pod[] {
  return [
    ...ofKind<Pod>(objects, 'Pod'),
    ...ofKind<Job & KubernetesObject>(objects, 'Job').flatMap(podsOfJob),
    ...ofKind<Deployment & KubernetesObject>(objects, 'Deployment').flatMap(podsOfDeployment),
    ...ofKind<TFJob>(objects, 'TFJob').flatMap((job) => podsOfTfJob(job, tfConfig)),
  ];
}

/** The Services among these objects, and those that the training operator makes: one without an address for each task. */
export function servicesOf(objects: readonly KubernetesObject[]): Service[] {
  return [...ofKind<Service>(objects, 'Service'), ...ofKind<TFJob>(objects, 'TFJob').flatMap(servicesOfTfJob)];
}

function podsOfJob(job: Job): Pod[] {
  const { template, parallelism, completions, completionMode } = job.spec ?? { template: {} };
  const jobName = { 'batch.kubernetes.io/job-name': nameOf(job), 'job-name': nameOf(job) };
  const indexed = completionMode === 'Indexed';
  return numbers(indexed ? (completions ?? 1) : (parallelism ?? 1)).map((index) => {
    const name = `${nameOf(job)}-${index}`;
    if (!indexed) return pod(job, name, template, jobName);
    const label = 'batch.kubernetes.io/job-completion-index';
    const made = pod(job, name, withEnv(template, indexVariable(label)), { ...jobName, [label]: String(index) });
    return { ...made, metadata: { ...made.metadata, annotations: { ...made.metadata?.annotations, [label]: String(index) } } };
  });
}

function indexVariable(label: string): EnvVar {
  return { name: 'JOB_COMPLETION_INDEX', valueFrom: { fieldRef: { fieldPath: `metadata.labels['${label}']` } } };
}

function podsOfDeployment(deployment: Deployment): Pod[] {
  const { template, replicas } = deployment.spec ?? { template: {} };
  return numbers(replicas ?? 1).map((index) => pod(deployment, `${nameOf(deployment)}-${index}`, template));
}

function podsOfTfJob(job: TFJob, tfConfig: TfConfig): Pod[] {
  return tasks(job).map(({ type, replicas, index }) => {
    const template = withTfConfig(replicas, tfConfig(job, type, index));
    const made = pod(job, taskName(job, type, index), template, taskLabels(job, type, index));
    const restartPolicy = replicas.restartPolicy === 'ExitCode' ? 'Never' : replicas.restartPolicy;
    return made.spec === undefined || restartPolicy === undefined ? made : { ...made, spec: { ...made.spec, restartPolicy } };
  });
}

function servicesOfTfJob(job: TFJob): Service[] {
  return tasks(job).map(({ type, replicas, index }) => ({
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name: taskName(job, type, index), namespace: namespaceOf(job) },
    spec: { clusterIP: 'None', selector: taskLabels(job, type, index), ports: [{ name: 'tfjob-port', port: portOf(replicas) }] },
  }));
}

function tasks(job: TFJob): { type: string; replicas: ReplicaSpec; index: number }[] {
  return Object.entries(job.spec.tfReplicaSpecs).flatMap(([type, replicas]) => {
    return numbers(replicaCount(replicas)).map((index) => ({ type, replicas, index }));
  });
}

function taskLabels(job: TFJob, type: string, index: number): Record<string, string> {
  return {
    'training.kubeflow.org/operator-name': 'tfjob-controller',
    'training.kubeflow.org/job-name': nameOf(job),
    'training.kubeflow.org/replica-type': type.toLowerCase(),
    'training.kubeflow.org/replica-index': String(index),
  };
}

function pod(owner: KubernetesObject, name: string, template: PodTemplateSpec, labels: Record<string, string> = {}): Pod {
  const metadata = { ...template.metadata, name, namespace: namespaceOf(owner), labels: { ...template.metadata?.labels, ...labels } };
  return { apiVersion: 'v1', kind: 'Pod', metadata, spec: template.spec ?? { containers: [] } };
}

function withEnv(template: PodTemplateSpec, variable: EnvVar): PodTemplateSpec {
  if (template.spec === undefined) return template;
  const containers = template.spec.containers.map((container) => ({ ...container, env: [...(container.env ?? []), variable] }));
  return { ...template, spec: { ...template.spec, containers } };
}

function numbers(count: number): number[] {
  return Array.from({ length: count }, (_, index) => index);
}
