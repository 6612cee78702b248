import type { Manifest } from '../pod/kubernetes';
import type { ClusterFacts } from '../profile/facts';
import type { Finding } from '../values/finding';
import type { Shape } from '../values/read';
import type { Option, Target } from './contribution';
import { type Draft, draftOf, type GrowingRole, mergeInto, reserve } from './merge';
import type { WorkloadPlan } from './plan';

/** The props of all options of a table together. */
export type PropsOf<T extends readonly unknown[]> = T extends readonly [infer Head, ...infer Tail]
  ? (Head extends Option<infer P> ? P : object) & PropsOf<Tail>
  : object;

/** The readers of all options of a table together. */
export function shapeOf<const T extends readonly unknown[]>(options: T): Shape<PropsOf<T>> {
  return Object.assign({}, ...options.map((option) => (option as Option<object>).shape));
}

/** Props as a construct has read them: those of the workload, and what a role has of its own. */
export interface GivenProps {
  readonly shared: Readonly<Record<string, unknown>>;
  readonly own: Readonly<Record<string, Readonly<Record<string, unknown>> | undefined>>;
  /** Props that count for a role only where it says them itself. */
  readonly ownOnly: Readonly<Record<string, readonly string[]>>;
}

/** What contributions are made into. */
export interface BuildInput {
  readonly plan: WorkloadPlan;
  readonly props: GivenProps;
  readonly options: readonly unknown[];
  readonly cluster: ClusterFacts;
  /** Variables that the kind's controller sets by itself. */
  readonly reservedEnv: readonly string[];
}

export interface Built {
  readonly plan: WorkloadPlan;
  readonly siblings: readonly Manifest[];
  readonly findings: readonly Finding[];
}

function isMap(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype;
}

/** A role's own value; maps (env, labels) are the shared one with the role's own entries over it. */
function effective(shared: unknown, own: unknown): unknown {
  if (own === undefined) return shared;
  return isMap(shared) && isMap(own) ? { ...shared, ...own } : own;
}

/** A shared map without the entries that a role says in another prop. */
function yielded(shared: unknown, others: readonly unknown[]): unknown {
  if (!isMap(shared)) return shared;
  return Object.fromEntries(Object.entries(shared).filter(([key]) => !others.some((other) => isMap(other) && key in other)));
}

function propsFor(option: Option<object>, role: string, { shared, own, ownOnly }: GivenProps): Record<string, unknown> {
  const ofRole = own[role];
  const hidden = ownOnly[role] ?? [];
  const others = ofRole === undefined ? [] : (option.yieldsTo ?? []).map((prop) => ofRole[prop]);
  const result: Record<string, unknown> = {};
  for (const name of [...Object.keys(option.shape), ...(option.reads ?? [])]) {
    const ofAll = hidden.includes(name) ? undefined : shared[name];
    const value = ofRole === undefined ? ofAll : effective(others.length === 0 ? ofAll : yielded(ofAll, others), ofRole[name]);
    if (value !== undefined) result[name] = value;
  }
  return result;
}

/** The role as its options see it: the draft's own, so that each sees what those before it made. */
function targetOf(role: GrowingRole, { plan }: Draft, { props, cluster }: BuildInput): Target {
  const own = props.own[role.name];
  const { field = role.name } = role;
  return {
    role,
    plan,
    cluster,
    field: (prop) => (own === undefined || own[prop.split(/[.[]/)[0] ?? ''] === undefined ? prop : `${field}.${prop}`),
    missingField: (prop) => (own === undefined ? prop : `${field}.${prop}`),
  };
}

function reserveOwn(draft: Draft, { plan, reservedEnv }: BuildInput): void {
  for (const { name, pod } of plan.roles) {
    reserve(
      draft,
      name,
      reservedEnv.map((each) => `env ${each}`),
      "the workload's controller",
    );
    reserve(
      draft,
      name,
      Object.keys(pod.labels).map((key) => `the pod label ${key}`),
      'the library itself',
    );
  }
}

/** What is said for all roles is wrong once, not once for each. */
export function distinct(findings: readonly Finding[]): Finding[] {
  if (findings.length < 2) return [...findings];
  return [...new Map(findings.map((finding) => [`${finding.field} ${finding.message}`, finding])).values()];
}

/** The plan with all options' contributions, in the order of their table: each sees what those before it made. */
export function build(input: BuildInput): Built {
  const draft = draftOf(input.plan);
  reserveOwn(draft, input);
  const targets = draft.plan.roles.map((role) => ({ role, target: targetOf(role, draft, input) }));
  for (const option of input.options as readonly Option<object>[]) {
    for (const { role, target } of targets) {
      const contribution = option.contribute(propsFor(option, role.name, input.props), target);
      mergeInto(draft, role, { id: option.name, field: target.field(option.name) }, contribution);
    }
  }
  return { plan: draft.plan, siblings: [...draft.siblings.values()], findings: distinct(draft.findings) };
}
