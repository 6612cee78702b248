import type { EnvVar, ResourceRequirements } from 'kubernetes-types/core/v1';
import type { Container, Manifest, PodTemplate } from '../../pod/kubernetes';
import { given, unlessBare, unlessEmpty } from '../../values/omit';
import type { RuntimeKind } from '../../values/trainer-runtime';
import type { WorkloadPlan } from '../plan';
import type { FindManifest, Kind, PodsInside } from './kind';
import { differing, mergedEnv, NODE, overrides, type PartialTemplate, type PodPatch, patched } from './runtime-patch';
import { workloadMetadata } from './template-of';
import {
  JOB_ENV,
  nodesOf,
  POD_LABELS,
  partsOf,
  type ReplicatedJob,
  STEP_CONTAINERS,
  STEP_LABEL,
  stepOf,
  TRAINER,
  TRAINS,
  withContainers,
} from './training-runtime';

/** By which the pods of a training are found, in all versions of Kubeflow Trainer. */
export const JOBSET_LABEL = 'jobset.sigs.k8s.io/jobset-name';
const PART_LABEL = 'jobset.sigs.k8s.io/replicatedjob-name';

/** What an initializer is told. */
export interface InitializerSpec {
  readonly storageUri: string;
  readonly env?: EnvVar[];
  readonly secretRef?: { readonly name: string };
}

/** What is said of a TrainJob alone. */
export interface TrainJobSettings {
  /** The minor version of Kubeflow Trainer 2. */
  readonly minor: number;
  readonly runtime: { readonly kind: RuntimeKind; readonly name: string };
  readonly nodes: number;
  readonly processesPerNode: number | undefined;
  /** The fields of the container that the user says himself. */
  readonly container: Pick<Container, 'image' | 'command' | 'args'>;
  /** What of the pods is different from the runtime's, as far as the version can say it. */
  readonly patch: PodPatch;
  /** The whole template, and that of the runtime where it is known. */
  readonly template: PodTemplate;
  readonly base: PartialTemplate | undefined;
  readonly initializer: Readonly<Record<string, InitializerSpec>>;
  readonly activeDeadlineSeconds: number | undefined;
}

/** The container in which the program runs. */
export function containerOf(template: PartialTemplate | undefined): Partial<Container> {
  return template?.spec?.containers?.find(({ name }) => name === NODE) ?? {};
}

function trainerOf({ template, base, container, nodes, processesPerNode }: TrainJobSettings): Trainer {
  const [main = {} as Partial<Container>] = template.spec.containers;
  const known = containerOf(base);
  const isOther = JSON.stringify(main.resources) !== JSON.stringify(known.resources);
  return given({
    ...container,
    env: unlessEmpty(differing(main.env, known.env, ({ name }) => name)),
    numNodes: nodes,
    numProcPerNode: processesPerNode,
    resourcesPerNode: isOther ? unlessBare({ ...main.resources }) : undefined,
  }) as Trainer;
}

function render(plan: WorkloadPlan, settings: TrainJobSettings): Manifest {
  const { runtime, initializer, patch, minor } = settings;
  const says = patch.metadata !== undefined || Object.keys(patch.spec).length > 0;
  const spec = given({
    runtimeRef: { apiGroup: TRAINER.split('/')[0], kind: runtime.kind, name: runtime.name },
    initializer: unlessBare(initializer),
    trainer: trainerOf(settings),
    ...(says ? overrides(minor, patch) : {}),
    suspend: plan.suspend ? true : undefined,
    activeDeadlineSeconds: settings.activeDeadlineSeconds,
  });
  return { apiVersion: TRAINER, kind: 'TrainJob', metadata: workloadMetadata(plan), spec };
}

interface Trainer extends Pick<Container, 'image' | 'command' | 'args' | 'env'> {
  readonly numNodes?: number;
  readonly resourcesPerNode?: ResourceRequirements;
  readonly numProcPerNode?: unknown;
}

