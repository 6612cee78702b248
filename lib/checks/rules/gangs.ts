import type { Problem } from '../../problems';
import { usesGpus } from '../pods';
import { called, podField, problemsIn, type Rule, type Wrong, warningOf } from '../rule';
import type { Entry, PodGroup, View } from '../view';

const KUEUE = 'kueue.x-k8s.io/queue-name';
const VOLCANO_GROUP = 'scheduling.k8s.io/group-name';
const COSCHEDULING_GROUP = 'scheduling.x-k8s.io/pod-group';

interface Fields {
  readonly runPolicy?: { readonly schedulingPolicy?: { readonly minAvailable?: number; readonly queue?: string } };
  readonly elasticPolicy?: { readonly minReplicas?: number; readonly maxReplicas?: number };
  readonly completionMode?: string;
}

function fieldsOf({ manifest }: Entry): Fields {
  return (manifest.spec ?? {}) as Fields;
}

function byEntry(groups: readonly PodGroup[]): Map<Entry, PodGroup[]> {
  const found = new Map<Entry, PodGroup[]>();
  for (const group of groups) {
    const own = found.get(group.entry);
    if (own === undefined) found.set(group.entry, [group]);
    else own.push(group);
  }
  return found;
}

function metadataOf({ pods }: PodGroup): {
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
} {
  const { labels = {}, annotations = {} } = pods.template.metadata ?? {};
  return { labels, annotations };
}

/** By what the pods of one object wait for each other, or for room. */
function mechanisms(entry: Entry, groups: readonly PodGroup[]): string[] {
  const { queue } = fieldsOf(entry).runPolicy?.schedulingPolicy ?? {};
  const pods = groups.map((group) => ({ ...metadataOf(group), scheduler: group.pods.template.spec?.schedulerName }));
  const isVolcano = pods.some(({ annotations, scheduler }) => scheduler === 'volcano' || VOLCANO_GROUP in annotations);
  return [
    ...(entry.manifest.metadata.labels?.[KUEUE] === undefined ? [] : ['Kueue']),
    ...(isVolcano || queue !== undefined ? ['Volcano'] : []),
    ...(pods.some(({ labels }) => COSCHEDULING_GROUP in labels) ? ['scheduler-plugins'] : []),
  ];
}

/** Two ways to wait: the one lets a training go that the other holds back, with its part of the GPUs. */
export const twoQueues: Rule = ({ podsByHand }) =>
  [...byEntry(podsByHand)].flatMap(([entry, groups]) => {
    const [first, second] = mechanisms(entry, groups);
    if (second === undefined) return [];
    const message = `waits by ${first} and by ${second}, of which each holds back what the other lets go`;
    return problemsIn(entry, 'metadata.labels', [{ field: '', rule: 'two-queues', message, fix: 'take one of the two away' }]);
  });

/** Kinds of which Kueue takes the object as a whole. */
function isTraining({ kind }: PodGroup): boolean {
  return kind.replicas !== undefined || kind.kind === 'Job';
}

/** Kueue reads its label on the job: on its pods it would let each go by itself, or none at all. */
export const queueOnPods: Rule = ({ podsByHand }) =>
  podsByHand.flatMap((group) => {
    const { entry, pods } = group;
    if (!isTraining(group) || entry.manifest.metadata.labels?.[KUEUE] !== undefined || metadataOf(group).labels[KUEUE] === undefined)
      return [];
    const message = `has the label ${KUEUE} on its pods, and Kueue reads it on the ${entry.manifest.kind}`;
    return problemsIn(entry, podField(pods.field, 'metadata.labels'), [
      { field: '', rule: 'queue-on-pods', message, fix: 'write it in metadata.labels' },
    ]);
  });

function wrongMembers(members: number, pods: number, field: string): Wrong[] {
  const wrong = { field, rule: 'gang-members' };
  if (members < 1) return [{ ...wrong, message: `waits for ${members} pods`, fix: 'leave it out: all are waited for' }];
  if (members > pods) {
    return [{ ...wrong, message: `waits for ${members} pods, and there are ${pods}: it never starts`, fix: `write ${pods}` }];
  }
  if (members === pods) return [];
  const message = `starts with ${members} of its ${pods} pods, which then wait for the rest with their GPUs held`;
  return [{ ...wrong, message, fix: `write ${pods}, unless the program can go on with fewer`, severity: 'warning' }];
}

function podsOf(groups: readonly PodGroup[]): number {
  return groups.reduce((sum, { pods }) => sum + pods.count, 0);
}

