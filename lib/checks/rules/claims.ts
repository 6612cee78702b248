import { matches } from '../../values/name';
import { KUEUE_TOPOLOGY, NODE_LABEL } from '../../values/placement';
import { isForOneNode, isForOnePod } from '../../values/storage';
import { called, podField, problemOf, type Rule, warningOf } from '../rule';
import type { ClaimStatement, Entry, PodGroup, View } from '../view';
import { boundsOf } from './scalers';

interface Use {
  readonly claim: Entry;
  readonly groups: readonly PodGroup[];
}

interface ClaimSpec {
  readonly accessModes?: readonly string[];
}

function modesOf(claim: Entry): readonly string[] {
  return (claim.manifest.spec as ClaimSpec | undefined)?.accessModes ?? [];
}

function claimNames({ pods }: PodGroup): string[] {
  return (pods.template.spec?.volumes ?? []).flatMap(({ persistentVolumeClaim }) => persistentVolumeClaim?.claimName ?? []);
}

/** The claims of the app whose modes allow one node, or one pod, with the pods that use them. */
function singleUses(view: View): Use[] {
  const uses = new Map<Entry, PodGroup[]>();
  for (const group of view.pods) {
    for (const name of new Set(claimNames(group))) {
      const claim = view.find('PersistentVolumeClaim', group.entry.namespace, name);
      if (claim === undefined || !isForOneNode(modesOf(claim))) continue;
      uses.set(claim, [...(uses.get(claim) ?? []), group]);
    }
  }
  return [...uses].map(([claim, groups]) => ({ claim, groups }));
}

/** The most pods of one template at once; an autoscaler may make more than the manifest says. */
function mostPods(view: View, group: PodGroup): number {
  const { count, surge } = group.pods;
  return Math.max(boundsOf(view, group)?.max ?? count, count) + surge;
}

/** Whether the pods must run on the node of their own kind: beside other pods they may still be on several. */
function boundToOneNode({ pods, labels }: PodGroup): boolean {
  if (pods.template.metadata?.annotations?.[KUEUE_TOPOLOGY.required] === NODE_LABEL) return true;
  const terms = pods.template.spec?.affinity?.podAffinity?.requiredDuringSchedulingIgnoredDuringExecution ?? [];
  return terms.some(({ topologyKey, labelSelector }) => {
    const own = labelSelector?.matchLabels;
    return topologyKey === NODE_LABEL && own !== undefined && matches(labels, own);
  });
}

/** A claim for one node used by several pods of one template: all but those of the first node wait for ever. */
export const claimOnSeveralNodes: Rule = (view) =>
  singleUses(view).flatMap(({ claim, groups }) =>
    groups.flatMap((group) => {
      const most = mostPods(view, group);
      if (most <= 1 || (!isForOnePod(modesOf(claim)) && boundToOneNode(group))) return [];
      const blamed = { ...group.entry, ours: group.entry.ours || claim.ours };
      return [
        problemOf(blamed, {
          field: podField(group.pods.field, 'spec.volumes'),
          rule: 'claim-on-several-nodes',
          message: `${called(group.entry)} may run ${most} pods on the claim ${claim.name} of ${claim.origin}, which is ${modesOf(claim).join(', ')}`,
          fix: 'use a ReadWriteMany claim, one replica with Rollout.recreate(), or keep the pods on one node',
        }),
      ];
    }),
  );

function sameModes(a: readonly string[], b: readonly string[]): boolean {
  return [...a].sort().join() === [...b].sort().join();
}

/** Who speaks of the same claim first: the object that makes it, or another dataset. */
function firstWord(view: View, { claimName, namespace }: ClaimStatement): Pick<ClaimStatement, 'origin' | 'accessModes'> | undefined {
  const made = view.find('PersistentVolumeClaim', namespace, claimName);
  if (made !== undefined) return { origin: made.origin, accessModes: modesOf(made) };
  return view.claims.find((other) => other.claimName === claimName && other.namespace === namespace);
}

/** Two datasets that say different things of one claim: one of them is judged by what is not so. */
export const claimOfTwoMinds: Rule = (view) =>
  view.claims.flatMap((claim) => {
    const first = firstWord(view, claim);
    if (first === undefined || sameModes(first.accessModes, claim.accessModes)) return [];
    return [
      {
        path: claim.origin,
        field: 'accessModes',
        value: claim.accessModes,
        rule: 'claim-of-two-minds',
        message: `are other ones than ${first.origin} has for the same claim, ${claim.claimName}: ${first.accessModes.join(', ')}`,
        fix: 'give both what the claim has in the cluster, or use one dataset for it',
        severity: 'error',
      },
    ];
  });

function runsForEver({ kind }: PodGroup): boolean {
  return kind.scalable || kind.kind === 'DaemonSet';
}

/** A claim for one node used by two workloads: they hold each other on one node, and two servers can't both have it elsewhere. */
export const claimOfTwoWorkloads: Rule = (view) =>
  singleUses(view).flatMap(({ claim, groups }) => {
    const [first, second] = [...new Map(groups.map((group) => [group.entry, group])).values()];
    if (first === undefined || second === undefined) return [];
    const both = runsForEver(first) && runsForEver(second);
    const tell = both ? problemOf : warningOf;
    const problem = tell(
      { ...claim, ours: claim.ours || first.entry.ours || second.entry.ours },
      {
        field: 'spec.accessModes',
        rule: 'claim-of-two-workloads',
        message: `the claim ${claim.name} (${modesOf(claim).join(', ')}) is used by ${called(first.entry)} of ${first.entry.origin} and ${called(second.entry)} of ${second.entry.origin}, which must then run on one node`,
        fix: 'use CephFS (ReadWriteMany)',
      },
    );
    return [problem];
  });
