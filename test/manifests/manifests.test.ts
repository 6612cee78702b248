import { claim } from '../../lib/manifests/claim';
import { horizontalPodAutoscaler } from '../../lib/manifests/horizontal-pod-autoscaler';
import { networkPolicy } from '../../lib/manifests/network-policy';
import { persistentVolume } from '../../lib/manifests/persistent-volume';
import { podDisruptionBudget } from '../../lib/manifests/pod-disruption-budget';
import { service } from '../../lib/manifests/service';
import { serviceAccount } from '../../lib/manifests/service-account';
import { storageClass } from '../../lib/manifests/storage-class';
import { schemaProblems } from '../support/schemas';

const METADATA = { name: 'a', namespace: 'ml', labels: { app: 'a' } };
const SELECTOR = { app: 'a', tier: 'b' };
const TARGET = { apiVersion: 'apps/v1', kind: 'Deployment', name: 'a' };
const CLASS = {
  ...{ provisioner: 'cephfs.csi.ceph.com', parameters: { fsName: 'myfs' }, mountOptions: ['noatime'] },
  ...{ allowVolumeExpansion: true, volumeBindingMode: 'Immediate', reclaimPolicy: 'Retain' },
};
const VOLUME = {
  ...{ driver: 'cephfs.csi.ceph.com', handle: 'a', attributes: { fsName: 'myfs' }, nodeStageSecret: { name: 'a', namespace: 'b' } },
  ...{ accessModes: ['ReadWriteMany'], size: '1Gi', claim: { name: 'a', namespace: 'ml' } },
};
const SCALING = { target: TARGET, min: 2, max: 8, utilization: 70, container: 'main' };

const MANIFESTS = [
  claim(METADATA, { storageClassName: 'rook-cephfs', accessModes: ['ReadWriteMany'], size: '1Gi' }),
  horizontalPodAutoscaler(METADATA, SCALING),
  networkPolicy(METADATA, SELECTOR, [{ from: [{ podSelector: { matchLabels: SELECTOR } }] }]),
  persistentVolume(METADATA, VOLUME),
  podDisruptionBudget(METADATA, SELECTOR),
  service(METADATA, SELECTOR, { port: 80, targetPort: 'http' }),
  serviceAccount(METADATA),
  storageClass(METADATA, CLASS),
];

test.each(MANIFESTS.map((manifest) => [manifest.kind, manifest] as const))(
  'a %s is valid in the oldest, the usual and the newest Kubernetes',
  (_, manifest) => {
    expect([...schemaProblems(manifest, '1.27'), ...schemaProblems(manifest, '1.33'), ...schemaProblems(manifest, '1.36')]).toEqual([]);
    expect(manifest.metadata).toEqual(METADATA);
  },
);

test('a claim names its class: none would be the default one, and an empty one would bind nothing', () => {
  const { spec } = claim(METADATA, { storageClassName: 'rook-cephfs', accessModes: ['ReadWriteMany'], size: '500Gi' });
  expect(spec).toEqual({
    accessModes: ['ReadWriteMany'],
    resources: { requests: { storage: '500Gi' } },
    storageClassName: 'rook-cephfs',
    volumeMode: 'Filesystem',
  });
});

test('an autoscaler shrinks only after five quiet minutes', () => {
  expect(horizontalPodAutoscaler(METADATA, SCALING).spec).toEqual({
    scaleTargetRef: TARGET,
    minReplicas: 2,
    maxReplicas: 8,
    metrics: [
      {
        type: 'ContainerResource',
        containerResource: { name: 'cpu', container: 'main', target: { type: 'Utilization', averageUtilization: 70 } },
      },
    ],
    behavior: { scaleDown: { stabilizationWindowSeconds: 300 } },
  });
});

test('a policy lets in what is said and everything out, in both directions on purpose', () => {
  expect(networkPolicy(METADATA, SELECTOR, []).spec).toEqual({
    podSelector: { matchLabels: SELECTOR },
    policyTypes: ['Ingress', 'Egress'],
    egress: [{}],
  });
});

test('a budget lets one pod go at a time, and one that is not ready always', () => {
  expect(podDisruptionBudget(METADATA, SELECTOR).spec).toEqual({
    maxUnavailable: 1,
    selector: { matchLabels: SELECTOR },
    unhealthyPodEvictionPolicy: 'AlwaysAllow',
  });
});

test('a service is inside the cluster, and speaks of the port by its name', () => {
  expect(service(METADATA, SELECTOR, { port: 80, targetPort: 'http' }).spec).toEqual({
    type: 'ClusterIP',
    selector: SELECTOR,
    ports: [{ name: 'http', port: 80, targetPort: 'http', protocol: 'TCP' }],
  });
});

test('an account has no token in its pods', () => expect(serviceAccount(METADATA)).toMatchObject({ automountServiceAccountToken: false }));

test('selectors are copies: whoever changes a manifest changes no other', () => {
  const { spec } = networkPolicy(METADATA, SELECTOR, []) as unknown as { spec: { podSelector: { matchLabels: Record<string, string> } } };
  spec.podSelector.matchLabels.app = 'changed';
  expect(podDisruptionBudget(METADATA, SELECTOR).spec).toMatchObject({ selector: { matchLabels: { app: 'a' } } });
});
