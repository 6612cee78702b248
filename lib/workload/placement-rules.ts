import type { NeighbourRule, NodeRequirement } from '../pod/plan';
import type { Finding } from '../values/finding';
import { matches } from '../values/name';
import { NODE_LABEL } from '../values/placement';
import type { Role, WorkloadPlan } from './plan';

const ZONE = 'topology.kubernetes.io/zone';
const REGION = 'topology.kubernetes.io/region';

/**
 * Whether pods that share the one topology share the other too: a node has one value of each label, and Kubernetes takes a zone to be in one region
 * (kubernetes.io/docs/reference/labels-annotations-taints). Of other labels nothing is known: racks of two zones may have one name.
 */
function within(inner: string, outer: string): boolean {
  return inner === outer || inner === NODE_LABEL || (inner === ZONE && outer === REGION);
}

interface Demand {
  readonly role: Role;
  readonly rule: NeighbourRule;
}

/** Whether one pod must be beside pods that it, or a pod of the other role, must be away from. Anti-affinity binds both sides. */
function meet(together: Demand, apart: Demand): boolean {
  const sameRole = together.role === apart.role;
  // What is said for all roles is judged within each.
  if (!sameRole && together.rule.prop === apart.rule.prop) return false;
  if (sameRole && matches(together.rule.labels, apart.rule.labels)) return true;
  return matches(apart.role.pod.labels, together.rule.labels) && matches(together.role.pod.labels, apart.rule.labels);
}

function demands({ roles }: WorkloadPlan, kind: 'together' | 'apart'): Demand[] {
  return roles.flatMap((role) => role.pod.placement[kind].filter(({ required }) => required).map((rule) => ({ role, rule })));
}

function contradiction(together: Demand, apart: Demand): Finding {
  const [inner, outer] = [together.rule.topologyKey, apart.rule.topologyKey];
  const base = { field: apart.rule.prop, severity: 'error', rule: 'placement-contradiction' } as const;
  if (together.role !== apart.role) {
    return {
      ...base,
      message: `requires pods apart by ${outer} that ${together.rule.prop} requires together on one ${inner}: those that are placed last wait for ever`,
      fix: 'leave one out, or drop required from one',
    };
  }
  const message =
    inner === outer
      ? 'requires the same pods together and apart on one topology, which no node can satisfy'
      : `requires the same pods together on one ${inner} and apart by ${outer}, which no node can satisfy: pods of one ${inner} share their ${outer}`;
  return { ...base, message, fix: 'leave one out, or drop required from one' };
}

function neighbourFindings(plan: WorkloadPlan): Finding[] {
  const apart = demands(plan, 'apart');
  return demands(plan, 'together').flatMap((near) =>
    apart.filter((far) => within(near.rule.topologyKey, far.rule.topologyKey) && meet(near, far)).map((far) => contradiction(near, far)),
  );
}

function otherValue(nodes: readonly NodeRequirement[], { key, operator, values = [] }: NodeRequirement): string | undefined {
  if (operator !== 'In') return undefined;
  const others = nodes.filter((each) => each.key === key && each.operator === 'In').flatMap((each) => each.values ?? []);
  return others.find((value) => !values.includes(value));
}

/** Two values of one label, both required: a node has one. */
function nodeFindings({ roles }: WorkloadPlan): Finding[] {
  return roles.flatMap(({ pod: { placement } }) =>
    placement.nodes.slice(0, -1).flatMap((node, i): Finding[] => {
      const other = otherValue(placement.nodes.slice(i + 1), node);
      if (other === undefined) return [];
      return [
        {
          field: 'placement',
          severity: 'error',
          rule: 'placement-contradiction',
          message: `requires nodes whose label ${node.key} is ${node.values?.join()} and ${other}, and a node has one value of it`,
          fix: 'leave one out, or drop required from one; a GPU product is such a label too',
        },
      ];
    }),
  );
}

/** Required placements that can't all hold: the pods would wait for ever. */
export function placementFindings(plan: WorkloadPlan): Finding[] {
  return [...neighbourFindings(plan), ...nodeFindings(plan)];
}
