import { errorAt, type Finding, placeIn } from '../../values/finding';
import { checkName, objectName } from '../../values/name';
import { given } from '../../values/omit';
import type { Queue } from '../../values/queue';
import { integer, optional, required, type Shape, value } from '../../values/read';
import { type FrameworkName, type RuntimeFacts, type RuntimeKind, TrainerFramework } from '../../values/trainer-runtime';
import { shapeOf } from '../../workload/build';
import {
  CLUSTER_TRAINING_RUNTIME,
  FRAMEWORK_ENV,
  type RuntimeSettings,
  runtimeTemplate,
  TRAINING_RUNTIME,
} from '../../workload/kinds/training-runtime';
import { queue } from '../../workload/options/queue';
import { RUNTIME_OPTIONS } from '../../workload/options/table';
import type { WorkloadPlan } from '../../workload/plan';
import { coschedulerOf, timeoutOf } from '../../workload/queueing';
import type { TrainingRuntimeProps } from '../training-runtime-props';
import type { Context } from './context';
import { TRAINING_NOTES } from './notes';
import { claimFindings } from './train-job-overrides';
import { versionFinding } from './trainer-version';
import { runFindings, runSettings, runShape } from './training';
import { allProblems, type Outline, outline, propsReader, type Rendered } from './workload';

export const MOST_NODES = 10_000;

const { image, resources, ...podShape } = shapeOf(RUNTIME_OPTIONS);
const { backoffLimit, ttlAfterFinished, keepFinished } = runShape;

const shape: Shape<TrainingRuntimeProps> = {
  framework: required(value(TrainerFramework, 'TrainerFramework.torch()'), TrainerFramework.plain(), 'TrainerFramework.torch()'),
  image,
  resources,
  ...podShape,
  ...queue.shape,
  name: optional(objectName('label', 'torch-restricted')),
  nodes: optional(integer(1, MOST_NODES)),
  backoffLimit,
  ttlAfterFinished,
  keepFinished,
};

const OF_TRAININGS =
  'dataset datasetLayout datasets model baseModel checkpoint cache loadedBy dataLoading serviceAccount isolation run suspended activeDeadline initializer';
const notes = {
  ...TRAINING_NOTES,
  ...Object.fromEntries(OF_TRAININGS.split(' ').map((name) => [name, 'it is said by each training: write it in TrainJob'])),
  numNodes: 'write nodes: 4',
  replicas: 'write nodes: 4',
  processesPerNode: 'it is said by each training: write it in TrainJob; by default there is one for each GPU',
  mlPolicy: 'write framework: TrainerFramework.torch(), and nodes',
  podGroupPolicy: 'write queue: Queue.coscheduling(), or .volcano',
};

const readProps = propsReader(shape, notes);

/** The frameworks that came later. */
const FRAMEWORK_SINCE: Readonly<Partial<Record<FrameworkName, string>>> = { jax: '2.2', xgboost: '2.2' };

function frameworkFindings({ framework: { _name: name } }: TrainingRuntimeProps, { cluster }: Context): Finding[] {
  const since = FRAMEWORK_SINCE[name];
  return since === undefined ? [] : versionFinding('framework', `is ${name}`, since, cluster, 'write TrainerFramework.plain(), and env');
}

function queueFindings({ queue: asked }: TrainingRuntimeProps, { cluster }: Context): Finding[] {
  if (asked === undefined) return [];
  const rule = 'trainer-gang';
  if (asked._kind === 'kueue') return [errorAt('queue', rule, 'is kueue, whose queue is named by each training', 'write it in TrainJob')];
  const members = asked._options.minMembers;
  return [
    ...(asked._kind === 'volcano' ? versionFinding('queue', 'is volcano', '2.1', cluster, 'write Queue.coscheduling()') : []),
    ...(members === undefined
      ? []
      : [errorAt('queue.minMembers', rule, 'is said, and Kubeflow Trainer always waits for all pods', 'leave it out')]),
  ];
}

/** Rules about pods of the training itself, which are found by labels that a runtime does not know. */
function placementFindings({ placement = [] }: TrainingRuntimeProps): Finding[] {
  return placement.flatMap(({ _rule: rule }, i) => {
    const own = rule.kind === 'spread' || ((rule.kind === 'together' || rule.kind === 'apart') && rule.options.pods === undefined);
    if (!own) return [];
    const message = 'is about the pods of a training, whose labels its runtime does not know';
    const fix = rule.kind === 'spread' ? 'leave it out' : 'write it in TrainJob';
    return [errorAt(`placement[${i}]`, 'runtime-placement', message, fix)];
  });
}

