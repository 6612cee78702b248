import type { ServiceSpec } from 'kubernetes-types/core/v1';
import type { Manifest, ManifestMetadata } from '../pod/kubernetes';

interface ServedPort {
  readonly port: number;
  readonly targetPort: string;
}

function servicePorts({ port, targetPort }: ServedPort): NonNullable<ServiceSpec['ports']> {
  return [{ name: targetPort, port, targetPort, protocol: 'TCP' }];
}

/** A name in DNS for each of the pods, from their start on: those that are to find each other are ready only then. */
export function headlessService(metadata: ManifestMetadata, selector: Readonly<Record<string, string>>, port: ServedPort): Manifest {
  const spec: ServiceSpec = {
    type: 'ClusterIP',
    clusterIP: 'None',
    publishNotReadyAddresses: true,
    selector: { ...selector },
    ports: servicePorts(port),
  };
  return { apiVersion: 'v1', kind: 'Service', metadata, spec };
}

/** One port of the pods under a stable address, inside the cluster. */
export function service(metadata: ManifestMetadata, selector: Readonly<Record<string, string>>, port: ServedPort): Manifest {
  const spec: ServiceSpec = {
    type: 'ClusterIP',
    selector: { ...selector },
    ports: servicePorts(port),
  };
  return { apiVersion: 'v1', kind: 'Service', metadata, spec };
}
