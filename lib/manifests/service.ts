import type { ServiceSpec } from 'kubernetes-types/core/v1';
import type { Manifest, ManifestMetadata } from '../pod/kubernetes';

/** One port of the pods under a stable address, inside the cluster. */
export function service(
  metadata: ManifestMetadata,
  selector: Readonly<Record<string, string>>,
  port: { readonly port: number; readonly targetPort: string },
): Manifest {
  const spec: ServiceSpec = {
    type: 'ClusterIP',
    selector: { ...selector },
    ports: [{ name: port.targetPort, port: port.port, targetPort: port.targetPort, protocol: 'TCP' }],
  };
  return { apiVersion: 'v1', kind: 'Service', metadata, spec };
}
