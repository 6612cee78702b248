import { CleanPodPolicy, ReplicaRestartPolicy } from '../../values/enums';
import type { Finding } from '../../values/finding';
import { given } from '../../values/omit';
import { integer, oneOf, optional, required, type Shape, struct } from '../../values/read';
import { shapeOf } from '../../workload/build';
import type { Kind } from '../../workload/kinds/kind';
import type { ReplicaJobSettings } from '../../workload/kinds/replica-job';
import { TRAINING_OPTIONS, TRAINING_ROLE_OPTIONS } from '../../workload/options/table';
import type { Count, ModelUse, WorkloadPlan } from '../../workload/plan';
import type { DistributedTrainingProps, ReplicasProps, RoleProps } from '../replica-job-props';
import type { Context } from './context';
import { roleNotes } from './notes';
import { runFindings, runSettings, runShape } from './training';
import { allProblems, nameFindings, nameShape, type Outline, outline, type ReadProps, type Rendered, type RoleOutline } from './workload';

const DEFAULTS = { restartPolicy: ReplicaRestartPolicy.ON_FAILURE, cleanPodPolicy: CleanPodPolicy.RUNNING };

const MOST_REPLICAS = 10_000;

const restartPolicy = optional(oneOf('ReplicaRestartPolicy', Object.values(ReplicaRestartPolicy)));
const podShape = shapeOf(TRAINING_ROLE_OPTIONS);
const roleShape: Shape<RoleProps> = { ...podShape, image: optional(podShape.image.read), restartPolicy };
const replicasShape: Shape<ReplicasProps> = { ...roleShape, replicas: required(integer(1, MOST_REPLICAS), 1, 2) };

const { parallel: _, ...allRolesShape } = shapeOf(TRAINING_OPTIONS);

/** The readers of what every distributed training is asked for. */
export const distributedShape: Shape<DistributedTrainingProps> = {
  ...nameShape,
  ...runShape,
  ...allRolesShape,
  restartPolicy,
  cleanPodPolicy: optional(oneOf('CleanPodPolicy', Object.values(CleanPodPolicy))),
};

/** The readers of roles: with several pods, and with one. `place`: where each pod finds its place. */
export function roleReaders(place: string) {
  const { several, one } = roleNotes(place);
  return { several: struct(replicasShape, 'refuse', several), one: struct(roleShape, 'refuse', one) };
}

/** One role of a framework, and what the user says of it. */
export interface GivenRole {
  /** As the user's prop and the kind's row call it. */
  readonly name: string;
  /** Undefined where the training does not have it. */
  readonly props: RoleProps | ReplicasProps | undefined;
  readonly readsData: boolean;
  readonly modelUse: ModelUse;
  /** Processes that share a pod's CPUs, where that is not one. */
  readonly processes?: number;
  /** How many there may be at once, where that is not `replicas`. */
  readonly count?: Count;
  /** Props that count for the role only where it says them itself. */
  readonly ownOnly?: readonly string[];
}

/** A distributed training, of whatever framework. */
export interface ReplicaJob<P extends DistributedTrainingProps> extends ReadProps<P> {
  readonly context: Context;
  readonly kind: Kind<ReplicaJobSettings>;
  readonly roles: readonly GivenRole[];
  /** Fields of the spec that this framework alone has. */
  readonly own?: Readonly<Record<string, unknown>>;
  /** What is wrong between props of this framework. */
  readonly between?: readonly Finding[];
  readonly cleanPodPolicy?: CleanPodPolicy;
  /** What the roles take from each other when all options have written. */
  readonly adjusted?: (plan: WorkloadPlan) => WorkloadPlan;
}

function replicasOf(props: RoleProps | ReplicasProps): number {
  return 'replicas' in props ? props.replicas : 1;
}

function outlines(roles: readonly GivenRole[]): RoleOutline[] {
  return roles.flatMap(({ name, props, readsData, modelUse, processes, count }) => {
    if (props === undefined) return [];
    const replicas = replicasOf(props);
    return [given({ name, count: count ?? { min: replicas, max: replicas }, readsData, modelUse, processes })];
  });
}

function settingsOf<P extends DistributedTrainingProps>({ props, roles, own, cleanPodPolicy }: ReplicaJob<P>): ReplicaJobSettings {
  const policies = roles.map((role) => [role.name, role.props?.restartPolicy ?? props.restartPolicy ?? DEFAULTS.restartPolicy] as const);
  return {
    ...runSettings(props),
    cleanPodPolicy: props.cleanPodPolicy ?? cleanPodPolicy ?? DEFAULTS.cleanPodPolicy,
    restartPolicies: Object.fromEntries(policies),
    replicas: Object.fromEntries(roles.flatMap((role) => (role.props === undefined ? [] : [[role.name, replicasOf(role.props)]]))),
    own: own ?? {},
  };
}

/** Whether workers may come and go while it runs. One that is made later than the others is none of them. */
function isElastic({ roles }: WorkloadPlan): boolean {
  return roles.some(({ count }) => count.min > 0 && count.min < count.max);
}

/** The objects of a distributed training that an operator runs. Pure. */
export function renderReplicaJob<P extends DistributedTrainingProps>(job: ReplicaJob<P>): Rendered {
  const { context, kind, roles, findings } = job;
  const props: DistributedTrainingProps = job.props;
  const input: Outline<ReplicaJobSettings> = {
    context,
    kind,
    component: 'training',
    roles: outlines(roles),
    options: TRAINING_OPTIONS,
    shared: { ...props },
    own: Object.fromEntries(roles.map((role) => [role.name, role.props === undefined ? undefined : { ...role.props }])),
    ownOnly: Object.fromEntries(roles.map(({ name, ownOnly = [] }) => [name, ownOnly])),
    run: props.run,
  };
  const { plan: outlined, siblings, findings: between } = outline(input);
  const plan = job.adjusted?.(outlined) ?? outlined;
  const settings = settingsOf(job);
  const more = [...nameFindings(input, plan, settings), ...runFindings(props, plan, isElastic(plan)), ...(job.between ?? [])];
  return { manifests: [kind.render(plan, settings), ...siblings], problems: allProblems(context, findings, [...between, ...more]) };
}
