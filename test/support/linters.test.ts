import { CHECK_IDS, linterFindings } from './linters';
import { FAULTLESS, withChange } from './linters-example';

const POD = 'spec.template.spec';
const CONTAINER = `${POD}.containers.0`;
const CONTEXT = `${CONTAINER}.securityContext`;

/** One thing wrong, and the checks that find it. Each check of each linter stands here. */
const FAULTS: readonly (readonly [checks: string, kind: string, path: string, value: unknown])[] = [
  ['kube-linter/latest-tag polaris/tagNotSpecified', 'Deployment', `${CONTAINER}.image`, 'registry.example.com/ml/serve:latest'],
  ['kube-linter/latest-tag polaris/tagNotSpecified', 'Deployment', `${CONTAINER}.image`, 'registry.example.com/ml/serve'],
  ['kube-linter/latest-tag', 'Deployment', `${CONTAINER}.image`, 'registry.example.com:5000/ml/serve'],
  ['kube-linter/unset-cpu-requirements polaris/cpuRequestsMissing', 'Deployment', `${CONTAINER}.resources.requests.cpu`, undefined],
  ['kube-linter/unset-memory-requirements polaris/memoryLimitsMissing', 'Deployment', `${CONTAINER}.resources.limits.memory`, undefined],
  ['polaris/cpuLimitsMissing', 'Deployment', `${CONTAINER}.resources.limits.cpu`, undefined],
  ['polaris/memoryRequestsMissing', 'Deployment', `${CONTAINER}.resources.requests.memory`, undefined],
  ['kube-linter/run-as-non-root polaris/runAsRootAllowed pod-security/runAsUser', 'Deployment', `${CONTEXT}.runAsUser`, 0],
  ['pod-security/runAsNonRoot', 'Deployment', `${POD}.securityContext.runAsNonRoot`, undefined],
  ['pod-security/runAsNonRoot', 'Deployment', `${CONTEXT}.runAsNonRoot`, false],
  ['kube-linter/no-read-only-root-fs polaris/notReadOnlyRootFilesystem', 'Deployment', `${CONTEXT}.readOnlyRootFilesystem`, undefined],
  [
    'kube-linter/privilege-escalation-container polaris/privilegeEscalationAllowed pod-security/allowPrivilegeEscalation',
    'Deployment',
    `${CONTEXT}.allowPrivilegeEscalation`,
    true,
  ],
  ['kube-linter/privileged-container polaris/runAsPrivileged pod-security/privileged', 'Deployment', `${CONTEXT}.privileged`, true],
  [
    'kube-linter/drop-net-raw-capability polaris/insecureCapabilities pod-security/capabilities',
    'Deployment',
    `${CONTEXT}.capabilities.drop`,
    ['CHOWN'],
  ],
  ['polaris/dangerousCapabilities pod-security/capabilities', 'Deployment', `${CONTEXT}.capabilities.add`, ['SYS_ADMIN']],
  ['kube-linter/host-ipc polaris/hostIPCSet pod-security/hostNamespaces', 'Deployment', `${POD}.hostIPC`, true],
  ['kube-linter/host-network polaris/hostNetworkSet pod-security/hostNamespaces', 'Deployment', `${POD}.hostNetwork`, true],
  ['kube-linter/host-pid polaris/hostPIDSet pod-security/hostNamespaces', 'Deployment', `${POD}.hostPID`, true],
  [
    'kube-linter/docker-sock polaris/hostPathSet pod-security/restrictedVolumes',
    'Deployment',
    `${POD}.volumes.0`,
    { name: 'docker', hostPath: { path: '/var/run/docker.sock' } },
  ],
  [
    'kube-linter/sensitive-host-mounts polaris/hostPathSet pod-security/restrictedVolumes',
    'Deployment',
    `${POD}.volumes.0`,
    { name: 'etc', hostPath: { path: '/etc' } },
  ],
  ['pod-security/restrictedVolumes', 'Deployment', `${POD}.volumes.0`, { name: 'share', nfs: { server: 'nfs', path: '/' } }],
  [
    'kube-linter/unsafe-sysctls pod-security/sysctls',
    'Deployment',
    `${POD}.securityContext.sysctls`,
    [{ name: 'kernel.msgmax', value: '1' }],
  ],
  ['kube-linter/duplicate-env-var', 'Deployment', `${CONTAINER}.env.1`, { name: 'PORT', value: '6000' }],
  [
    'kube-linter/env-var-secret polaris/sensitiveContainerEnvVar',
    'Deployment',
    `${CONTAINER}.env.1`,
    { name: 'CLIENT_SECRET', value: 'hunter2' },
  ],
  ['polaris/sensitiveContainerEnvVar', 'Deployment', `${CONTAINER}.env.1`, { name: 'KEY', value: '-----BEGIN RSA PRIVATE KEY-----' }],
  ['kube-linter/ssh-port', 'Deployment', `${CONTAINER}.ports.1`, { containerPort: 22 }],
  ['polaris/hostPortSet pod-security/hostPorts', 'Deployment', `${CONTAINER}.ports.0.hostPort`, 5000],
  ['kube-linter/liveness-port', 'Deployment', `${CONTAINER}.livenessProbe.tcpSocket.port`, 6000],
  ['kube-linter/readiness-port', 'Deployment', `${CONTAINER}.readinessProbe.httpGet.port`, 'web'],
  ['kube-linter/startup-port', 'Deployment', `${CONTAINER}.startupProbe`, { grpc: { port: 6000 } }],
  ['polaris/readinessProbeMissing', 'Deployment', `${CONTAINER}.readinessProbe`, undefined],
  ['polaris/livenessProbeMissing', 'Deployment', `${CONTAINER}.livenessProbe`, undefined],
  ['pod-security/hostProbesAndHostLifecycle', 'Deployment', `${CONTAINER}.readinessProbe.httpGet.host`, 'example.com'],
  ['kube-linter/no-anti-affinity', 'Deployment', `${POD}.affinity`, undefined],
  ['kube-linter/no-anti-affinity', 'Deployment', `${POD}.affinity.podAntiAffinity`, {}],
  ['kube-linter/mismatching-selector', 'Deployment', 'spec.selector.matchLabels', { app: 'other' }],
  ['kube-linter/non-existent-service-account', 'Deployment', `${POD}.serviceAccountName`, 'nobody'],
  ['kube-linter/deprecated-service-account-field', 'Deployment', `${POD}.serviceAccount`, 'server'],
  ['kube-linter/no-extensions-v1beta', 'Deployment', 'apiVersion', 'extensions/v1beta1'],
  ['kube-linter/dangling-service', 'Service', 'spec.selector', { app: 'other' }],
  ['kube-linter/invalid-target-ports', 'Service', 'spec.ports.0.targetPort', 'a_name_of_a_port'],
  ['kube-linter/job-ttl-seconds-after-finished', 'Job', 'spec.ttlSecondsAfterFinished', undefined],
  ['kube-linter/pdb-max-unavailable polaris/pdbDisruptionsIsZero', 'PodDisruptionBudget', 'spec.maxUnavailable', 0],
  ['kube-linter/pdb-min-available', 'PodDisruptionBudget', 'spec.minAvailable', 2],
  ['kube-linter/pdb-unhealthy-pod-eviction-policy', 'PodDisruptionBudget', 'spec.unhealthyPodEvictionPolicy', undefined],
  ['polaris/missingPodDisruptionBudget', 'PodDisruptionBudget', 'spec.selector.matchLabels', { app: 'other' }],
  ['polaris/deploymentMissingReplicas', 'Deployment', 'spec.replicas', 1],
  ['polaris/priorityClassNotSet', 'Deployment', `${POD}.priorityClassName`, undefined],
  ['polaris/pullPolicyNotAlways', 'Deployment', `${CONTAINER}.imagePullPolicy`, 'IfNotPresent'],
  ['polaris/metadataAndInstanceMismatched', 'Deployment', 'metadata.labels', { 'app.kubernetes.io/instance': 'other' }],
  ['polaris/topologySpreadConstraint', 'Deployment', `${POD}.topologySpreadConstraints`, []],
  ['polaris/hpaMaxAvailability', 'HorizontalPodAutoscaler', 'spec.maxReplicas', 2],
  ['polaris/hpaMinAvailability', 'HorizontalPodAutoscaler', 'spec.minReplicas', 1],
  ['polaris/automountServiceAccountToken', 'Deployment', `${POD}.automountServiceAccountToken`, undefined],
  ['polaris/procMount pod-security/procMount', 'Deployment', `${CONTEXT}.procMount`, 'Unmasked'],
  [
    'kube-linter/drop-net-raw-capability polaris/linuxHardening polaris/insecureCapabilities pod-security/seccompProfile pod-security/capabilities',
    'Deployment',
    CONTEXT,
    { allowPrivilegeEscalation: false, readOnlyRootFilesystem: true, seccompProfile: { type: 'Unconfined' } },
  ],
  ['polaris/missingNetworkPolicy polaris/missingNetworkPolicy', 'NetworkPolicy', 'spec.egress', []],
  ['polaris/tlsSettingsMissing', 'Ingress', 'spec.tls', undefined],
  ['polaris/sensitiveConfigmapContent', 'ConfigMap', 'data', { password: 'hunter2' }],
  ['pod-security/seLinuxOptions', 'Deployment', `${CONTEXT}.seLinuxOptions`, { type: 'spc_t' }],
  ['pod-security/windowsHostProcess', 'Deployment', `${CONTEXT}.windowsOptions`, { hostProcess: true }],
  ['pod-security/seccompProfile', 'Deployment', `${POD}.securityContext.seccompProfile`, undefined],
  [
    'pod-security/appArmorProfile',
    'Deployment',
    'spec.template.metadata.annotations',
    { 'container.apparmor.security.beta.kubernetes.io/main': 'unconfined' },
  ],
];