function wrongPolicy(entry: Entry, groups: readonly PodGroup[]): Problem[] {
  const { runPolicy, elasticPolicy } = fieldsOf(entry);
  const members = runPolicy?.schedulingPolicy?.minAvailable;
  if (members === undefined) return [];
  const wrongs = wrongMembers(members, podsOf(groups), 'runPolicy.schedulingPolicy.minAvailable');
  // Fewer than all are right where workers come and go.
  const { minReplicas: min = 0, maxReplicas: max = 0 } = elasticPolicy ?? {};
  return problemsIn(entry, 'spec', min < max ? wrongs.filter(({ severity }) => severity !== 'warning') : wrongs);
}

const POD_GROUPS = ['scheduling.volcano.sh', 'scheduling.x-k8s.io'];

function wrongPodGroup(entry: Entry, pods: readonly PodGroup[]): Problem[] {
  const { minMember } = (entry.manifest.spec ?? {}) as { minMember?: number };
  const own = pods.filter((group) => {
    const { labels, annotations } = metadataOf(group);
    return group.entry.namespace === entry.namespace && [labels[COSCHEDULING_GROUP], annotations[VOLCANO_GROUP]].includes(entry.name);
  });
  return minMember === undefined || own.length === 0 ? [] : problemsIn(entry, 'spec', wrongMembers(minMember, podsOf(own), 'minMember'));
}

/** A gang of more pods than there are never starts; one of fewer holds what others wait for. */
export const gangMembers: Rule = ({ byHand, podsByHand, pods }) => [
  ...[...byEntry(podsByHand)].flatMap(([entry, groups]) => wrongPolicy(entry, groups)),
  ...byHand
    .filter(({ manifest }) => manifest.kind === 'PodGroup' && POD_GROUPS.includes(manifest.apiVersion.split('/')[0] ?? ''))
    .flatMap((entry) => wrongPodGroup(entry, pods)),
];

interface Training {
  readonly entry: Entry;
  /** Its pods with GPUs, none of which gets on without the others. */
  readonly pods: number;
}

/** Whether pods train one model together: those of a Job find each other by a Service. */
function worksTogether({ kind, pods, entry }: PodGroup): boolean {
  if (kind.replicas !== undefined) return (fieldsOf(entry).elasticPolicy?.minReplicas ?? 2) > 1;
  return kind.kind === 'Job' && fieldsOf(entry).completionMode === 'Indexed' && pods.template.spec?.subdomain !== undefined;
}

/** Placed by nobody who knows that they belong together. */
function waitsForNobody(entry: Entry, groups: readonly PodGroup[]): boolean {
  const otherScheduler = groups.some(({ pods }) => (pods.template.spec?.schedulerName ?? 'default-scheduler') !== 'default-scheduler');
  return mechanisms(entry, groups).length === 0 && fieldsOf(entry).runPolicy?.schedulingPolicy === undefined && !otherScheduler;
}

function withoutQueue(view: View): Training[] {
  const candidates = byEntry(view.pods.filter((group) => worksTogether(group) && usesGpus(group, view)));
  return [...candidates].flatMap(([entry, groups]) => {
    const pods = podsOf(groups);
    return pods > 1 && waitsForNobody(entry, groups) ? [{ entry, pods }] : [];
  });
}

/** What the app itself has of queues: who shares GPUs by them counts on everybody's doing so. */
function queuesIn(view: View): string | undefined {
  const made = ['LocalQueue', 'ClusterQueue', 'Queue', 'PodGroup'].flatMap((kind) => view.ofKind(kind))[0];
  if (made !== undefined) return called(made);
  const waiting = [...byEntry(view.pods)].find(([entry, groups]) => !waitsForNobody(entry, groups) && groups.some(isTraining));
  return waiting === undefined ? undefined : called(waiting[0]);
}

/**
 * Several pods with GPUs of one training, placed one by one, where the app shows with whom they may block each other: another such training,
 * or a queue that they go around. Half placed, each holds GPUs that the other waits for.
 */
export const gpusWithoutGang: Rule = (view) => {
  const trainings = withoutQueue(view);
  if (trainings.length === 0) return [];
  const queue = queuesIn(view);
  return trainings.flatMap(({ entry, pods }) => {
    const other = trainings.find((each) => each.entry !== entry);
    if (other === undefined && queue === undefined) return [];
    const why =
      other === undefined
        ? `beside ${queue}: it takes GPUs that the queue has given to others`
        : `as does ${called(other.entry)} of ${other.entry.origin}: half placed, each holds GPUs that the other waits for`;
    return [
      warningOf(entry, {
        field: entry.ours ? 'queue' : 'metadata.labels',
        rule: 'no-gang',
        message: `${called(entry)} places its ${pods} pods with GPUs one by one, ${why}`,
        fix: entry.ours
          ? "write queue: Queue.kueue('team-a'), .volcano('default') or .coscheduling(), as the cluster has it"
          : `let them start together: by the label ${KUEUE}, Volcano or scheduler-plugins, as the cluster has it`,
      }),
    ];
  });
};