interface Override extends PodPatch {
  readonly targetJobs?: readonly { readonly name?: string }[];
}

interface TrainJobSpec {
  readonly runtimeRef?: { readonly kind?: string; readonly name?: string };
  readonly trainer?: Trainer;
  readonly initializer?: { readonly dataset?: Partial<InitializerSpec>; readonly model?: Partial<InitializerSpec> };
  readonly podSpecOverrides?: readonly (PodPatch['spec'] & Pick<Override, 'targetJobs'>)[];
  readonly podTemplateOverrides?: readonly Override[];
  readonly runtimePatches?: readonly {
    readonly trainingRuntimeSpec?: { readonly template?: { readonly spec?: { readonly replicatedJobs?: readonly ReplicatedJob[] } } };
  }[];
}

/** A patch of one part of the runtime, and where it stands. */
export interface NamedPatch {
  readonly part: string;
  readonly field: string;
  readonly patch: PodPatch;
}

export function specOf(manifest: Manifest): TrainJobSpec {
  return (manifest.spec as TrainJobSpec | undefined) ?? {};
}

function partPatches(field: string, parts: readonly ReplicatedJob[] = []): NamedPatch[] {
  return parts.flatMap(({ name = '', template }, i) => {
    const pods = template?.spec?.template;
    if (pods === undefined) return [];
    const patch = given({ metadata: pods.metadata, spec: pods.spec ?? {} }) as PodPatch;
    return [{ part: name, field: `${field}.trainingRuntimeSpec.template.spec.replicatedJobs[${i}].template.spec.template`, patch }];
  });
}

/** What a TrainJob of any version says of the pods of its runtime, in order. */
export function patchesOf(manifest: Manifest): NamedPatch[] {
  const { podSpecOverrides = [], podTemplateOverrides = [], runtimePatches = [] } = specOf(manifest);
  const each = (field: string, { targetJobs = [], ...patch }: Override) =>
    targetJobs.map(({ name = '' }) => ({ part: name, field, patch: { ...patch, spec: patch.spec ?? {} } }));
  return [
    ...podSpecOverrides.flatMap(({ targetJobs = [], ...spec }, i) => each(`spec.podSpecOverrides[${i}]`, { targetJobs, spec })),
    ...podTemplateOverrides.flatMap((override, i) => each(`spec.podTemplateOverrides[${i}]`, override)),
    ...runtimePatches.flatMap(({ trainingRuntimeSpec }, i) =>
      partPatches(`spec.runtimePatches[${i}]`, trainingRuntimeSpec?.template?.spec?.replicatedJobs),
    ),
  ];
}

/** What the trainer says of its container. */
function trained(container: Container, { image, command, args, env, resourcesPerNode }: Trainer): Container {
  const { limits, requests } = container.resources ?? {};
  return given({
    ...container,
    ...given({ image, command, args }),
    env: unlessEmpty(mergedEnv(container.env, env)),
    resources: unlessBare(
      given({
        limits: unlessBare({ ...limits, ...resourcesPerNode?.limits }),
        requests: unlessBare({ ...requests, ...resourcesPerNode?.requests }),
      }) as ResourceRequirements as Record<string, Record<string, string>>,
    ),
  }) as Container;
}

function initialized(container: Container, { env, secretRef }: Partial<InitializerSpec>): Container {
  const envFrom = [...(container.envFrom ?? []), ...(secretRef === undefined ? [] : [{ secretRef }])];
  return given({ ...container, env: unlessEmpty(mergedEnv(container.env, env)), envFrom: unlessEmpty(envFrom) }) as Container;
}

function told(step: string | undefined, container: Container, { trainer = {}, initializer = {} }: TrainJobSpec): Container {
  if (step === undefined || container.name !== STEP_CONTAINERS[step]) return container;
  if (step === TRAINS) return trained(container, trainer);
  return initialized(container, (step === 'dataset-initializer' ? initializer.dataset : initializer.model) ?? {});
}

