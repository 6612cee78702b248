import { type ClusterFacts, minorVersion } from '../../profile/facts';
import { errorAt, type Finding } from '../../values/finding';
import { type InitializerSource, trainJobInitializer } from '../../values/initializer-source';
import { isExternal } from '../../values/mount';
import { given, unlessEmpty } from '../../values/omit';
import { integer, optional, required, type Shape } from '../../values/read';
import { Runtime, type RuntimeFacts, runtimeFacts, trainerRuntime } from '../../values/trainer-runtime';
import { shapeOf } from '../../workload/build';
import { carriedBy, type PartialTemplate, patchOf } from '../../workload/kinds/runtime-patch';
import { templateOf } from '../../workload/kinds/template-of';
import { type InitializerSpec, JOBSET_LABEL, TRAINJOB, type TrainJobSettings } from '../../workload/kinds/train-job';
import { FRAMEWORK_ENV } from '../../workload/kinds/training-runtime';
import { TRAIN_JOB_OPTIONS } from '../../workload/options/table';
import type { WorkloadPlan } from '../../workload/plan';
import type { TrainJobProps } from '../train-job';
import type { Context } from './context';
import { distributedNotes } from './notes';
import { overrideFindings } from './train-job-overrides';
import { versionFinding } from './trainer-version';
import { runFindings, runSettings, runShape } from './training';
import { MOST_NODES } from './training-runtime';
import { allProblems, nameFindings, nameShape, type Outline, outline, propsReader, type Rendered } from './workload';

const MOST_PROCESSES = 1024;
/** What Kubeflow Trainer's CRD takes of lists. */
const MOST_ITEMS = 128;

const { parallel: _, ...optionsShape } = shapeOf(TRAIN_JOB_OPTIONS);

const shape: Shape<TrainJobProps> = {
  ...nameShape,
  activeDeadline: runShape.activeDeadline,
  run: runShape.run,
  ...optionsShape,
  runtime: required(trainerRuntime, Runtime.cluster('torch-distributed'), "Runtime.cluster('torch-distributed')"),
  nodes: optional(integer(1, MOST_NODES)),
  processesPerNode: optional(integer(1, MOST_PROCESSES)),
  initializer: optional(trainJobInitializer),
};

const IN_RUNTIME = 'it is said by the runtime, for all trainings that name it: write it in a TrainingRuntime or ClusterTrainingRuntime';
const OF_RUNTIMES =
  'imagePullPolicy priorityClassName schedulerName runtimeClassName backoffLimit ttlAfterFinished keepFinished restartPolicy framework';

const NODES = 'write nodes: 4; the runtime says how each pod finds its place';
const notes = {
  ...distributedNotes('the runtime says how each pod finds its place'),
  ...Object.fromEntries(OF_RUNTIMES.split(' ').map((name) => [name, IN_RUNTIME])),
  ...Object.fromEntries('parallel parallelism completions replicas numNodes worker'.split(' ').map((name) => [name, NODES])),
  loadedBy: 'a TrainJob can add no init container to its runtime; apply the training when the load is done, or write a GpuTrainingJob',
  numProcPerNode: 'write processesPerNode: 8',
  resourcesPerNode: "write resources: Resources.guaranteed({ cpu: '8', memory: '64Gi' }), and gpu",
  runtimeRef: "write runtime: Runtime.cluster('torch-distributed')",
  managedBy: 'Kueue writes it where a training goes to another cluster',
};

const readProps = propsReader(shape, notes);

/** The runtime's own where the training says nothing; variables and mounts of both. */
function withDefaults(props: TrainJobProps, { defaults = {} }: RuntimeFacts): TrainJobProps {
  const own: Partial<TrainJobProps> = defaults;
  return given({
    ...own,
    ...props,
    env: own.env === undefined ? props.env : { ...own.env, ...props.env },
    envValues: own.envValues === undefined ? props.envValues : { ...own.envValues, ...props.envValues },
    mounts: unlessEmpty([...(own.mounts ?? []), ...(props.mounts ?? [])]),
  }) as TrainJobProps;
}

/** Processes that Kubeflow Trainer is told; undefined where it finds them by itself, or has none. */
function processesOf({ processesPerNode, gpu }: TrainJobProps, { framework }: RuntimeFacts): number | undefined {
  if (framework === undefined) return processesPerNode ?? gpu?.count;
  return framework === 'torch' ? (processesPerNode ?? gpu?.count ?? 1) : undefined;
}

/** Processes that share a pod's CPUs: of a runtime that is not known, as many as there are CPUs where nothing is said. */
function sharing(props: TrainJobProps, facts: RuntimeFacts): number {
  if (facts.framework === 'xgboost') return props.gpu?.count ?? 1;
  return processesOf(props, facts) ?? (facts.framework === undefined ? MOST_PROCESSES : 1);
}

function reservedEnv({ framework }: RuntimeFacts): string[] {
  return [...TRAINJOB.reservedEnv, ...(framework === undefined ? Object.values(FRAMEWORK_ENV).flat() : FRAMEWORK_ENV[framework])];
}

/** torchrun starts a process for each GPU: NCCL refuses two, and one without does nothing. */
function processFindings({ processesPerNode, gpu }: TrainJobProps, { framework }: RuntimeFacts): Finding[] {
  if (processesPerNode === undefined) return [];
  if (framework !== undefined && framework !== 'torch') {
    const message = `is for PyTorch and MPI, and the framework of the runtime is ${framework}`;
    return [errorAt('processesPerNode', 'processes-per-node', message, 'leave it out', processesPerNode)];
  }
  if (gpu === undefined || gpu.count === processesPerNode) return [];
  const message = `is ${processesPerNode === 1 ? 'one process' : `${processesPerNode} processes`} for each pod, which has ${gpu.count === 1 ? 'one GPU' : `${gpu.count} GPUs`}`;
  return [errorAt('processesPerNode', 'processes-per-gpu', message, 'leave it out', processesPerNode)];
}

