import type { Affinity, NodeSelectorRequirement, PodAffinityTerm, TopologySpreadConstraint } from 'kubernetes-types/core/v1';
import { given, unlessEmpty } from '../values/omit';
import type { NeighbourRule, NodeRequirement, PlacementPlan, SpreadRule } from './plan';

/** The weight of a preference: the highest, since there is one of a kind. */
const WEIGHT = 100;

function requirement({ key, operator, values }: NodeRequirement): NodeSelectorRequirement {
  return given({ key, operator, values: values === undefined ? undefined : [...values] });
}

function term({ topologyKey, labels }: NeighbourRule): PodAffinityTerm {
  return { labelSelector: { matchLabels: { ...labels } }, topologyKey };
}

function neighbours(rules: readonly NeighbourRule[]): NonNullable<Affinity['podAffinity']> | undefined {
  if (rules.length === 0) return undefined;
  const preferred = rules.filter((rule) => !rule.required).map((rule) => ({ weight: WEIGHT, podAffinityTerm: term(rule) }));
  return given({
    requiredDuringSchedulingIgnoredDuringExecution: unlessEmpty(rules.filter((rule) => rule.required).map(term)),
    preferredDuringSchedulingIgnoredDuringExecution: unlessEmpty(preferred),
  });
}

/** All required node rules in one term: two terms would be alternatives. */
function nodes({ nodes: required, preferredNodes }: PlacementPlan): NonNullable<Affinity['nodeAffinity']> | undefined {
  if (required.length + preferredNodes.length === 0) return undefined;
  return given({
    requiredDuringSchedulingIgnoredDuringExecution:
      required.length === 0 ? undefined : { nodeSelectorTerms: [{ matchExpressions: required.map(requirement) }] },
    preferredDuringSchedulingIgnoredDuringExecution: unlessEmpty(
      preferredNodes.map((all) => ({ weight: WEIGHT, preference: { matchExpressions: all.map(requirement) } })),
    ),
  });
}

/** The pod's affinity; undefined where it has none. */
export function affinity(placement: PlacementPlan): Affinity | undefined {
  const parts = given({
    nodeAffinity: nodes(placement),
    podAffinity: neighbours(placement.together),
    podAntiAffinity: neighbours(placement.apart),
  });
  return Object.keys(parts).length === 0 ? undefined : parts;
}

export function topologySpread(rule: SpreadRule): TopologySpreadConstraint {
  return given({
    labelSelector: { matchLabels: { ...rule.labels } },
    matchLabelKeys: rule.matchLabelKeys === undefined ? undefined : [...rule.matchLabelKeys],
    maxSkew: rule.maxSkew,
    topologyKey: rule.topologyKey,
    whenUnsatisfiable: rule.required ? 'DoNotSchedule' : 'ScheduleAnyway',
  });
}
