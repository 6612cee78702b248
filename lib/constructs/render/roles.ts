import type { Finding } from '../../values/finding';
import { given } from '../../values/omit';
import { optional, type Shape } from '../../values/read';
import { shapeOf } from '../../workload/build';
import type { Kind } from '../../workload/kinds/kind';
import { TRAINING_OPTIONS, TRAINING_ROLE_OPTIONS } from '../../workload/options/table';
import type { Count, ModelUse, WorkloadPlan } from '../../workload/plan';
import type { RolePodProps } from '../replica-job-props';
import type { Context } from './context';
import { type RunProps, runFindings, runShape } from './training';
import { allProblems, nameFindings, nameShape, type Outline, outline, type Rendered, type RoleOutline } from './workload';

const podShape = shapeOf(TRAINING_ROLE_OPTIONS);
const { parallel: _, ...optionsShape } = shapeOf(TRAINING_OPTIONS);

/** The readers of what the pods of a role have of their own. */
export const rolePodShape: Shape<RolePodProps> = { ...podShape, image: optional(podShape.image.read) };

/** The readers of what is said for all roles. */
export const allRolesShape = { ...nameShape, ...runShape, ...optionsShape };

/** One role of a training, and what the user says of it. */
export interface GivenRole<P extends RolePodProps = RolePodProps> {
  /** As the kind's row calls it. */
  readonly name: string;
  /** Where the user speaks of it, if that is not the prop of its name. */
  readonly field?: string;
  /** Undefined where the training does not have it. */
  readonly props: P | undefined;
  readonly readsData: boolean;
  readonly modelUse: ModelUse;
  /** Processes that share a pod's CPUs, where that is not one. */
  readonly processes?: number;
  readonly sharesMemory?: true;
  /** How many there may be at once, where that is not `replicas`. */
  readonly count?: Count;
  /** Props that count for the role only where it says them itself. */
  readonly ownOnly?: readonly string[];
}

/** What is said of devices for all roles. */
type SharedDevices = Pick<RolePodProps, 'gpu' | 'network'>;

/** A training of several roles, of whatever kind; what was wrong in its props, and between them. */
export interface RolesJob<S, P extends RunProps & SharedDevices> {
  readonly context: Context;
  readonly kind: Kind<S>;
  readonly props: P;
  readonly findings: Finding[];
  readonly roles: readonly GivenRole[];
  readonly settings: S;
  /** @default - those of every training */
  readonly options?: readonly unknown[];
  readonly between?: readonly Finding[];
  /** What is wrong with the plan that all options have made. */
  readonly judged?: (plan: WorkloadPlan) => readonly Finding[];
  /** What the roles take from each other when all options have written. */
  readonly adjusted?: (plan: WorkloadPlan) => WorkloadPlan;
}

/** Pods of a role at the start. */
export function replicasOf(props: object): number {
  return 'replicas' in props && typeof props.replicas === 'number' ? props.replicas : 1;
}

function outlines(roles: readonly GivenRole[]): RoleOutline[] {
  return roles.flatMap(({ props, count, ownOnly: _ownOnly, ...role }) => {
    if (props === undefined) return [];
    const replicas = replicasOf(props);
    return [given({ ...role, count: count ?? { min: replicas, max: replicas } })];
  });
}

/** Whether workers may come and go while it runs. One that is made later than the others is none of them. */
function isElastic({ roles }: WorkloadPlan): boolean {
  return roles.some(({ count }) => count.min > 0 && count.min < count.max);
}

function hasGpu({ props, ownOnly = [] }: GivenRole, shared: SharedDevices): boolean {
  return (props?.gpu ?? (ownOnly.includes('gpu') ? undefined : shared.gpu)) !== undefined;
}

/**
 * What counts for the role only where it says it itself. Where some roles have GPUs, adapters that are said for all are theirs: only nodes with GPUs have some,
 * whose taint a pod without one does not tolerate, and what it would take there the others miss.
 */
function ownOnlyOf(role: GivenRole, roles: readonly GivenRole[], shared: SharedDevices): readonly string[] {
  const { ownOnly = [] } = role;
  const hasDevices = shared.network?._facts.resourceName !== undefined;
  const isLeftOut = hasDevices && !hasGpu(role, shared) && roles.some((other) => hasGpu(other, shared));
  return isLeftOut ? [...ownOnly, 'network'] : ownOnly;
}

/** The objects of a training of several roles. Pure. */
export function renderRoles<S, P extends RunProps & SharedDevices>(job: RolesJob<S, P>): Rendered {
  const { context, kind, roles, settings, findings } = job;
  const props: RunProps = job.props;
  const input: Outline<S> = {
    context,
    kind,
    component: 'training',
    roles: outlines(roles),
    options: job.options ?? TRAINING_OPTIONS,
    shared: { ...props },
    own: Object.fromEntries(roles.map((role) => [role.name, role.props === undefined ? undefined : { ...role.props }])),
    ownOnly: Object.fromEntries(roles.map((role) => [role.name, ownOnlyOf(role, roles, job.props)])),
    run: props.run,
  };
  const { plan: outlined, siblings, findings: between } = outline(input);
  const plan = job.adjusted?.(outlined) ?? outlined;
  const judged = [...(job.between ?? []), ...(job.judged?.(plan) ?? [])];
  const more = [...nameFindings(input, plan, settings), ...runFindings(props, plan, isElastic(plan)), ...judged];
  return { manifests: [kind.render(plan, settings), ...siblings], problems: allProblems(context, findings, [...between, ...more]) };
}
