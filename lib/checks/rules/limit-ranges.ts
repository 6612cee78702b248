import type { Manifest } from '../../pod/kubernetes';
import { type Amounts, amountOf, amountText, askedBy, askedByPod, type DefaultAmounts } from '../amounts';
import { defaultAmounts, type LimitItem, limitItems } from '../namespaces';
import { called, podField, problemOf, type Rule } from '../rule';
import { type Entry, isUnsaid, type PodGroup, type View } from '../view';
import { claimsMade } from './claim-quota';

/** Something of which a LimitRange says how much it may have. */
interface Bounded {
  readonly entry: Entry;
  readonly field: string;
  readonly type: string;
  readonly what: string;
  readonly requests: Amounts;
  readonly limits: Amounts;
}

function ofPods({ entry, pods }: PodGroup, defaults: DefaultAmounts, types: ReadonlySet<string>): Bounded[] {
  const { spec } = pods.template;
  if (spec === undefined) return [];
  const place = { entry, field: podField(pods.field, 'spec.containers') };
  const all = [...(spec.containers ?? []), ...(spec.initContainers ?? [])];
  if (all.some((each) => isUnsaid(each, { pods }))) return [];
  const containers = types.has('Container') ? all : [];
  return [
    ...containers.map((each) => ({ ...place, type: 'Container', what: `container ${each.name} of`, ...askedBy(each, defaults) })),
    ...(types.has('Pod') ? [{ ...place, type: 'Pod', what: 'a pod of', ...askedByPod(spec, defaults) }] : []),
  ];
}

function ofClaims(view: View, namespace: string): Bounded[] {
  return claimsMade(view, namespace).map(({ entry, field, size }) => {
    const amounts = new Map([['storage', size]]);
    return { entry, field, type: 'PersistentVolumeClaim', what: 'the claim of', requests: amounts, limits: amounts };
  });
}

/** What is over the most or under the least, each as `64Gi of memory, more than the 32Gi`. */
function wrongAmounts({ requests, limits }: Bounded, { min, max }: LimitItem): string[] {
  const over = (name: string, bound: bigint) => [limits.get(name), requests.get(name)].find((each) => each !== undefined && each > bound);
  const under = (name: string, bound: bigint) => [requests.get(name), limits.get(name)].find((each) => each !== undefined && each < bound);
  const told = (bounds: Readonly<Record<string, unknown>>, words: string, find: typeof over) =>
    Object.entries(bounds).flatMap(([name, given]) => {
      const bound = amountOf(given);
      const found = find(name, bound);
      return found === undefined ? [] : [`${amountText(found, name)} of ${name}, ${words} than the ${amountText(bound, name)}`];
    });
  return [...told(max, 'more', over), ...told(min, 'less', under)];
}

/** The claim stands for itself; of others the object is named. */
function subject({ what, entry }: Bounded): string {
  const { kind }: Manifest = entry.manifest;
  return kind === 'PersistentVolumeClaim' ? called(entry) : `${what} ${called(entry)}`;
}

/** A container, pod or claim outside of what a LimitRange of the app allows: the API server refuses it, a pod only when its controller makes it. */
export const outsideLimits: Rule = (view) =>
  [...new Set(view.ofKind('LimitRange').map(({ namespace }) => namespace))].flatMap((namespace) => {
    const items = limitItems(view, namespace);
    const types = new Set(items.map(({ type }) => type));
    const defaults = defaultAmounts(view, namespace);
    const groups = view.pods.filter(({ entry }) => entry.namespace === namespace);
    const bounded = [...groups.flatMap((group) => ofPods(group, defaults, types)), ...ofClaims(view, namespace)];
    return items.flatMap((item) =>
      bounded
        .filter(({ type }) => type === item.type)
        .flatMap((each) =>
          wrongAmounts(each, item).map((message) =>
            problemOf(each.entry, {
              field: each.field,
              rule: 'outside-limits',
              message: `${subject(each)} asks for ${message} that ${called(item.entry)} of ${item.entry.origin} allows`,
              fix: 'change the amount, or the LimitRange',
            }),
          ),
        ),
    );
  });
