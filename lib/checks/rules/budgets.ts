import type { PodDisruptionBudgetSpec } from 'kubernetes-types/policy/v1';
import { called, problemOf, type Rule } from '../rule';
import type { Entry, View } from '../view';
import { boundsOf } from './scalers';

/** How many of `pods` an amount is, a share rounded up as Kubernetes does. */
function amountOf(given: string | number, pods: number): number {
  return typeof given === 'number' ? given : Math.ceil((pods * Number.parseFloat(given)) / 100);
}

function specOf({ manifest }: Entry): Partial<PodDisruptionBudgetSpec> {
  return manifest.spec ?? {};
}

function blocked(view: View, budget: Entry): string | undefined {
  const { maxUnavailable, minAvailable, selector } = specOf(budget);
  if (selector?.matchLabels === undefined) return undefined;
  const groups = view.podsWith(budget.namespace, selector.matchLabels);
  // Where the pods are not known their number is not.
  if (groups.length === 0) return undefined;
  const pods = groups.reduce((sum, group) => sum + (boundsOf(view, group)?.min ?? group.pods.count), 0);
  if (maxUnavailable !== undefined) return amountOf(maxUnavailable, pods) > 0 ? undefined : `lets none of its ${pods} pods go`;
  if (minAvailable === undefined || amountOf(minAvailable, pods) < pods) return undefined;
  return `wants ${minAvailable} of its ${pods} pods to stay`;
}

/** A budget that allows no eviction: a node with one of its pods is never drained (kubernetes.io/docs, configure-pdb). */
export const budgetBlocksDrains: Rule = (view) =>
  view.ofKind('PodDisruptionBudget').flatMap((entry) => {
    const message = blocked(view, entry);
    if (message === undefined) return [];
    return [
      problemOf(entry, {
        field: 'spec',
        rule: 'budget-blocks-drains',
        message: `${called(entry)} ${message}: their nodes can not be drained`,
        fix: 'write maxUnavailable: 1, or give the workload more replicas',
      }),
    ];
  });
