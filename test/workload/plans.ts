import { emptyPod } from '../../lib/constructs/render/context';
import type { ContainerPlan } from '../../lib/pod/plan';
import { BASELINE } from '../../lib/profile/facts';
import { type BuildInput, type Built, build } from '../../lib/workload/build';
import type { Contribution, Option, Target } from '../../lib/workload/contribution';
import type { Role, WorkloadPlan } from '../../lib/workload/plan';

const OWN = { 'app.kubernetes.io/name': 'made-up' };

export function role(name: string, more: Partial<Role> = {}): Role {
  return { name, count: { min: 1, max: 1 }, readsData: true, modelUse: 'none', pod: emptyPod('main', OWN), ...more };
}

/** A plan of which nothing is said but its roles. */
export function planOf(...roles: readonly string[]): WorkloadPlan {
  return {
    name: 'made-up',
    namespace: 'ml',
    roles: roles.map((name) => role(name)),
    labels: OWN,
    annotations: {},
    reservedLabels: [],
    selector: OWN,
    callers: [],
    external: [],
    gangBy: 'pod-group',
    suspend: false,
  };
}

/** An option without props that always contributes the same, or what it makes of its target. */
export function always(name: string, contribution: Contribution | ((target: Target) => Contribution)): Option<object> {
  return { name, shape: {}, contribute: (_, target) => (typeof contribution === 'function' ? contribution(target) : contribution) };
}

/** What options make of a plan with one role, unless more is said. */
export function built(options: readonly unknown[], more: Partial<BuildInput> = {}): Built {
  const props = { shared: {}, own: {}, ownOnly: {} };
  return build({ plan: planOf('main'), props, options, cluster: BASELINE, reservedEnv: [], ...more });
}

export function onlyRole({ plan }: Built): Role {
  const [first] = plan.roles;
  if (first === undefined) throw new Error('a plan without a role');
  return first;
}

/** A container beside the main one. */
export function container(name: string, more: Partial<ContainerPlan> = {}): ContainerPlan {
  return { ...emptyPod(name, {}).main, image: 'a:1', ...more };
}
