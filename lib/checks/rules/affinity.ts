import type { PodAffinityTerm } from 'kubernetes-types/core/v1';
import { labelsText } from '../../values/name';
import { called, podField, problemOf, type Rule } from '../rule';
import type { PodGroup, View } from '../view';

function requiredTerms({ pods }: PodGroup): PodAffinityTerm[] {
  return pods.template.spec?.affinity?.podAffinity?.requiredDuringSchedulingIgnoredDuringExecution ?? [];
}

/** Terms by labels alone, in the pod's own namespace: of others the app can't say whom they mean. */
function labelsOf(term: PodAffinityTerm): Record<string, string> | undefined {
  if (term.namespaces !== undefined || term.namespaceSelector !== undefined || term.labelSelector?.matchExpressions !== undefined)
    return undefined;
  return term.labelSelector?.matchLabels;
}

function nobody(view: View, group: PodGroup): Record<string, string>[] {
  return requiredTerms(group).flatMap((term) => {
    const labels = labelsOf(term);
    if (labels === undefined || view.isExternal(group.entry, 'Pod', labelsText(labels))) return [];
    return view.podsWith(group.entry.namespace, labels).length > 0 ? [] : [labels];
  });
}

/** Required nearness to pods that do not exist: the pod waits for ever. */
export const affinityToNobody: Rule = (view) =>
  view.pods.flatMap((group) =>
    nobody(view, group).map((labels) =>
      problemOf(group.entry, {
        field: podField(group.pods.field, 'spec.affinity'),
        rule: 'affinity-to-nobody',
        message: `${called(group.entry)} must run beside pods with ${labelsText(labels)}, and no workload of the app in its namespace has them`,
        fix: 'mend the labels, leave required out, or say external: true if they are of another app',
      }),
    ),
  );
