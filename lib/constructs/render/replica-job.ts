import { CleanPodPolicy, ReplicaRestartPolicy } from '../../values/enums';
import type { Finding } from '../../values/finding';
import { integer, oneOf, optional, required, type Shape, struct } from '../../values/read';
import type { Kind } from '../../workload/kinds/kind';
import type { ReplicaJobSettings } from '../../workload/kinds/replica-job';
import type { WorkloadPlan } from '../../workload/plan';
import type { DistributedTrainingProps, ReplicasProps, RoleProps } from '../replica-job-props';
import type { Context } from './context';
import { roleNotes } from './notes';
import { allRolesShape, type GivenRole as OneRole, renderRoles, replicasOf, rolePodShape } from './roles';
import { runSettings } from './training';
import type { ReadProps, Rendered } from './workload';

const DEFAULTS = { restartPolicy: ReplicaRestartPolicy.ON_FAILURE, cleanPodPolicy: CleanPodPolicy.RUNNING };

export const MOST_REPLICAS = 10_000;

const restartPolicy = optional(oneOf('ReplicaRestartPolicy', Object.values(ReplicaRestartPolicy)));
const roleShape: Shape<RoleProps> = { ...rolePodShape, restartPolicy };
export const replicas = required(integer(1, MOST_REPLICAS), 1, 2);
const replicasShape: Shape<ReplicasProps> = { ...roleShape, replicas };

/** The readers of what every distributed training is asked for. */
export const distributedShape: Shape<DistributedTrainingProps> = {
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
export type GivenRole = OneRole<RoleProps | ReplicasProps>;

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

/** Of a kind that Kueue (v0.19.2, `pkg/controller/jobs`) does not know: it would leave the training alone, which then starts at once, around the queue. */
export function notOfKueue({ queue }: DistributedTrainingProps, kind: string, fix: string): Finding[] {
  if (queue?._kind !== 'kueue') return [];
  const message = `is kueue, which knows no ${kind}: the training would start at once`;
  return [{ field: 'queue', severity: 'error', rule: 'kueue-kind', message, fix }];
}

/** The objects of a distributed training that an operator runs. Pure. */
export function renderReplicaJob<P extends DistributedTrainingProps>(job: ReplicaJob<P>): Rendered {
  return renderRoles({ ...job, settings: settingsOf(job) });
}
