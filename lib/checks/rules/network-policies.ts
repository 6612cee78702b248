import type { NetworkPolicySpec } from 'kubernetes-types/networking/v1';
import { called, type Rule, warningOf } from '../rule';
import type { Entry } from '../view';

function specOf({ manifest }: Entry): Partial<NetworkPolicySpec> {
  return manifest.spec ?? {};
}

/** A rule without a condition. */
function opensEgress(entry: Entry): boolean {
  return (specOf(entry).egress ?? []).some((rule) => Object.keys(rule).length === 0);
}

function boundsAllEgress(entry: Entry): boolean {
  const { podSelector, policyTypes = [] } = specOf(entry);
  return policyTypes.includes('Egress') && Object.keys(podSelector ?? {}).length === 0 && !opensEgress(entry);
}

/** A namespace whose egress is bounded, and workloads in it whose own policies let everything out: policies add up, so that the bound is none for them. */
export const egressOpenedAgain: Rule = (view) =>
  view
    .ofKind('NetworkPolicy')
    .filter(boundsAllEgress)
    .flatMap((entry) => {
      const open = view.ofKind('NetworkPolicy').filter((other) => other.namespace === entry.namespace && opensEgress(other));
      if (open.length === 0) return [];
      return [
        warningOf(entry, {
          field: 'spec.egress',
          rule: 'egress-opened-again',
          message: `${called(entry)} bounds where pods may connect to, and policies add up: ${open.map(called).join(', ')} let those of their pods everywhere`,
          fix: 'give those workloads isolation: Isolation.NONE and a policy of your own, or leave egress open',
        }),
      ];
    });