/** Kubeflow Trainer looks for a TrainingRuntime in the training's own namespace. */
function runtimeFindings({ initializer }: TrainJobProps, facts: RuntimeFacts, { namespace }: Context): Finding[] {
  const isOurs = facts.template !== undefined;
  const elsewhere = isOurs && facts.kind === 'TrainingRuntime' && facts.namespace !== namespace;
  const inits = Object.entries(initializer ?? {}).filter(([, each]) => each !== undefined);
  const place = (name: string | undefined) => (name === undefined ? 'no namespace of its own' : `the namespace ${name}`);
  return [
    ...(elsewhere
      ? [
          errorAt(
            'runtime',
            'runtime-namespace',
            `is the TrainingRuntime ${facts.name} in ${place(facts.namespace)}, and the training is in ${place(namespace)}`,
            'put both in one namespace, or write a ClusterTrainingRuntime',
          ),
        ]
      : []),
    ...(isOurs ? inits : []).map(([name]) =>
      errorAt(
        `initializer.${name}`,
        'trainer-initializer',
        `needs a runtime with a ${name}-initializer, and ${facts.kind} ${facts.name} has none`,
        "write dataset: new CephDataset(...), filled by a DatasetLoad; or name a runtime that has one: Runtime.cluster('torchtune-qwen2.5-1.5b')",
      ),
    ),
  ];
}

/** Lists that the API server takes only so long. */
function sizeFindings({ command = [], args = [] }: TrainJobProps, { roles }: WorkloadPlan): Finding[] {
  const lists = { command, args, env: roles.flatMap(({ pod }) => pod.main.env) };
  return Object.entries(lists).flatMap(([field, items]) => {
    if (items.length <= MOST_ITEMS) return [];
    const message = `has ${items.length} entries, and Kubeflow Trainer takes ${MOST_ITEMS}`;
    return [errorAt(field, 'trainer-size', message, 'write a file that the program reads')];
  });
}

function deadlineFindings({ activeDeadline }: TrainJobProps, cluster: ClusterFacts): Finding[] {
  return activeDeadline === undefined ? [] : versionFinding('activeDeadline', 'is given', '2.2', cluster, 'leave it out');
}

function initializerSpec({ _uri: storageUri, _options: { env, secret } }: InitializerSource): InitializerSpec {
  const variables = Object.entries(env ?? {}).map(([name, text]) => ({ name, value: text }));
  return given({ storageUri, env: unlessEmpty(variables), secretRef: secret === undefined ? undefined : { name: secret.name } });
}

function sources({ initializer = {} }: TrainJobProps): [string, InitializerSource][] {
  return Object.entries(initializer).filter((entry): entry is [string, InitializerSource] => entry[1] !== undefined);
}

/** Secrets of the initializers that exist in the cluster. */
function externalSecrets(props: TrainJobProps): string[] {
  return sources(props).flatMap(
    ([
      ,
      {
        _options: { secret },
      },
    ]) => (secret !== undefined && isExternal(secret) ? [`Secret/${secret.name}`] : []),
  );
}

/** The objects of a training that names a runtime. Pure. */
export function renderTrainJob(givenProps: TrainJobProps, context: Context): Rendered {
  const { props: said, findings } = readProps(givenProps, context);
  const facts = runtimeFacts(said.runtime);
  const props = withDefaults(said, facts);
  const { nodes = 1 } = props;
  const input: Outline<TrainJobSettings> = {
    context,
    kind: { ...TRAINJOB, reservedEnv: reservedEnv(facts) },
    component: 'training',
    roles: [{ name: 'node', count: { min: nodes, max: nodes }, readsData: true, modelUse: 'write', processes: sharing(props, facts) }],
    options: TRAIN_JOB_OPTIONS,
    shared: { ...props },
    own: {},
    run: props.run,
    selector: (name) => ({ [JOBSET_LABEL]: name }),
  };
  const { plan: outlined, siblings, findings: between } = outline(input);
  const plan = { ...outlined, external: [...outlined.external, ...externalSecrets(props)] };
  const settings = settingsOf(said, props, plan, facts, context);
  const more = [
    ...nameFindings(input, plan, settings),
    ...runFindings(props, plan),
    ...runtimeFindings(props, facts, context),
    ...processFindings(props, facts),
    ...deadlineFindings(said, context.cluster),
    ...sizeFindings(props, plan),
    ...overrideFindings(said, plan, settings, context.cluster),
  ];
  return { manifests: [TRAINJOB.render(plan, settings), ...siblings], problems: allProblems(context, findings, [...between, ...more]) };
}

function settingsOf(
  said: TrainJobProps,
  props: TrainJobProps,
  plan: WorkloadPlan,
  facts: RuntimeFacts,
  { cluster }: Context,
): TrainJobSettings {
  const [role] = plan.roles;
  if (role === undefined) throw new Error('a TrainJob has one role');
  const minor = minorVersion(cluster.trainerVersion);
  const base = facts.template as PartialTemplate | undefined;
  const template = templateOf(role);
  return {
    minor,
    runtime: facts,
    nodes: props.nodes ?? 1,
    processesPerNode: processesOf(props, facts),
    container: given({ image: said.image, command: said.command, args: said.args }),
    template,
    base,
    patch: carriedBy(minor, patchOf(template, base)).patch,
    initializer: Object.fromEntries(sources(props).map(([name, each]) => [name, initializerSpec(each)])),
    activeDeadlineSeconds: minor < 2 ? undefined : runSettings(props).activeDeadlineSeconds,
  };
}
