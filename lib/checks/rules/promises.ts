import type { Manifest } from '../../pod/kubernetes';
import { problemsIn, type Rule, type Wrong } from '../rule';
import type { Entry } from '../view';

/** What Helm, Argo CD and Flux are asked to keep. */
const KEEPS = ['helm.sh/resource-policy', 'argocd.argoproj.io/sync-options', 'kustomize.toolkit.fluxcd.io/prune'];

interface Fields {
  readonly schedule?: unknown;
  readonly suspend?: unknown;
  readonly disabled?: unknown;
  readonly persistentVolumeReclaimPolicy?: unknown;
}

function specOf({ spec }: Manifest): Fields {
  return spec ?? {};
}

function wrong(field: string, message: string, fix: string): Wrong {
  return { field, rule: 'broken-promise', message, fix };
}

function keptBefore(before: Manifest, after: Manifest): Wrong[] {
  const [old, now] = [before.metadata.annotations ?? {}, after.metadata?.annotations ?? {}];
  const lost = KEEPS.filter((key) => old[key] !== undefined && now[key] !== old[key]);
  if (lost.length === 0) return [];
  const fix = 'say in the dataset how long it stays: retention: Retention.deleteWithChart({ confirmDataLoss: true })';
  return [wrong('metadata.annotations', `promises to stay when its chart goes, and has no longer ${lost.join(', ')} as it was`, fix)];
}

/** Where the policy stands that says whether data outlives its object. */
const POLICIES: readonly (readonly [field: string, read: (manifest: Manifest) => unknown])[] = [
  ['reclaimPolicy', ({ reclaimPolicy }) => reclaimPolicy],
  ['deletionPolicy', ({ deletionPolicy }) => deletionPolicy],
  ['spec.persistentVolumeReclaimPolicy', (manifest) => specOf(manifest).persistentVolumeReclaimPolicy],
];

function retainedBefore(before: Manifest, after: Manifest): Wrong[] {
  return POLICIES.flatMap(([field, read]) => {
    if (read(before) !== 'Retain' || read(after) === 'Retain') return [];
    const message = `promises that data outlives it (${field} Retain), and has ${String(read(after) ?? 'no policy, which deletes')}`;
    return [wrong(field, message, 'say it in its props, where what depends on it is checked')];
  });
}

/** Kinds that do their work again and again. */
const SCHEDULED = ['CronJob', 'SnapshotSchedule'];

function scheduledBefore(before: Manifest, after: Manifest): Wrong[] {
  if (!SCHEDULED.includes(before.kind)) return [];
  const [old, now] = [specOf(before), specOf(after)];
  const fix = 'leave the prop out that asks for it (backup, schedule), or mend the patch';
  const stopped = [now.suspend, now.disabled].includes(true) && ![old.suspend, old.disabled].includes(true);
  return [
    ...(old.schedule !== undefined && now.schedule === undefined
      ? [wrong('spec.schedule', 'promises to run again and again, and has no schedule', fix)]
      : []),
    ...(stopped ? [wrong('spec', 'promises to run again and again, and is stopped', fix)] : []),
  ];
}

interface Right {
  readonly apiGroups?: readonly string[];
  readonly resources?: readonly string[];
  readonly resourceNames?: readonly string[];
  readonly verbs?: readonly string[];
}

function rightsOf({ rules }: Manifest): readonly Right[] {
  return Array.isArray(rules) ? rules : [];
}

function isWithin(wanted: readonly string[] = [], given: readonly string[] = []): boolean {
  return given.includes('*') || wanted.every((each) => given.includes(each));
}

/** Whether one rule gives all that another gave; a rule without names is for all. */
function gives(now: Right, old: Right): boolean {
  const named = now.resourceNames === undefined || (old.resourceNames !== undefined && isWithin(old.resourceNames, now.resourceNames));
  return named && isWithin(old.apiGroups, now.apiGroups) && isWithin(old.resources, now.resources) && isWithin(old.verbs, now.verbs);
}

function allowedBefore(before: Manifest, after: Manifest): Wrong[] {
  if (before.kind !== 'Role') return [];
  const lost = rightsOf(before).filter((old) => !rightsOf(after).some((now) => gives(now, old)));
  return lost.map(({ verbs = [], resources = [] }) =>
    wrong(
      'rules',
      `gives a task its rights, and no longer ${verbs.join(', ')} on ${resources.join(', ')}: the task fails`,
      'let the rules that the task needs stand',
    ),
  );
}

function isSame(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

function boundBefore(before: Manifest, after: Manifest): Wrong[] {
  if (before.kind !== 'RoleBinding' || (isSame(before.roleRef, after.roleRef) && isSame(before.subjects, after.subjects))) return [];
  return [wrong('subjects', 'gives a task its rights, and binds others: the task fails', 'let roleRef and subjects stand')];
}

const PROMISES = [keptBefore, retainedBefore, scheduledBefore, allowedBefore, boundBefore];

function brokenBy(entry: Entry): ReturnType<Rule> {
  const { unpatched, manifest } = entry;
  if (unpatched === undefined) return [];
  return problemsIn(
    entry,
    '',
    PROMISES.flatMap((promise) => promise(unpatched, manifest)),
  );
}

/** What a construct has promised of the data and of its own tasks, and a patch takes away. */
export const brokenPromises: Rule = ({ byHand }) => byHand.filter(({ ours }) => ours).flatMap(brokenBy);
