import type { NeighbourRule, PodPlan } from '../pod/plan';
import { labelsText } from '../values/name';
import { NODE_LABEL } from '../values/placement';
import { union } from './merge';
import type { Role, WorkloadPlan } from './plan';

/** Tells the pods that others go to from the rest of their workload. */
export const ROLE_LABEL = 'cdk8s-ml.io/role';

/** Whether a rule is about the workload's own pods. */
export function isAboutOwnPods({ labels }: NeighbourRule, { selector }: WorkloadPlan): boolean {
  return labelsText(labels) === labelsText(selector);
}

/**
 * Roles without GPUs that are to be together with those that have them go where these are, not the other way round. They tolerate what the
 * nodes of the GPUs repel pods with. And where the rule is required they wait for the pods with GPUs: placed first, they could choose a node
 * that has none, and the others could never follow.
 */
export function besideGpus(plan: WorkloadPlan): WorkloadPlan {
  const [anchor] = plan.roles.filter((role) => role.usesGpu);
  if (anchor === undefined) return plan;
  const followers = plan.roles.filter((role) => !role.usesGpu && ownRules(role, plan).length > 0);
  if (followers.length === 0) return plan;
  const isWaitedFor = followers.some((role) => ownRules(role, plan).some(({ required }) => required));
  const roles = plan.roles.map((role) => {
    if (followers.includes(role)) return { ...role, pod: following(role, anchor, plan) };
    return role === anchor && isWaitedFor ? { ...role, pod: labelled(role) } : role;
  });
  return { ...plan, roles };
}

function ownRules({ pod }: Role, plan: WorkloadPlan): NeighbourRule[] {
  return pod.placement.together.filter((rule) => isAboutOwnPods(rule, plan));
}

function labelled({ name, pod }: Role): PodPlan {
  return { ...pod, labels: { ...pod.labels, [ROLE_LABEL]: name } };
}

function following(role: Role, anchor: Role, plan: WorkloadPlan): PodPlan {
  const { placement } = role.pod;
  const together = placement.together.map((rule) =>
    rule.required && isAboutOwnPods(rule, plan) ? { ...rule, labels: { ...rule.labels, [ROLE_LABEL]: anchor.name } } : rule,
  );
  const isOnNode = ownRules(role, plan).some(({ topologyKey }) => topologyKey === NODE_LABEL);
  const tolerations = isOnNode ? union(placement.tolerations, anchor.pod.placement.tolerations) : placement.tolerations;
  return { ...role.pod, placement: { ...placement, together, tolerations } };
}
