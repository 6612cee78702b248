import { horizontalPodAutoscaler } from '../../manifests/horizontal-pod-autoscaler';
import { podDisruptionBudget } from '../../manifests/pod-disruption-budget';
import { service } from '../../manifests/service';
import type { Manifest } from '../../pod/kubernetes';
import { Autoscaling } from '../../values/autoscaling';
import { errorAt, type Finding } from '../../values/finding';
import { NODE_LABEL } from '../../values/placement';
import { integer, optional, type Shape, value } from '../../values/read';
import { Rollout } from '../../values/rollout';
import { isForOneNode } from '../../values/storage';
import { shapeOf } from '../../workload/build';
import { DEPLOYMENT, type DeploymentSettings } from '../../workload/kinds/deployment';
import { SERVER_PORT, startupSeconds } from '../../workload/options/server';
import { SERVING_OPTIONS } from '../../workload/options/table';
import { type Count, metadataOf, type WorkloadPlan } from '../../workload/plan';
import type { ModelServiceProps } from '../model-service';
import type { Context } from './context';
import { SERVICE_NOTES } from './notes';
import { allProblems, nameFindings, nameShape, type Outline, outline, propsReader, type Rendered } from './workload';

/** The Service's port, whatever the program's is. */
export const SERVICE_PORT = 80;

const DEFAULTS = { replicas: 2, revisionHistoryLimit: 5 };
/** Seconds for a node to be added and a large image to be pulled, beside the program's own start. */
const PULL_SECONDS = 600;

const shape: Shape<ModelServiceProps> = {
  ...nameShape,
  ...shapeOf(SERVING_OPTIONS),
  replicas: optional(integer(1, 10_000)),
  autoscaling: optional(value(Autoscaling, 'Autoscaling.onCpu({ max: 10 })')),
  rollout: optional(value(Rollout, 'Rollout.recreate()')),
  revisionHistoryLimit: optional(integer(0, 1000)),
};

const readProps = propsReader(shape, SERVICE_NOTES);

function countOf({ autoscaling, replicas = DEFAULTS.replicas }: ModelServiceProps): Count {
  return autoscaling === undefined ? { min: replicas, max: replicas } : { min: autoscaling._min, max: autoscaling._max };
}

/** Whether a claim of the pods can't be on two nodes, so that an old and a new pod must not overlap. */
function onOneNode({ roles }: WorkloadPlan): boolean {
  const sources = roles.flatMap(({ pod }) => pod.main.mounts).map(({ source }) => source);
  return sources.some((source) => source.kind === 'claim' && isForOneNode(source.accessModes));
}

/** Whether each pod must have a node for itself. */
function nodeEach({ roles }: WorkloadPlan): boolean {
  return roles.some(({ pod }) => pod.placement.apart.some(({ required, topologyKey }) => required && topologyKey === NODE_LABEL));
}

/** A replacement must find room: a spare GPU or a free node is seldom there, and a claim for one node never has a second. */
function defaultRollout(props: ModelServiceProps, plan: WorkloadPlan, count: Count): Rollout {
  if (onOneNode(plan) || (props.gpu !== undefined && count.max === 1)) return Rollout.recreate();
  const scarce = props.gpu !== undefined || nodeEach(plan);
  return scarce ? Rollout.rolling({ maxSurge: 0, maxUnavailable: 1 }) : Rollout.rolling({ maxSurge: 1, maxUnavailable: 0 });
}

function settingsOf(props: ModelServiceProps, plan: WorkloadPlan, count: Count): DeploymentSettings {
  return {
    replicas: props.autoscaling === undefined ? count.min : undefined,
    rollout: props.rollout ?? defaultRollout(props, plan, count),
    revisionHistoryLimit: props.revisionHistoryLimit ?? DEFAULTS.revisionHistoryLimit,
    progressDeadlineSeconds: startupSeconds(props.probes) + PULL_SECONDS,
  };
}

function scalingFindings({ autoscaling, replicas }: ModelServiceProps, { roles }: WorkloadPlan): Finding[] {
  if (autoscaling === undefined) return [];
  const cpu = roles.every(({ pod }) => pod.main.amounts.requests.cpu !== undefined);
  return [
    ...(replicas === undefined
      ? []
      : [errorAt('replicas', 'replicas-and-autoscaling', 'is decided by autoscaling', 'leave it out, or give autoscaling min and max')]),
    ...(cpu
      ? []
      : [
          errorAt(
            'autoscaling',
            'autoscaling-needs-cpu',
            'scales by the share of the requested CPU, and none is requested',
            'request CPU in resources',
          ),
        ]),
  ];
}

const ONE_LESS = 'write Rollout.rolling({ maxSurge: 0, maxUnavailable: 1 })';

function rolloutFindings({ gpu, rollout }: ModelServiceProps, plan: WorkloadPlan): Finding[] {
  if (rollout?._type !== 'RollingUpdate' || rollout._maxSurge === 0) return [];
  if (onOneNode(plan)) {
    return [
      errorAt(
        'rollout',
        'rollout-claim',
        'starts a new pod before an old one ends, and a claim of theirs (ReadWriteOnce) allows one node',
        'write Rollout.recreate()',
      ),
    ];
  }
  const warning = (message: string, fix: string): Finding => ({
    ...errorAt('rollout', 'rollout-needs-room', message, fix),
    severity: 'warning',
  });
  return [
    ...(gpu === undefined
      ? []
      : [warning('starts a new pod before an old one ends, which waits for a spare GPU', `${ONE_LESS}, or keep a GPU spare`)]),
    ...(nodeEach(plan) ? [warning('starts a new pod on a node of its own, which waits where each node has one', ONE_LESS)] : []),
  ];
}

function siblingsOf(plan: WorkloadPlan, props: ModelServiceProps, count: Count): Manifest[] {
  const metadata = metadataOf(plan);
  const { autoscaling } = props;
  const target = { apiVersion: DEPLOYMENT.apiVersion, kind: DEPLOYMENT.kind, name: plan.name };
  return [
    service(metadata, plan.selector, { port: SERVICE_PORT, targetPort: SERVER_PORT }),
    ...(count.min < 2 ? [] : [podDisruptionBudget(metadata, plan.selector)]),
    ...(autoscaling === undefined
      ? []
      : [
          horizontalPodAutoscaler(metadata, {
            target,
            min: count.min,
            max: count.max,
            utilization: autoscaling._utilization,
            container: DEPLOYMENT.container,
          }),
        ]),
  ];
}

/** The objects of a model service. Pure. */
export function renderModelService(given: ModelServiceProps, context: Context): Rendered {
  const { props, findings } = readProps(given, context);
  const count = countOf(props);
  const input: Outline<DeploymentSettings> = {
    context,
    kind: DEPLOYMENT,
    component: 'serving',
    roles: [{ name: 'main', count, readsData: false, modelUse: 'read', revisionLabels: ['pod-template-hash'] }],
    options: SERVING_OPTIONS,
    shared: { ...props },
    own: {},
  };
  const { plan, siblings, findings: between } = outline(input);
  const settings = settingsOf(props, plan, count);
  const more = [...nameFindings(input, plan, settings), ...scalingFindings(props, plan), ...rolloutFindings(props, plan)];
  const manifests = [DEPLOYMENT.render(plan, settings), ...siblings, ...siblingsOf(plan, props, count)];
  return { manifests, problems: allProblems(context, findings, [...between, ...more]) };
}
