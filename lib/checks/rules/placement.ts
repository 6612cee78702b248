import type { NodeSelectorRequirement, NodeSelectorTerm, PodAffinityTerm, TopologySpreadConstraint } from 'kubernetes-types/core/v1';
import { labelsText, matches } from '../../values/name';
import { NODE_LABEL } from '../../values/placement';
import { volumesOf } from '../pods';
import { podField, problemsIn, type Rule, type Wrong } from '../rule';
import type { PodGroup, View } from '../view';

type Affinity = NonNullable<NonNullable<PodGroup['pods']['template']['spec']>['affinity']>;

function affinityOf({ pods }: PodGroup): Affinity {
  return pods.template.spec?.affinity ?? {};
}

function ruleOf(judge: (group: PodGroup, view: View) => Wrong[]): Rule {
  return (view) => view.podsByHand.flatMap((group) => problemsIn(group.entry, podField(group.pods.field, 'spec'), judge(group, view)));
}

interface Term {
  readonly field: string;
  readonly term: PodAffinityTerm;
  readonly weight?: number;
}

function termsOf(group: PodGroup): Term[] {
  const affinity = affinityOf(group);
  return (['podAffinity', 'podAntiAffinity'] as const).flatMap((side) => {
    const {
      requiredDuringSchedulingIgnoredDuringExecution: required = [],
      preferredDuringSchedulingIgnoredDuringExecution: preferred = [],
    } = affinity[side] ?? {};
    const field = `affinity.${side}`;
    return [
      ...required.map((term) => ({ field, term })),
      ...preferred.map(({ podAffinityTerm, weight }) => ({ field, term: podAffinityTerm ?? {}, weight })),
    ];
  });
}

function nodeTerms(group: PodGroup): { readonly term: NodeSelectorTerm; readonly weight?: number }[] {
  const { requiredDuringSchedulingIgnoredDuringExecution: required, preferredDuringSchedulingIgnoredDuringExecution: preferred = [] } =
    affinityOf(group).nodeAffinity ?? {};
  return [
    ...(required?.nodeSelectorTerms ?? []).map((term) => ({ term })),
    ...preferred.map(({ preference, weight }) => ({ term: preference ?? {}, weight })),
  ];
}

const OPERATORS = ['In', 'NotIn', 'Exists', 'DoesNotExist', 'Gt', 'Lt'];

function wrongRequirement({ key, operator = '', values = [] }: NodeSelectorRequirement): string | undefined {
  if (!OPERATORS.includes(operator)) return `has the operator ${operator} for the label ${key}, and there are ${OPERATORS.join(', ')}`;
  if (operator === 'In' || operator === 'NotIn')
    return values.length > 0 ? undefined : `says ${operator} for the label ${key}, and no values`;
  if (operator === 'Gt' || operator === 'Lt') {
    if (values.length === 1 && /^-?\d+$/.test(values[0] ?? '')) return undefined;
    return `says ${operator} for the label ${key}, which needs one whole number, and has ${values.join(', ') || 'none'}: no node matches`;
  }
  return values.length === 0 ? undefined : `says ${operator} for the label ${key}, which takes no values`;
}

function isWrongWeight(weight: number | undefined): weight is number {
  return weight !== undefined && (!Number.isInteger(weight) || weight < 1 || weight > 100);
}

/** Terms of affinity that the API server refuses, or that match nothing: inside an operator's object they are taken. */
export const affinityTerms: Rule = ruleOf((group) => {
  const wrong = (field: string, message: string, fix: string): Wrong => ({ field, rule: 'affinity-term', message, fix });
  const weighed = (field: string, weight: number | undefined): Wrong[] =>
    isWrongWeight(weight) ? [wrong(field, `prefers by the weight ${weight}, and 1 to 100 are allowed`, 'write 100')] : [];
  return [
    ...termsOf(group).flatMap(({ field, term, weight }) => [
      ...((term.topologyKey ?? '') === '' ? [wrong(field, 'has a term without a topologyKey', `write topologyKey: ${NODE_LABEL}`)] : []),
      ...weighed(field, weight),
    ]),
    ...nodeTerms(group).flatMap(({ term, weight }) => [
      ...(term.matchExpressions ?? []).flatMap((each) => {
        const message = wrongRequirement(each);
        return message === undefined ? [] : [wrong('affinity.nodeAffinity', message, 'mend the expression')];
      }),
      ...weighed('affinity.nodeAffinity', weight),
    ]),
  ];
});

/** The same selector, as far as it is by labels alone. */
function selectorText({ labelSelector, topologyKey, namespaces, namespaceSelector }: PodAffinityTerm): string {
  return JSON.stringify([topologyKey, labelSelector, namespaces, namespaceSelector]);
}

