import { labelsText, matches } from '../../values/name';
import { called, problemOf, type Rule } from '../rule';
import type { Entry, PodGroup, View } from '../view';

interface Selecting {
  readonly selector?: Readonly<Record<string, string>> & { readonly matchLabels?: Readonly<Record<string, string>> };
  readonly podSelector?: { readonly matchLabels?: Readonly<Record<string, string>> };
}

/** The labels by which an object selects pods; undefined where it selects in another way. */
function selectorOf({ manifest }: Entry): Readonly<Record<string, string>> | undefined {
  const spec = (manifest.spec ?? {}) as Selecting;
  if (manifest.kind === 'Service') return spec.selector;
  return manifest.kind === 'NetworkPolicy' ? spec.podSelector?.matchLabels : spec.selector?.matchLabels;
}

const SELECTING = ['Service', 'PodDisruptionBudget', 'NetworkPolicy'];

/** An object that selects pods and finds none: it does nothing, silently. */
export const selectsNothing: Rule = (view) =>
  SELECTING.flatMap((kind) => view.ofKind(kind)).flatMap((entry) => {
    const selector = selectorOf(entry);
    if (selector === undefined || view.podsWith(entry.namespace, selector).length > 0) return [];
    return [
      problemOf(entry, {
        field: 'spec.selector',
        rule: 'selects-nothing',
        message: `${called(entry)} selects pods with ${labelsText(selector)}, and no workload of the app in its namespace has them`,
        fix: 'mend the labels or the selector',
      }),
    ];
  });

/** The sorts of pods of the workload that a policy has been made beside. */
function podsBeside({ pods }: View, policy: Entry): PodGroup[] {
  return pods.filter(({ entry }) => entry.origin === policy.origin && entry.namespace === policy.namespace && entry.name === policy.name);
}

/** Pods of a training that its NetworkPolicy does not select: those that it does select let them in no more, and they are open to all. */
export const policyMissesPods: Rule = (view) =>
  view
    .ofKind('NetworkPolicy')
    .filter(({ ours }) => ours)
    .flatMap((policy) => {
      const selector = selectorOf(policy) ?? {};
      const pods = podsBeside(view, policy);
      const missed = pods.filter(({ labels }) => !matches(labels, selector));
      if (missed.length === pods.length) return [];
      return missed.map(({ entry, pods: { role } }) =>
        problemOf(entry, {
          field: 'metadata.labels',
          rule: 'policy-misses-pods',
          message: `${called(entry)} has pods (${role}) without ${labelsText(selector)}, by which ${called(policy)} lets its pods in to each other`,
          fix: 'leave those labels as they are, or write isolation: Isolation.NONE',
        }),
      );
    });

function missesOwnPods({ entry, labels }: PodGroup): boolean {
  const selector = selectorOf(entry);
  return selector !== undefined && !matches(labels, selector);
}

/** A workload whose selector its own pods do not have: the API server refuses it. */
export const missesItsPods: Rule = ({ pods }) =>
  pods.filter(missesOwnPods).map(({ entry }) =>
    problemOf(entry, {
      field: 'spec.selector',
      rule: 'misses-its-pods',
      message: `${called(entry)} selects pods with ${labelsText(selectorOf(entry) ?? {})}, which its own template does not have`,
      fix: 'let selector and template labels agree',
    }),
  );

/** Two objects of one name, of which one will be: that is told by itself, and what follows from it is not. */
function isSame(a: Entry, b: Entry): boolean {
  return a.manifest.kind === b.manifest.kind && a.namespace === b.namespace && a.name === b.name;
}

function otherWorkloads(view: View, entry: Entry, selector: Readonly<Record<string, string>>): Entry[] {
  return view
    .podsWith(entry.namespace, selector)
    .map((group) => group.entry)
    .filter((other) => !isSame(other, entry));
}

/** A workload's selector that other pods have too: two controllers then count each other's pods as theirs. */
export const selectsForeignPods: Rule = (view) =>
  [...new Set(view.pods.map(({ entry }) => entry))].flatMap((entry) => {
    const selector = selectorOf(entry);
    const [other] = selector === undefined ? [] : otherWorkloads(view, entry, selector);
    if (selector === undefined || other === undefined) return [];
    return [
      problemOf(entry, {
        field: 'spec.selector',
        rule: 'selectors-overlap',
        message: `${called(entry)} selects pods with ${labelsText(selector)}, which ${called(other)} of ${other.origin} has too`,
        fix: 'give one of them another label',
      }),
    ];
  });

/** A Service or budget over the pods of two workloads: requests go to both; an eviction with two budgets fails. */
export const servesTwoWorkloads: Rule = (view) =>
  view.ofKind('Service').flatMap((entry) => {
    const selector = selectorOf(entry);
    if (selector === undefined) return [];
    const [first, ...others] = view.podsWith(entry.namespace, selector).map((group) => group.entry);
    const second = others.find((other) => first !== undefined && !isSame(first, other));
    if (first === undefined || second === undefined) return [];
    return [
      problemOf(entry, {
        field: 'spec.selector',
        rule: 'selectors-overlap',
        message: `${called(entry)} sends to ${called(first)} of ${first.origin} and to ${called(second)} of ${second.origin}`,
        fix: 'select by a label that one of them has alone',
      }),
    ];
  });

/** Two budgets over one pod: the API server then refuses every eviction. */
export const twoBudgets: Rule = (view) =>
  view.pods.flatMap(({ entry, labels }) => {
    const budgets = view
      .ofKind('PodDisruptionBudget')
      .filter((budget) => budget.namespace === entry.namespace && matches(labels, selectorOf(budget) ?? { '': '' }));
    const [first, ...others] = budgets;
    const second = others.find((other) => first !== undefined && !isSame(first, other));
    if (first === undefined || second === undefined) return [];
    return [
      problemOf(
        { ...second, ours: first.ours || second.ours },
        {
          field: 'spec.selector',
          rule: 'two-budgets',
          message: `${called(second)} and ${called(first)} of ${first.origin} both select the pods of ${called(entry)}, whose evictions are then refused`,
          fix: 'leave one out',
        },
      ),
    ];
  });
