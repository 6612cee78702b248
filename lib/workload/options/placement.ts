import type { NeighbourRule } from '../../pod/plan';
import type { Finding } from '../../values/finding';
import { labelsText } from '../../values/name';
import { given } from '../../values/omit';
import { KUEUE_TOPOLOGY, Placement, type PlacementRule } from '../../values/placement';
import { checkSpreads } from '../../values/placement-rules';
import { Queue } from '../../values/queue';
import { list, optional, value } from '../../values/read';
import type { Contribution, Option, PodAddition, Target } from '../contribution';

export interface PlacementProps {
  readonly placement?: Placement[];
}

type Additions = Pick<PodAddition, 'tolerations' | 'nodes' | 'preferredNodes' | 'together' | 'apart' | 'spread'>;

/** Racks, of which Kubernetes knows nothing by itself. */
export const NO_RACK_LABEL = {
  rule: 'placement-facts',
  message: 'speaks of racks, for which the cluster profile names no label',
  fix: "for example ClusterProfile.generic().attach(app, { rackLabel: 'example.com/rack' })",
};

function unresolved(target: Target, index: number, remark: typeof NO_RACK_LABEL): Finding {
  return { field: target.field(`placement[${index}]`), severity: 'error', ...remark };
}

type Added = Additions | Finding;

function isFinding(added: Added): added is Finding {
  return 'rule' in added;
}

function neighbours(rule: Extract<PlacementRule, { kind: 'together' | 'apart' | 'spread' }>, target: Target, index: number): Added {
  const topologyKey = rule.topology._keyIn(target.cluster.rackLabel);
  if (topologyKey === undefined) {
    return unresolved(target, index, NO_RACK_LABEL);
  }
  const required = rule.options.required ?? false;
  const own = target.plan.selector;
  if (rule.kind === 'spread')
    return {
      spread: [
        given({ topologyKey, labels: own, required, maxSkew: rule.options.maxSkew ?? 1, matchLabelKeys: target.role.revisionLabels }),
      ],
    };
  return { [rule.kind]: [{ topologyKey, labels: rule.options.pods ?? own, required, prop: target.field('placement') }] };
}

function onNodes(labels: Readonly<Record<string, string>>, required: boolean): Additions {
  const nodes = Object.entries(labels).map(([key, label]) => ({ key, operator: 'In' as const, values: [label] }));
  return required ? { nodes } : { preferredNodes: [nodes] };
}

function onSpot(rule: Extract<PlacementRule, { kind: 'spot' }>, target: Target, index: number): Added {
  const spot = target.cluster.spotNodes;
  if (spot === undefined) {
    return unresolved(target, index, {
      rule: 'placement-facts',
      message: 'speaks of spot nodes, of which the cluster profile knows nothing',
      fix: 'attach ClusterProfile.gke(), .eks() or .aks(), or name their labels and taints in its spotNodes',
    });
  }
  const tolerations = spot.taints.map(({ key, value: taint, effect }) =>
    given({ key, operator: taint === undefined ? 'Exists' : 'Equal', value: taint, effect }),
  );
  return { ...onNodes(spot.labels, rule.options.required ?? false), tolerations };
}

/** A toleration as Kubernetes has it. */
export function tolerationOf({ key, options: { value: taint, effect } }: Extract<PlacementRule, { kind: 'tolerate' }>) {
  return given({ key, operator: taint === undefined ? 'Exists' : 'Equal', value: taint, effect });
}

function additions(rule: PlacementRule, target: Target, index: number): Added {
  switch (rule.kind) {
    case 'together':
    case 'apart':
    case 'spread':
      return neighbours(rule, target, index);
    case 'on':
      return onNodes(rule.labels, rule.options.required ?? false);
    case 'spot':
      return onSpot(rule, target, index);
    case 'tolerate':
      return { tolerations: [tolerationOf(rule)] };
    default:
      return unreachable(rule);
  }
}

function unreachable(rule: never): never {
  throw new Error(`unknown placement ${JSON.stringify(rule)}`);
}

function topologyOf(placement: Placement): string | undefined {
  const rule = placement._rule;
  return 'topology' in rule ? `${rule.topology._keyIn('rack')}` : undefined;
}

/** Our rules on topologies of which the user says nothing, and all of his. */
function effective(defaults: readonly Placement[], own: readonly Placement[]): Placement[] {
  const said = new Set(own.map(topologyOf));
  return [...own, ...defaults.filter((each) => !said.has(topologyOf(each)))];
}

function together(parts: readonly Additions[]): Additions {
  const all = <K extends keyof Additions>(key: K) => parts.flatMap((part) => [...(part[key] ?? [])]) as NonNullable<Additions[K]>;
  return {
    tolerations: all('tolerations'),
    nodes: all('nodes'),
    preferredNodes: all('preferredNodes'),
    together: all('together'),
    apart: all('apart'),
    spread: all('spread'),
  };
}

/** Whether Kueue places the pods. */
function isByKueue(props: PlacementProps): boolean {
  return 'queue' in props && props.queue !== undefined && props.queue instanceof Queue && props.queue._options.topologyAware === true;
}

/** What Kueue is told in place of affinity: of pods that are to be together with each other. */
function isForKueue({ _rule }: Placement): boolean {
  return _rule.kind === 'together' && _rule.options.pods === undefined;
}

/** Kueue takes one level of the topology, that must hold or should. */
function toldKueue(rules: readonly NeighbourRule[], field: string): Contribution {
  const levels = rules.map(({ topologyKey, required }) => [KUEUE_TOPOLOGY[required ? 'required' : 'preferred'], topologyKey] as const);
  if (levels.length < 2) return { pod: { annotations: Object.fromEntries(levels) } };
  const message = `is to be together by ${levels.map(([, key]) => key).join(' and by ')}, and Kueue takes one level`;
  return { problems: [{ field, severity: 'error', rule: 'placement-contradiction', message, fix: 'keep the one that matters most' }] };
}

/** Pods of other apps that a rule is about, as `Pod/key=value`. */
function externalPods(rule: PlacementRule): string[] {
  if ((rule.kind !== 'together' && rule.kind !== 'apart') || rule.options.external !== true) return [];
  return [`Pod/${labelsText(rule.options.pods ?? {})}`];
}

/** Where pods run: the user's rules, and those of the construct on other topologies. */
export function placement(defaults: readonly Placement[]): Option<PlacementProps> {
  return {
    name: 'placement',
    reads: ['queue'],
    shape: { placement: optional(list(value(Placement, 'Placement.apart(Topology.NODE)'))) },
    contribute: (props, target) => {
      const own = props.placement ?? [];
      if (own.length + defaults.length === 0) return {};
      const byKueue = isByKueue(props);
      const kueue: Additions[] = [];
      const others: Additions[] = [];
      const problems: Finding[] = [];
      for (const [index, each] of effective(defaults, own).entries()) {
        const added = additions(each._rule, target, index);
        if (isFinding(added)) problems.push(added);
        else (byKueue && isForKueue(each) ? kueue : others).push(added);
      }
      const told = toldKueue(together(kueue).together ?? [], target.field('placement'));
      problems.push(...(told.problems ?? []));
      checkSpreads(own, (finding) => problems.push(finding), target.field('placement'), target.cluster.rackLabel);
      const onSpot = own.some(({ _rule }) => _rule.kind === 'spot') ? ({ onSpot: true } as const) : {};
      const external = own.flatMap(({ _rule }) => externalPods(_rule));
      return { external, pod: { ...together(others), ...told.pod, ...onSpot }, problems };
    },
  };
}
