import type { NetworkPolicyEgressRule, NetworkPolicyIngressRule, NetworkPolicySpec } from 'kubernetes-types/networking/v1';
import type { Manifest, ManifestMetadata } from '../pod/kubernetes';

/**
 * Lets in what is said, and everything out: written as a rule, so that a reader and a linter see that it is meant. Who lets nobody in has no list, as `policyTypes` says:
 * the API server keeps no empty one, and would take each apply of it for a change.
 */
export function networkPolicy(
  metadata: ManifestMetadata,
  selector: Readonly<Record<string, string>>,
  ingress: readonly NetworkPolicyIngressRule[],
): Manifest {
  const spec: NetworkPolicySpec = {
    podSelector: { matchLabels: { ...selector } },
    policyTypes: ['Ingress', 'Egress'],
    ...(ingress.length === 0 ? {} : { ingress: [...ingress] }),
    egress: [{}],
  };
  return { apiVersion: 'networking.k8s.io/v1', kind: 'NetworkPolicy', metadata, spec };
}

/**
 * Lets nobody in to any pod of the namespace, and out what is said. Where nothing is said it has no word on egress: policies add up,
 * so that one which lets everything out would undo those that bound single pods.
 */
export function defaultDeny(metadata: ManifestMetadata, egress: readonly NetworkPolicyEgressRule[] | undefined): Manifest {
  const spec: NetworkPolicySpec = {
    podSelector: {},
    policyTypes: egress === undefined ? ['Ingress'] : ['Ingress', 'Egress'],
    ...(egress === undefined ? {} : { egress: [...egress] }),
  };
  return { apiVersion: 'networking.k8s.io/v1', kind: 'NetworkPolicy', metadata, spec };
}
