import type { NetworkPolicyIngressRule, NetworkPolicySpec } from 'kubernetes-types/networking/v1';
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
