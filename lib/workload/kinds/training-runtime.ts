import type { Volume } from 'kubernetes-types/core/v1';
import type { Manifest, PodTemplate } from '../../pod/kubernetes';
import { given, unlessBare } from '../../values/omit';
import type { FrameworkName, RuntimeKind } from '../../values/trainer-runtime';
import type { WorkloadPlan } from '../plan';
import type { Kind } from './kind';
import { NODE, type PartialTemplate } from './runtime-patch';
import { templateOf } from './template-of';

export const TRAINER = 'trainer.kubeflow.org/v1alpha1';

/** The label by which Kubeflow Trainer knows the part of a runtime that trains, and those that load. */
export const STEP_LABEL = 'trainer.kubeflow.org/trainjob-ancestor-step';
export const TRAINS = 'trainer';
/** The steps of a training, each with the container that Kubeflow Trainer looks for. */
export const STEP_CONTAINERS: Readonly<Record<string, string | undefined>> = {
  [TRAINS]: NODE,
  'dataset-initializer': 'dataset-initializer',
  'model-initializer': 'model-initializer',
};
/** Tells users of Kubeflow's SDK which framework a runtime has. */
const FRAMEWORK_LABEL = 'trainer.kubeflow.org/framework';
const VOLCANO_QUEUE = 'scheduling.volcano.sh/queue-name';

/** Variables that Kubeflow Trainer writes for a framework (`pkg/constants` and `pkg/runtime/framework/plugins`, v2.3.0). */
export const FRAMEWORK_ENV: Readonly<Record<FrameworkName | 'mpi', readonly string[]>> = {
  torch: ['PET_NNODES', 'PET_NPROC_PER_NODE', 'PET_NODE_RANK', 'PET_MASTER_ADDR', 'PET_MASTER_PORT'],
  jax: ['JAX_NUM_PROCESSES', 'JAX_PROCESS_ID', 'JAX_COORDINATOR_ADDRESS'],
  xgboost: ['DMLC_TRACKER_URI', 'DMLC_TRACKER_PORT', 'DMLC_TASK_ID', 'DMLC_NUM_WORKER'],
  mpi: [
    ...['default_hostfile', 'keep_fqdn_hostnames', 'set_default_slots'].map((name) => `OMPI_MCA_orte_${name}`),
    'OMPI_MCA_plm_rsh_args',
  ],
  plain: [],
};

/** What the Job controller writes. */
export const JOB_ENV = ['JOB_COMPLETION_INDEX'];

/** Labels that JobSet and the Job controller give the pods. */
export const POD_LABELS = [
  ...['jobset-name', 'jobset-uid', 'replicatedjob-name', 'replicatedjob-replicas', 'job-index', 'job-key', 'restart-attempt'].map(
    (name) => `jobset.sigs.k8s.io/${name}`,
  ),
  ...['job-name', 'controller-uid', 'job-completion-index'].map((name) => `batch.kubernetes.io/${name}`),
  'job-name',
  'controller-uid',
];

/** A part of a runtime: one Job, in Kubeflow Trainer. */
export interface ReplicatedJob {
  readonly name?: string;
  readonly replicas?: number;
  readonly template?: {
    readonly metadata?: { readonly labels?: Readonly<Record<string, string>> };
    readonly spec?: { readonly parallelism?: number; readonly template?: PartialTemplate };
  };
}

interface JobSetSpec {
  readonly replicatedJobs?: readonly ReplicatedJob[];
  readonly volumeClaimPolicies?: readonly { readonly templates?: readonly { readonly metadata?: { readonly name?: string } }[] }[];
}

interface RuntimeSpec {
  readonly mlPolicy?: { readonly numNodes?: number };
  readonly template?: { readonly spec?: JobSetSpec };
}

/** Volumes of claims that JobSet makes for a training, and gives those pods that mount them. */
function madeVolumes({ volumeClaimPolicies = [] }: JobSetSpec): Volume[] {
  const names = volumeClaimPolicies.flatMap(({ templates = [] }) => templates.map(({ metadata }) => metadata?.name));
  return names.flatMap((name) => (name === undefined ? [] : [{ name, ephemeral: {} }]));
}

/** The parts of a runtime, whoever wrote it. */
export function partsOf(runtime: Manifest): readonly ReplicatedJob[] {
  const spec = (runtime.spec as RuntimeSpec | undefined)?.template?.spec ?? {};
  const made = madeVolumes(spec);
  const parts = spec.replicatedJobs ?? [];
  return made.length === 0 ? parts : parts.map((part) => withVolumes(part, made));
}