function schedulerFindings({ queue: asked, schedulerName }: TrainingRuntimeProps): Finding[] {
  if (asked === undefined || asked._kind === 'kueue' || schedulerName === undefined) return [];
  const message = `names a scheduler, and queue is ${asked._kind}, which has its own`;
  return [errorAt('schedulerName', 'two-schedulers', message, 'leave it out', schedulerName)];
}

function gang(asked: Queue | undefined): Pick<RuntimeSettings, 'podGroupPolicy' | 'volcanoQueue'> {
  if (asked?._kind === 'volcano') return { podGroupPolicy: { volcano: {} }, volcanoQueue: asked._queue };
  if (asked?._kind === 'coscheduling') return { podGroupPolicy: { coscheduling: { scheduleTimeoutSeconds: timeoutOf(asked) } } };
  return {};
}

function schedulerOf(asked: Queue): string {
  return asked._kind === 'volcano' ? 'volcano' : coschedulerOf(asked);
}

function nameFindings({ name }: TrainingRuntimeProps, { idName }: Context): Finding[] {
  const findings: Finding[] = [];
  if (name === undefined) checkName(idName, 'label', placeIn(findings).at('name'));
  return findings.map((finding) => ({ ...finding, message: `${finding.message} (the name comes from the construct's ids)` }));
}

/** A torch program has a process for each GPU, and an XGBoost one a worker. */
function processesOf({ framework, gpu }: TrainingRuntimeProps): number {
  return framework._name === 'torch' || framework._name === 'xgboost' ? (gpu?.count ?? 1) : 1;
}

/** What a training has of its runtime where it says nothing itself. */
const DEFAULTS = [
  'env',
  'envValues',
  'gpu',
  'mounts',
  'network',
  'placement',
  'resources',
  'security',
  'sharedMemory',
  'terminationGrace',
] as const satisfies readonly (keyof TrainingRuntimeProps)[];

function factsOf(kind: RuntimeKind, props: TrainingRuntimeProps, plan: WorkloadPlan): RuntimeFacts {
  const { framework, nodes = 1 } = props;
  const defaults = Object.fromEntries(DEFAULTS.map((prop) => [prop, props[prop]]));
  return {
    kind,
    name: plan.name,
    namespace: plan.namespace,
    framework: framework._name,
    defaults: given({ nodes, ...defaults }),
    template: runtimeTemplate(plan),
  };
}

/** The object of a runtime, and what trainings know of it. Pure. */
export function renderTrainingRuntime(
  kind: RuntimeKind,
  givenProps: TrainingRuntimeProps,
  context: Context,
): Rendered & { readonly facts: RuntimeFacts } {
  const { props, findings } = readProps(givenProps, context);
  const { nodes = 1, queue: asked } = props;
  const facts = kind === 'TrainingRuntime' ? TRAINING_RUNTIME : CLUSTER_TRAINING_RUNTIME;
  const input: Outline<RuntimeSettings> = {
    context: kind === 'TrainingRuntime' ? context : { ...context, namespace: undefined },
    kind: { ...facts, reservedEnv: [...facts.reservedEnv, ...FRAMEWORK_ENV[props.framework._name]] },
    component: 'training-runtime',
    roles: [{ name: 'node', count: { min: nodes, max: nodes }, readsData: false, modelUse: 'none', processes: processesOf(props) }],
    options: RUNTIME_OPTIONS,
    shared: { ...props, ...(asked === undefined || asked._kind === 'kueue' ? {} : { schedulerName: schedulerOf(asked) }) },
    own: {},
    labelsPods: false,
  };
  const { plan, findings: between } = outline(input);
  const { backoffLimit: limit, ttlSecondsAfterFinished } = runSettings(props);
  const settings = { framework: props.framework._name, nodes, backoffLimit: limit, ttlSecondsAfterFinished, ...gang(asked) };
  const more = [
    ...nameFindings(props, context),
    ...runFindings(props, plan),
    ...frameworkFindings(props, context),
    ...queueFindings(props, context),
    ...schedulerFindings(props),
    ...placementFindings(props),
    ...plan.roles.flatMap(({ pod }) => claimFindings(pod)),
  ];
  // How many pods there are is for each training to say.
  const ofRuntime = between.filter(({ rule }) => rule !== 'network-of-one-pod');
  return {
    manifests: [facts.render(plan, settings)],
    problems: allProblems(context, findings, [...ofRuntime, ...more]),
    facts: factsOf(kind, props, plan),
  };
}