/** Pods that must be beside and away from the same: they wait for ever. */
export const affinityContradiction: Rule = ruleOf((group) => {
  const { podAffinity, podAntiAffinity } = affinityOf(group);
  const apart = new Set((podAntiAffinity?.requiredDuringSchedulingIgnoredDuringExecution ?? []).map(selectorText));
  const both = (podAffinity?.requiredDuringSchedulingIgnoredDuringExecution ?? []).filter((term) => apart.has(selectorText(term)));
  return both.map(({ topologyKey, labelSelector }) => ({
    field: 'affinity',
    rule: 'placement-contradiction',
    message: `must run beside, and away from, pods with ${labelsText(labelSelector?.matchLabels ?? {})} by ${topologyKey}`,
    fix: 'leave one of the two out',
  }));
});

/** Each pod on a node of its own, and new ones beside old ones: an update waits where each node has one. */
export const rolloutWithoutNodes: Rule = ruleOf((group) => {
  const required = affinityOf(group).podAntiAffinity?.requiredDuringSchedulingIgnoredDuringExecution ?? [];
  const own = required.some(({ topologyKey, labelSelector }) => {
    const labels = labelSelector?.matchLabels;
    return topologyKey === NODE_LABEL && labels !== undefined && matches(group.labels, labels);
  });
  if (!own || group.entry.ours || group.pods.surge === 0) return [];
  const message = 'starts a new pod on a node of its own before an old one ends, which waits where each node has one';
  return [
    {
      field: 'affinity.podAntiAffinity',
      rule: 'rollout-needs-room',
      message,
      fix: 'write maxSurge: 0 and maxUnavailable: 1',
      severity: 'warning',
    },
  ];
});

interface Spread extends TopologySpreadConstraint {
  readonly minDomains?: number;
  readonly matchLabelKeys?: string[];
}

function wrongSpread({
  maxSkew,
  topologyKey = '',
  whenUnsatisfiable,
  minDomains,
  matchLabelKeys = [],
  labelSelector,
}: Spread): [string, string][] {
  const selected = [...Object.keys(labelSelector?.matchLabels ?? {}), ...(labelSelector?.matchExpressions ?? []).map(({ key }) => key)];
  const twice = matchLabelKeys.filter((key) => selected.includes(key));
  return [
    ...(topologyKey === '' ? [['spreads by no topologyKey', `write topologyKey: ${NODE_LABEL}`] as [string, string]] : []),
    ...(maxSkew >= 1 ? [] : [[`spreads with maxSkew ${maxSkew}, and 1 or more is allowed`, 'write maxSkew: 1'] as [string, string]]),
    ...(minDomains !== undefined && whenUnsatisfiable !== 'DoNotSchedule'
      ? [['spreads with minDomains, which needs whenUnsatisfiable DoNotSchedule', 'leave minDomains out'] as [string, string]]
      : []),
    ...twice.map((key): [string, string] => [
      `spreads by matchLabelKeys ${key}, which its selector has too`,
      'leave it out of one of the two',
    ]),
  ];
}

/** Spreads that are refused or contradict themselves. */
export const spreadTerms: Rule = ruleOf(({ pods }) => {
  const spreads = (pods.template.spec?.topologySpreadConstraints ?? []) as Spread[];
  return spreads.flatMap((spread, i) =>
    wrongSpread(spread).map(([message, fix]) => ({ field: `topologySpreadConstraints[${i}]`, rule: 'spread-term', message, fix })),
  );
});

/** A class whose volumes wait for the scheduler, and a pod that goes around it: its claim waits for ever (kubernetes#95767). */
export const nodeWithoutScheduler: Rule = ruleOf((group, view) => {
  const nodeName = group.pods.template.spec?.nodeName;
  if (nodeName === undefined) return [];
  const waiting = new Set(
    view.ofKind('StorageClass').flatMap(({ manifest, name }) => (manifest.volumeBindingMode === 'WaitForFirstConsumer' ? [name] : [])),
  );
  return volumesOf(group).flatMap(({ persistentVolumeClaim: use, ephemeral }) => {
    const claim = use === undefined ? undefined : view.find('PersistentVolumeClaim', group.entry.namespace, use.claimName);
    const spec = (claim?.manifest.spec ?? ephemeral?.volumeClaimTemplate?.spec ?? {}) as { storageClassName?: string };
    if (!waiting.has(spec.storageClassName ?? '')) return [];
    const message = `names its node, ${nodeName}, and its claim ${claim?.name ?? ''} waits for the scheduler (WaitForFirstConsumer), which it goes around`;
    return [{ field: 'nodeName', rule: 'node-name', message, fix: `write nodeSelector: { ${NODE_LABEL}: ${nodeName} }` }];
  });
});
