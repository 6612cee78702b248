import type { NetworkPolicyEgressRule, NetworkPolicyIngressRule, NetworkPolicySpec } from 'kubernetes-types/networking/v1';
import type { Manifest, ManifestMetadata } from '../pod/kubernetes';

/** Lets in what is said, and everything out: written as a rule, so that a reader and a linter see that it is meant. */
export function networkPolicy(
  metadata: ManifestMetadata,
  selector: Readonly<Record<string, string>>,
  ingress: readonly NetworkPolicyIngressRule[],
): Manifest {
  const spec: NetworkPolicySpec = {
    podSelector: { matchLabels: { ...selector } },
    policyTypes: ['Ingress', 'Egress'],
    ingress: [...ingress],
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
    ingress: [],
    ...(egress === undefined ? {} : { egress: [...egress] }),
  };
  return { apiVersion: 'networking.k8s.io/v1', kind: 'NetworkPolicy', metadata, spec };
}
