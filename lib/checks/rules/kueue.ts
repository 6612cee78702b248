import type { Problem } from '../../problems';
import { type Amounts, amountOf, amountText, askedByPod, sum, times } from '../amounts';
import { defaultAmounts } from '../namespaces';
import { called, podField, problemOf, type Rule, warningOf } from '../rule';
import type { Entry, PodGroup, View } from '../view';

const QUEUE = 'kueue.x-k8s.io/queue-name';
const PRIORITY = 'kueue.x-k8s.io/priority-class';

function labelOf({ manifest }: Entry, key: string): string | undefined {
  return manifest.metadata?.labels?.[key];
}

/** Workloads with pods that wait in a queue of Kueue. */
function waiting(view: View): Map<Entry, PodGroup[]> {
  const byEntry = new Map<Entry, PodGroup[]>();
  for (const group of view.pods) {
    if (labelOf(group.entry, QUEUE) === undefined) continue;
    byEntry.set(group.entry, [...(byEntry.get(group.entry) ?? []), group]);
  }
  return byEntry;
}

function specOf<T>(entry: Entry): Partial<T> {
  return (entry.manifest.spec ?? {}) as Partial<T>;
}

interface ClusterQueue {
  readonly cohortName: string;
  readonly resourceGroups: readonly { readonly flavors?: readonly Flavor[] }[];
}

interface Flavor {
  readonly name?: string;
  readonly resources?: readonly Quota[];
}

interface Quota {
  readonly name?: string;
  readonly nominalQuota?: unknown;
  readonly borrowingLimit?: unknown;
  readonly lendingLimit?: unknown;
}

/** What a flavor can give of a resource at most; undefined where nobody knows. */
interface Most {
  readonly flavor: string;
  readonly amount: bigint | undefined;
  /** It may borrow all that the queues of its cohort lend, of which the app need not make all. */
  readonly ofCohort: boolean;
}

function quotasOf(queue: Entry): { readonly flavor: string; readonly quota: Quota }[] {
  const flavors = (specOf<ClusterQueue>(queue).resourceGroups ?? []).flatMap(({ flavors: each = [] }) => each);
  return flavors.flatMap(({ name: flavor = '', resources = [] }) => resources.map((quota) => ({ flavor, quota })));
}

/** What the other queues of a cohort lend of a flavor; undefined where none of them is in the app. */
function lentTo(queue: Entry, flavor: string, resource: string, view: View): bigint | undefined {
  const { cohortName } = specOf<ClusterQueue>(queue);
  const others = view.ofKind('ClusterQueue').filter((each) => each !== queue && specOf<ClusterQueue>(each).cohortName === cohortName);
  if (others.length === 0) return undefined;
  return others
    .flatMap(quotasOf)
    .filter((each) => each.flavor === flavor && each.quota.name === resource)
    .reduce((all, { quota: { nominalQuota, lendingLimit } }) => all + amountOf(lendingLimit ?? nominalQuota), 0n);
}

function mostOf(queue: Entry, view: View): Map<string, Most[]> {
  const { cohortName } = specOf<ClusterQueue>(queue);
  const most = new Map<string, Most[]>();
  for (const { flavor, quota } of quotasOf(queue)) {
    const { name = '', nominalQuota, borrowingLimit } = quota;
    const ofCohort = cohortName !== undefined && borrowingLimit === undefined;
    const borrowed = ofCohort ? lentTo(queue, flavor, name, view) : amountOf(borrowingLimit ?? 0);
    const amount = borrowed === undefined ? undefined : amountOf(nominalQuota) + borrowed;
    most.set(name, [...(most.get(name) ?? []), { flavor, ofCohort, amount }]);
  }
  return most;
}

/** What pods of a sort request together: all of them are let go at once, on one flavor. */
function wantedBy({ pods, entry }: PodGroup, view: View): Amounts {
  const { spec } = pods.template;
  if (spec === undefined) return new Map();
  const { requests } = askedByPod(spec, defaultAmounts(view, entry.namespace));
  return times(new Map([...requests, ['pods', amountOf(1)]]), pods.count);
}

function podsText(count: number): string {
  return count === 1 ? 'its pod' : `its ${count} pods`;
}

/** One resource, as it is wanted and given. */
interface Wanted {
  readonly name: string;
  readonly amount: bigint;
  readonly pods: number;
  readonly from: readonly Most[] | undefined;
}

/** Why a workload is never let go; `ofCohort`: unless the cohort has queues that are not in the app. */
interface Never {
  readonly message: string;
  readonly ofCohort: boolean;
}

function never({ name, amount, pods, from }: Wanted, alone: boolean): Never | undefined {
  const text = (nanos: bigint) => amountText(nanos, name);
  if (amount === 0n) return undefined;
  // Kueue counts pods only where the queue says how many.
  if (from === undefined) {
    return name === 'pods' ? undefined : { message: `requests ${name}, and the queue has no flavor with it`, ofCohort: false };
  }
  if (from.some((each) => each.amount === undefined)) return undefined;
  const amounts = from.map((each) => each.amount ?? 0n);
  const fits = alone ? amounts.some((each) => amount <= each) : amount <= amounts.reduce((a, b) => a + b, 0n);
  if (fits) return undefined;
  const ofCohort = from.some((each) => each.ofCohort);
  const given = from.map((each) => `${text(each.amount ?? 0n)} of ${each.flavor}`).join(', ');
  const who = ofCohort ? 'the queue and the others of its cohort in this app give' : 'the queue gives';
  const where = alone && from.length > 1 ? `, of which ${podsText(pods)} take one flavor` : '';
  return { message: `requests ${text(amount)} of ${name} for ${podsText(pods)}, and ${who} at most ${given}${where}`, ofCohort };
}

