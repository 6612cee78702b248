import type { Manifest, ManifestMetadata } from '../pod/kubernetes';
import { given, unlessEmpty } from '../values/omit';

/** Devices of one class, all of which each pod gets. */
export interface ClaimedDevices {
  readonly deviceClassName: string;
  readonly count: number;
  /** Conditions in CEL. */
  readonly selectors: readonly string[];
  /** An attribute whose value they share. */
  readonly matchAttribute?: string | undefined;
}

/** The one request of a claim. */
const REQUEST = 'gpu';

/** What Kubernetes makes a claim of for each pod. What has a default is written: the object is then as the API server keeps it. */
export function resourceClaimTemplate(metadata: ManifestMetadata, devices: ClaimedDevices): Manifest {
  const { deviceClassName, count, selectors, matchAttribute } = devices;
  const exactly = given({
    deviceClassName,
    selectors: unlessEmpty(selectors.map((expression) => ({ cel: { expression } }))),
    allocationMode: 'ExactCount',
    count,
  });
  const constraints = matchAttribute === undefined ? undefined : [{ requests: [REQUEST], matchAttribute }];
  return {
    apiVersion: 'resource.k8s.io/v1',
    kind: 'ResourceClaimTemplate',
    metadata,
    spec: { metadata: { labels: metadata.labels }, spec: { devices: given({ requests: [{ name: REQUEST, exactly }], constraints }) } },
  };
}
