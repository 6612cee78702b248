import type { Manifest } from '../../lib/pod/kubernetes';

const LABELS = { 'app.kubernetes.io/instance': 'server' };
const METADATA = { name: 'server', namespace: 'ml', labels: LABELS };

const CONTAINER = {
  name: 'main',
  image: 'registry.example.com/ml/serve:1.0',
  imagePullPolicy: 'Always',
  env: [{ name: 'PORT', value: '5000' }],
  ports: [{ name: 'http', containerPort: 5000, protocol: 'TCP' }],
  resources: { requests: { cpu: '1', memory: '1Gi' }, limits: { cpu: '1', memory: '1Gi' } },
  startupProbe: { httpGet: { path: '/healthz', port: 'http' } },
  readinessProbe: { httpGet: { path: '/ready', port: 'http' } },
  livenessProbe: { tcpSocket: { port: 5000 } },
  securityContext: { allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'] }, readOnlyRootFilesystem: true },
};

const POD = {
  serviceAccountName: 'server',
  automountServiceAccountToken: false,
  priorityClassName: 'serving',
  securityContext: { runAsNonRoot: true, runAsUser: 10001, runAsGroup: 10001, seccompProfile: { type: 'RuntimeDefault' } },
  affinity: {
    podAntiAffinity: {
      requiredDuringSchedulingIgnoredDuringExecution: [{ labelSelector: { matchLabels: LABELS }, topologyKey: 'kubernetes.io/hostname' }],
    },
  },
  topologySpreadConstraints: [{ maxSkew: 1, topologyKey: 'topology.kubernetes.io/zone', whenUnsatisfiable: 'ScheduleAnyway' }],
  containers: [CONTAINER],
  volumes: [{ name: 'model', persistentVolumeClaim: { claimName: 'models' } }],
};

const TEMPLATE = { metadata: { labels: LABELS, annotations: {} }, spec: POD };

function object(apiVersion: string, kind: string, rest: object): Manifest {
  return { apiVersion, kind, metadata: METADATA, ...rest };
}

/** Objects, written by hand, in which no linter finds anything: what a test breaks one thing of. */
export const FAULTLESS: readonly Manifest[] = [
  object('apps/v1', 'Deployment', { spec: { replicas: 2, selector: { matchLabels: LABELS }, template: TEMPLATE } }),
  object('batch/v1', 'Job', { spec: { ttlSecondsAfterFinished: 60, template: TEMPLATE } }),
  object('v1', 'ServiceAccount', {}),
  object('v1', 'Service', { spec: { type: 'ClusterIP', selector: LABELS, ports: [{ port: 80, targetPort: 'http' }] } }),
  object('v1', 'ConfigMap', { data: { greeting: 'hello' } }),
  object('policy/v1', 'PodDisruptionBudget', {
    spec: { maxUnavailable: 1, selector: { matchLabels: LABELS }, unhealthyPodEvictionPolicy: 'AlwaysAllow' },
  }),
  object('autoscaling/v2', 'HorizontalPodAutoscaler', { spec: { scaleTargetRef: { name: 'server' }, minReplicas: 2, maxReplicas: 4 } }),
  object('networking.k8s.io/v1', 'NetworkPolicy', {
    spec: { podSelector: { matchLabels: LABELS }, policyTypes: ['Ingress', 'Egress'], ingress: [{}], egress: [{}] },
  }),
  object('networking.k8s.io/v1', 'Ingress', { spec: { tls: [{ hosts: ['example.com'] }] } }),
];

/** A copy without objects that stand in two places of it. */
function unshared(manifest: Manifest): Manifest {
  return JSON.parse(JSON.stringify(manifest));
}

/** The same objects with one value changed: `spec.template.spec.hostIPC`; undefined takes the field away. */
export function withChange(kind: string, path: string, value: unknown): Manifest[] {
  return FAULTLESS.map((original) => {
    if (original.kind !== kind) return original;
    const manifest = unshared(original);
    const keys = path.split('.');
    const last = keys.pop() ?? '';
    const parent = keys.reduce<unknown>((part, key) => (part as Record<string, unknown>)[key], manifest) as Record<string, unknown>;
    parent[last] = value;
    return manifest;
  });
}
