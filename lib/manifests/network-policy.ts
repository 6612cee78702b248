import type { NetworkPolicyEgressRule, NetworkPolicyIngressRule, NetworkPolicySpec } from 'kubernetes-types/networking/v1';
import type { Manifest, ManifestMetadata } from '../pod/kubernetes';
import { given, unlessBare } from '../values/omit';

/** Lets in what is said, and out what is said, by default everything, of all pods of the namespace where none are selected: written as a rule, so that a reader and a linter see that it is meant. */
export function networkPolicy(
  metadata: ManifestMetadata,
  selector: Readonly<Record<string, string>>,
  ingress: readonly NetworkPolicyIngressRule[],
  egress: readonly NetworkPolicyEgressRule[] = [{}],
): Manifest {
  const spec: NetworkPolicySpec = {
    podSelector: given({ matchLabels: unlessBare(selector) }),
    policyTypes: ['Ingress', 'Egress'],
    ingress: [...ingress],
    egress: [...egress],
  };
  return { apiVersion: 'networking.k8s.io/v1', kind: 'NetworkPolicy', metadata, spec };
}
