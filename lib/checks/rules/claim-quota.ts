import type { PersistentVolumeClaimSpec } from 'kubernetes-types/core/v1';
import { amountOf, amountText } from '../amounts';
import { quotasIn } from '../namespaces';
import { called, problemOf, type Rule } from '../rule';
import type { Entry, View } from '../view';

type ClaimSpec = Partial<PersistentVolumeClaimSpec>;

/** Claims of one size that an object makes. */
export interface ClaimsMade {
  readonly entry: Entry;
  readonly field: string;
  readonly size: bigint;
  readonly storageClassName: string;
  readonly count: number;
}

function made(entry: Entry, field: string, spec: ClaimSpec | undefined, count: number): ClaimsMade {
  const { resources, storageClassName = '' } = spec ?? {};
  return {
    entry,
    field: `${field}.resources.requests.storage`,
    size: amountOf(resources?.requests?.storage ?? 0),
    storageClassName,
    count,
  };
}

interface StatefulSpec {
  readonly replicas?: number;
  readonly volumeClaimTemplates?: readonly { readonly spec?: ClaimSpec }[];
}

/** All claims that the app's objects make in a namespace: by themselves, for each pod of a StatefulSet, and those that live as long as their pods. */
export function claimsMade(view: View, namespace: string): ClaimsMade[] {
  const inIt = ({ entry }: { readonly entry: Entry }): boolean => entry.namespace === namespace;
  const claims = view.ofKind('PersistentVolumeClaim').map((entry) => made(entry, 'spec', entry.manifest.spec as ClaimSpec, 1));
  const ofSets = view.ofKind('StatefulSet').flatMap((entry) => {
    const { replicas = 1, volumeClaimTemplates = [] } = (entry.manifest.spec ?? {}) as StatefulSpec;
    return volumeClaimTemplates.map(({ spec }, i) => made(entry, `spec.volumeClaimTemplates[${i}].spec`, spec, replicas));
  });
  const ofPods = view.pods.flatMap(({ entry, pods }) =>
    (pods.template.spec?.volumes ?? []).flatMap(({ ephemeral }) =>
      ephemeral?.volumeClaimTemplate === undefined
        ? []
        : [made(entry, `${pods.field}.spec.volumes`, ephemeral.volumeClaimTemplate.spec, pods.count)],
    ),
  );
  return [...claims, ...ofSets, ...ofPods].filter(inIt);
}

const OF_CLASS = '.storageclass.storage.k8s.io/';

/** How much each claim takes of a bound; undefined where the bound is not about claims. */
function taken(name: string): ((claims: ClaimsMade) => bigint) | undefined {
  const [storageClassName, what = name] = name.includes(OF_CLASS) ? name.split(OF_CLASS) : [undefined, name];
  const counts = (claims: ClaimsMade) => storageClassName === undefined || claims.storageClassName === storageClassName;
  if (what === 'requests.storage') return (claims) => (counts(claims) ? claims.size * BigInt(claims.count) : 0n);
  if (what !== 'persistentvolumeclaims' && what !== 'count/persistentvolumeclaims') return undefined;
  return (claims) => (counts(claims) ? amountOf(claims.count) : 0n);
}

/** Claims over the storage quota of their namespace: the API server refuses the one that is applied last. */
export const claimsOverQuota: Rule = (view) =>
  quotasIn(view).flatMap(({ entry: quota, hard }) => {
    const claims = claimsMade(view, quota.namespace);
    return Object.entries(hard).flatMap(([name, given]) => {
      const bound = amountOf(given);
      const take = taken(name);
      if (take === undefined) return [];
      let sum = 0n;
      const over = claims.find((each) => {
        sum += take(each);
        return sum > bound;
      });
      if (over === undefined) return [];
      const all = claims.reduce((added, each) => added + take(each), 0n);
      return [
        problemOf(
          { ...over.entry, ours: over.entry.ours || quota.ours },
          {
            field: over.field,
            rule: 'claims-over-quota',
            message: `the app's claims in ${quota.namespace} take ${amountText(all, name)} of ${name}, and ${called(quota)} of ${quota.origin} allows ${amountText(bound, name)}: ${called(over.entry)} is refused`,
            fix: 'make claims smaller, or raise the quota',
          },
        ),
      ];
    });
  });