function checksOf(findings: readonly string[]): string {
  return findings.map((finding) => finding.split(' ')[0]).join(' ');
}

test('nothing is found in objects without a fault', () => {
  expect(linterFindings(FAULTLESS)).toEqual([]);
});

test.each(FAULTS)('%s: found by a %s whose %s is %j', (checks, kind, path, value) => {
  expect(checksOf(linterFindings(withChange(kind, path, value)))).toBe(checks);
});

test('each check of each linter has a fault that it finds', () => {
  const found = new Set(FAULTS.flatMap(([checks]) => checks.split(' ')));
  expect(CHECK_IDS.filter((id) => !found.has(id))).toEqual([]);
});

test('pods inside custom resources are looked at, and called by the path of their template', () => {
  const [deployment] = FAULTLESS;
  const replicas = { Worker: { template: { spec: { containers: [{ name: 'worker', image: 'a:latest' }] } } }, PS: {} };
  const custom = {
    ...FAULTLESS[0],
    kind: 'TFJob',
    apiVersion: 'kubeflow.org/v1',
    metadata: { name: 'train' },
    spec: { tfReplicaSpecs: replicas },
  };
  const twice = { ...custom, spec: { tfReplicaSpecs: { ...replicas, PS: replicas.Worker } } };
  expect(deployment).toBeDefined();
  expect(linterFindings([custom])).toContain('kube-linter/latest-tag TFJob/train: container worker');
  expect(linterFindings([twice])).toContain('kube-linter/latest-tag TFJob/train spec.tfReplicaSpecs.PS.template: container worker');
});

test('init containers are looked at too', () => {
  const initContainers = [{ name: 'fetch', image: 'fetch' }];
  const found = linterFindings(withChange('Deployment', `${POD}.initContainers`, initContainers));
  expect(found).toContain('kube-linter/latest-tag Deployment/server: container fetch');
  expect(found).toContain('pod-security/allowPrivilegeEscalation Deployment/server: container fetch');
});

test('polaris counts a policy that selects by two labels of the pod as none', () => {
  const labels = { 'app.kubernetes.io/instance': 'server', 'app.kubernetes.io/component': 'serving' };
  const manifests = FAULTLESS.map((manifest) =>
    manifest.kind === 'NetworkPolicy'
      ? { ...manifest, spec: { ...(manifest.spec as object), podSelector: { matchLabels: labels } } }
      : manifest,
  );
  const pod = withChange('Deployment', 'spec.template.metadata.labels', labels).filter(({ kind }) => kind === 'Deployment');
  expect(linterFindings([...pod, ...manifests.filter(({ kind }) => kind !== 'Deployment' && kind !== 'Job')])).toEqual([
    'polaris/missingNetworkPolicy Deployment/server: no policy',
  ]);
});
