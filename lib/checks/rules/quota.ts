import { isExtendedResource } from '../../values/extended-resource';
import { type Amounts, amountOf, amountText, askedBy, askedByPod, type DefaultAmounts, sum, times } from '../amounts';
import { claimedByPod } from '../claimed-devices';
import { defaultAmounts, type Quota, quotasIn } from '../namespaces';
import { containersOf } from '../pods';
import { called, podField, problemOf, type Rule, warningOf } from '../rule';
import { type Entry, isUnsaid, type PodGroup, type View } from '../view';
import { boundsOf } from './scalers';

/** Of extended resources Kubernetes counts `requests.` alone. */
function countsNothing(name: string): string | undefined {
  const resource = name.replace(/^limits\./, '');
  const other =
    name.startsWith('requests.') ||
    name.endsWith('.deviceclass.resource.k8s.io/devices') ||
    name.startsWith('count/') ||
    name.includes('.storageclass.storage.k8s.io/');
  return !other && isExtendedResource(resource) ? resource : undefined;
}

/** A quota that is taken, and bounds nothing: everybody believes that the GPUs are shared out. */
export const quotaCountsNothing: Rule = (view) =>
  quotasIn(view).flatMap(({ entry, hard }) =>
    Object.keys(hard).flatMap((name) => {
      const resource = countsNothing(name);
      if (resource === undefined) return [];
      return [
        problemOf(entry, {
          field: `spec.hard.${name}`,
          rule: 'quota-counts-nothing',
          message: `${called(entry)} bounds ${name}, which Kubernetes does not count`,
          fix: `write requests.${resource}`,
        }),
      ];
    }),
  );

/** What pods ask for, by the names that quotas have for it. */
function usage(group: PodGroup, defaults: DefaultAmounts, view: View): Amounts {
  const { spec } = group.pods.template;
  if (spec === undefined) return new Map();
  const { requests, limits } = askedByPod(spec, defaults);
  const bare = [...requests].filter(([name]) => !name.includes('/'));
  const pod = amountOf(1);
  return new Map([
    ...bare,
    ...claimedByPod(group, view),
    ...[...requests].map(([name, amount]) => [`requests.${name}`, amount] as const),
    ...[...limits].filter(([name]) => !name.includes('/')).map(([name, amount]) => [`limits.${name}`, amount] as const),
    ...(['pods', 'count/pods'] as const).map((name) => [name, pod] as const),
  ]);
}

/** A workload's pods, at the fewest with which it does its work, and at the most. */
interface Need {
  readonly entry: Entry;
  readonly field: string;
  readonly least: Amounts;
  readonly most: Amounts;
  readonly pods: number;
}

/** The parts of a Job run one after the other where they don't fit at once. */
const IN_WAVES = ['Job', 'CronJob'];

function needOf(entry: Entry, groups: readonly PodGroup[], defaults: DefaultAmounts, view: View): Need {
  let [least, most, pods]: [Amounts, Amounts, number] = [new Map(), new Map(), 0];
  for (const group of groups) {
    const { count, surge } = group.pods;
    const bounds = boundsOf(view, group);
    const fewest = IN_WAVES.includes(entry.manifest.kind) ? Math.min(count, 1) : (bounds?.min ?? count);
    const one = usage(group, defaults, view);
    least = sum(least, times(one, fewest));
    most = sum(most, times(one, Math.max(bounds?.max ?? count, count) + surge));
    pods += fewest;
  }
  return { entry, field: podField(groups[0]?.pods.field ?? '', 'spec.containers'), least, most, pods };
}

function needsIn(view: View, namespace: string): Need[] {
  const groups = view.pods.filter(({ entry }) => entry.namespace === namespace);
  const byEntry = new Map<Entry, PodGroup[]>();
  for (const group of groups) byEntry.set(group.entry, [...(byEntry.get(group.entry) ?? []), group]);
  const defaults = defaultAmounts(view, namespace);
  return [...byEntry].map(([entry, own]) => needOf(entry, own, defaults, view));
}

function nameOf({ entry }: Quota): string {
  return `${called(entry)} of ${entry.origin}`;
}

/** A bound that one workload alone, or all together, go over. */
function overBound(quota: Quota, name: string, needs: readonly Need[]): ReturnType<typeof problemOf>[] {
  const bound = amountOf(quota.hard[name]);
  const text = (amount: bigint) => amountText(amount, name);
  const alone = needs.filter(({ least }) => (least.get(name) ?? 0n) > bound);
  if (alone.length > 0) {
    return alone.map(({ entry, field, least, pods }) =>
      problemOf(entry, {
        field,
        rule: 'over-quota',
        message: `${called(entry)} needs ${text(least.get(name) ?? 0n)} of ${name} for ${pods === 1 ? 'one pod' : `${pods} pods`}, and ${nameOf(quota)} allows ${text(bound)} in ${entry.namespace}: it never fits`,
        fix: 'ask for less, or raise the quota',
      }),
    );
  }
  const users = needs.flatMap((need) => ((need.most.get(name) ?? 0n) === 0n ? [] : [{ ...need, amount: need.most.get(name) ?? 0n }]));
  const all = users.reduce((added, { amount }) => added + amount, 0n);
  if (all <= bound) return [];
  return [
    warningOf(quota.entry, {
      field: `spec.hard.${name}`,
      rule: 'over-quota',
      message: `${called(quota.entry)} allows ${text(bound)}, and the app's workloads there may ask for ${text(all)} at once: ${users.map(({ entry, amount }) => `${called(entry)} ${text(amount)}`).join(', ')}`,
      fix: 'raise the quota, or let some of them wait for others',
    }),
  ];
}

/** Workloads over the quota of their namespace: the API server refuses their pods, and the controller tries for ever. */
export const workloadsOverQuota: Rule = (view) =>
  quotasIn(view).flatMap((quota) => {
    const needs = needsIn(view, quota.entry.namespace);
    return Object.keys(quota.hard).flatMap((name) => overBound(quota, name, needs));
  });

const WANTED = ['cpu', 'memory', 'requests.cpu', 'requests.memory', 'limits.cpu', 'limits.memory'];

/** A container that says nothing of what the quota counts: the API server refuses its pod (kubernetes `pkg/quota/v1/evaluator/core/pods.go`). */
export const quotaNeedsRequests: Rule = (view) =>
  quotasIn(view).flatMap((quota) => {
    const { namespace } = quota.entry;
    const wanted = Object.keys(quota.hard).filter((name) => WANTED.includes(name));
    const defaults = defaultAmounts(view, namespace);
    return view.pods.flatMap((group) => {
      if (group.entry.namespace !== namespace) return [];
      return containersOf(group).flatMap((container) => {
        if (isUnsaid(container, group)) return [];
        const { requests, limits } = askedBy(container, defaults);
        const has = (name: string) => (name.startsWith('limits.') ? limits : requests).has(name.replace(/^(requests|limits)\./, ''));
        const missing = wanted.filter((name) => !has(name));
        if (missing.length === 0) return [];
        return [
          problemOf(group.entry, {
            field: podField(group.pods.field, 'spec.containers'),
            rule: 'quota-needs-requests',
            message: `container ${container.name} of ${called(group.entry)} does not say ${missing.join(', ')}, which ${nameOf(quota)} counts: its pods are refused`,
            fix: 'give it resources, or the namespace a default: containers: { defaultRequest: { ... } } of MlNamespace',
          }),
        ];
      });
    });
  });