/** The parts of a runtime of which nothing is known but what the training says. */
function unknownParts({ initializer = {} }: TrainJobSpec): ReplicatedJob[] {
  const part = (name: string, step: string): ReplicatedJob => ({
    name,
    template: {
      metadata: { labels: { [STEP_LABEL]: step } },
      spec: { template: { spec: { containers: [{ name: STEP_CONTAINERS[step] ?? name }] } } },
    },
  });
  return [
    ...(initializer.dataset === undefined ? [] : [part('dataset-initializer', 'dataset-initializer')]),
    ...(initializer.model === undefined ? [] : [part('model-initializer', 'model-initializer')]),
    part(NODE, TRAINS),
  ];
}

/** The runtime of a TrainJob, where the app makes it. cdk8s gives what users write by hand the namespace of their chart, even if it is the whole cluster's. */
export function runtimeOf(manifest: Manifest, find: FindManifest): Manifest | undefined {
  const { kind = 'ClusterTrainingRuntime', name = '' } = specOf(manifest).runtimeRef ?? {};
  const { namespace = '' } = manifest.metadata;
  return (kind === 'TrainingRuntime' ? undefined : find(kind, '', name)) ?? find(kind, namespace, name);
}

/** The pods of a TrainJob: those of its runtime, with what it says over them. Where the app does not make the runtime, what it says alone. */
function podsInside(manifest: Manifest, find: FindManifest = () => undefined): PodsInside[] {
  const spec = specOf(manifest);
  const runtime = runtimeOf(manifest, find);
  const patches = patchesOf(manifest);
  const parts = runtime === undefined ? unknownParts(spec) : partsOf(runtime);
  return parts.map((part) => {
    const own = patches.filter(({ part: name }) => name === part.name);
    const template = own.reduce((merged, { patch }) => patched(merged, patch), part.template?.spec?.template ?? {});
    const step = stepOf(part);
    const { metadata, spec: pod } = withContainers(template);
    const nodes = spec.trainer?.numNodes ?? (runtime === undefined ? 1 : nodesOf(runtime));
    return given({
      role: part.name ?? '',
      field: own[0]?.field ?? 'spec.trainer',
      template: given({
        metadata,
        spec: pod && { ...pod, containers: pod.containers.map((each) => told(step, each as Container, spec)) },
      }) as PodsInside['template'],
      count: step === TRAINS ? nodes : (part.template?.spec?.parallelism ?? 1),
      surge: 0,
      partial: runtime === undefined ? true : undefined,
    }) as PodsInside;
  });
}

/** A TrainJob of Kubeflow Trainer (2.0 to 2.3): a training that its runtime says how to run. */
export const TRAINJOB: Kind<TrainJobSettings> = {
  apiVersion: TRAINER,
  kind: 'TrainJob',
  container: NODE,
  reservedEnv: JOB_ENV,
  reservedLabels: POD_LABELS,
  scalable: false,
  gangBy: 'runtime',
  derivedNames: ({ name }, { nodes, initializer }) => {
    const suffixes = [`${NODE}-0-${nodes - 1}`, ...Object.keys(initializer).map((what) => `${what}-initializer-0-0`)];
    const [longest = ''] = suffixes.sort((a, b) => b.length - a.length);
    return [
      { name, of: 'the TrainJob, its JobSet and the Service by which its pods are found', grammar: 'dns1035' },
      // JobSet reckons with the five letters that the Job controller adds (jobset `pkg/webhooks/jobset_webhook.go`).
      { name: `${name}-${longest}-abcde`, of: 'its pods, the longest', grammar: 'dns1035' },
    ];
  },
  podsInside,
  podLabels: ({ metadata }, role) => ({ [JOBSET_LABEL]: metadata.name, [PART_LABEL]: role }),
  render,
};