function withVolumes(part: ReplicatedJob, volumes: Volume[]): ReplicatedJob {
  const { template: job } = part;
  const pods = job?.spec?.template;
  const mounts = [...(pods?.spec?.containers ?? []), ...(pods?.spec?.initContainers ?? [])].flatMap(
    ({ volumeMounts = [] }) => volumeMounts,
  );
  const used = volumes.filter((volume) => mounts.some(({ name }) => name === volume.name));
  if (used.length === 0) return part;
  const spec = { ...pods?.spec, volumes: [...(pods?.spec?.volumes ?? []), ...used] };
  return { ...part, template: { ...job, spec: { ...job?.spec, template: { ...pods, spec } } } };
}

/** Pods that train where the training does not say how many. */
export function nodesOf(runtime: Manifest): number {
  return (runtime.spec as RuntimeSpec | undefined)?.mlPolicy?.numNodes ?? 1;
}

/** Which step of a training a part is. */
export function stepOf({ template }: ReplicatedJob): string | undefined {
  return template?.metadata?.labels?.[STEP_LABEL];
}

/** What is said of a runtime alone. */
export interface RuntimeSettings {
  readonly framework: FrameworkName;
  readonly nodes: number;
  readonly backoffLimit: number;
  /** Undefined keeps the JobSet of a finished training for ever. */
  readonly ttlSecondsAfterFinished: number | undefined;
  /** Who starts all pods or none, and the queue of Volcano. */
  readonly podGroupPolicy?: Readonly<Record<string, unknown>>;
  readonly volcanoQueue?: string | undefined;
}

/** The pods of a runtime: the labels of their training are not known yet. */
export function runtimeTemplate({ roles }: WorkloadPlan): PodTemplate {
  const [role] = roles;
  if (role === undefined) throw new Error('a runtime has one role');
  const { metadata, spec } = templateOf(role);
  return { metadata: given({ ...metadata, labels: unlessBare(metadata.labels) }) as PodTemplate['metadata'], spec };
}

function render(kind: RuntimeKind, plan: WorkloadPlan, settings: RuntimeSettings): Manifest {
  const { framework, nodes, volcanoQueue } = settings;
  const job = {
    metadata: { labels: { [STEP_LABEL]: TRAINS } },
    spec: { backoffLimit: settings.backoffLimit, template: runtimeTemplate(plan) },
  };
  const spec = given({
    mlPolicy: { numNodes: nodes, ...(framework === 'plain' ? {} : { [framework]: {} }) },
    podGroupPolicy: settings.podGroupPolicy,
    template: given({
      metadata: volcanoQueue === undefined ? undefined : { annotations: { [VOLCANO_QUEUE]: volcanoQueue } },
      spec: given({
        ttlSecondsAfterFinished: settings.ttlSecondsAfterFinished,
        replicatedJobs: [{ name: NODE, replicas: 1, template: job }],
      }),
    }),
  });
  const { name, namespace, labels, annotations } = plan;
  const metadata = given({
    name,
    namespace,
    labels: framework === 'plain' ? labels : { ...labels, [FRAMEWORK_LABEL]: framework },
    annotations: unlessBare(annotations),
  });
  return { apiVersion: TRAINER, kind, metadata, spec };
}

/** A runtime of Kubeflow Trainer (v2.3.0): the platform's half of trainings, which makes no pods by itself. */
function runtime(kind: RuntimeKind): Kind<RuntimeSettings> {
  return {
    apiVersion: TRAINER,
    kind,
    container: NODE,
    reservedEnv: JOB_ENV,
    reservedLabels: POD_LABELS,
    scalable: false,
    gangBy: 'runtime',
    // A training has the limits of its own name.
    derivedNames: () => [],
    podsInside: (manifest) =>
      partsOf(manifest).flatMap((part, i) => {
        const template = part.template?.spec?.template;
        if (template === undefined) return [];
        const field = `spec.template.spec.replicatedJobs[${i}].template.spec.template`;
        return [{ role: part.name ?? '', field, template: withContainers(template), count: 0, surge: 0, partial: true as const }];
      }),
    render: (plan, settings) => render(kind, plan, settings),
  };
}

/** A template as checks read it: those of users may lack what Kubernetes wants. */
export function withContainers({ metadata, spec }: PartialTemplate) {
  return given({ metadata, spec: spec === undefined ? undefined : { ...spec, containers: spec.containers ?? [] } });
}

export const CLUSTER_TRAINING_RUNTIME = runtime('ClusterTrainingRuntime');
export const TRAINING_RUNTIME = runtime('TrainingRuntime');