/** What of a workload no state of its queue has room for: of each sort of pods by itself, and of all together. */
function neverAdmitted(groups: readonly PodGroup[], most: ReadonlyMap<string, readonly Most[]>, view: View): [PodGroup, Never][] {
  const told = (group: PodGroup, wanted: Amounts, pods: number, alone: boolean) =>
    [...wanted].flatMap(([name, amount]): [PodGroup, Never][] => {
      const why = never({ name, amount, pods, from: most.get(name) }, alone);
      return why === undefined ? [] : [[group, why]];
    });
  const single = groups.flatMap((group) => told(group, wantedBy(group, view), group.pods.count, true));
  const [first] = groups;
  if (single.length > 0 || first === undefined) return single;
  const all = groups.map((group) => wantedBy(group, view)).reduce(sum, new Map());
  return told(
    first,
    all,
    groups.reduce((count, { pods }) => count + pods.count, 0),
    false,
  );
}

/** A training that its ClusterQueue has never room for waits for ever, and blocks others behind it. */
export const neverLetGo: Rule = (view) => {
  if (view.ofKind('ClusterQueue').length === 0) return [];
  const given = new Map(view.ofKind('ClusterQueue').map((queue) => [queue, mostOf(queue, view)]));
  return [...waiting(view)].flatMap(([entry, groups]) => {
    const local = view.find('LocalQueue', entry.namespace, labelOf(entry, QUEUE) ?? '');
    const queue = local && view.find('ClusterQueue', '', specOf<{ clusterQueue: string }>(local).clusterQueue ?? '');
    if (queue === undefined) return [];
    return neverAdmitted(groups, given.get(queue) ?? new Map(), view).map(([{ pods }, { message, ofCohort }]) => {
      const problem = {
        field: podField(pods.field, 'spec.containers'),
        rule: 'over-queue',
        message: `${called(entry)} ${message}: ${called(queue)} of ${queue.origin} never lets it go`,
        fix: 'ask for less, or raise the quota of the queue',
      };
      return ofCohort ? warningOf(entry, problem) : problemOf(entry, problem);
    });
  });
};

/** A name that nothing in the app makes, of a kind of which the app makes others: mostly a slip. */
function missing(entry: Entry, { kind, name, field, others }: { kind: string; name: string; field: string; others: Entry[] }): Problem {
  return warningOf(entry, {
    field,
    rule: 'missing-queue',
    message: `${called(entry)} names the ${kind} ${name}, which nothing in the app makes; it makes ${others.map((each) => each.name).join(', ')}`,
    fix: 'take the name from the construct, or check that it exists in the cluster',
  });
}

interface Named {
  readonly entry: Entry;
  readonly kind: string;
  readonly namespace: string;
  readonly name: string | undefined;
  readonly field: string;
}

function names(view: View): Named[] {
  const label = (entry: Entry, kind: string, namespace: string, key: string): Named => {
    return { entry, kind, namespace, name: labelOf(entry, key), field: `metadata.labels.${key}` };
  };
  const ofQueue = (entry: Entry): Named => {
    const name = specOf<{ clusterQueue: string }>(entry).clusterQueue;
    return { entry, kind: 'ClusterQueue', namespace: '', name, field: 'spec.clusterQueue' };
  };
  const ofFlavor = (entry: Entry): Named => {
    return {
      entry,
      kind: 'Topology',
      namespace: '',
      name: specOf<{ topologyName: string }>(entry).topologyName,
      field: 'spec.topologyName',
    };
  };
  const flavorsOf = (entry: Entry): Named[] =>
    (specOf<ClusterQueue>(entry).resourceGroups ?? [])
      .flatMap(({ flavors = [] }) => flavors)
      .map(({ name }) => ({ entry, kind: 'ResourceFlavor', namespace: '', name, field: 'spec.resourceGroups' }));
  return [
    ...[...waiting(view).keys()].flatMap((entry) => [
      label(entry, 'LocalQueue', entry.namespace, QUEUE),
      label(entry, 'WorkloadPriorityClass', '', PRIORITY),
    ]),
    ...view.ofKind('LocalQueue').map(ofQueue),
    ...view.ofKind('ClusterQueue').flatMap(flavorsOf),
    ...view.ofKind('ResourceFlavor').map(ofFlavor),
  ];
}

/** What waits in a queue that is not there waits for ever, and Kueue says so in no event of the training. */
export const missingQueues: Rule = (view) =>
  names(view).flatMap(({ entry, kind, namespace, name, field }) => {
    const others = view.ofKind(kind).filter((each) => each.namespace === namespace);
    if (name === undefined || others.length === 0 || view.find(kind, namespace, name) !== undefined) return [];
    return [missing(entry, { kind, name, field, others })];
  });
