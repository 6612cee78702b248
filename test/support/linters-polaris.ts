import type { DeploymentSpec } from 'kubernetes-types/apps/v1';
import type { HorizontalPodAutoscalerSpec } from 'kubernetes-types/autoscaling/v2';
import type { NetworkPolicySpec } from 'kubernetes-types/networking/v1';
import type { PodDisruptionBudgetSpec } from 'kubernetes-types/policy/v1';
import type { Container, Manifest } from '../../lib/pod/kubernetes';
import { type Check, type Checks, called, type Linted, type LintedPod, ofContainers, ofKind, ofPods } from './linters-pods';

const SECRET_NAME =
  /^AWS_SECRET_ACCESS_KEY$|^GOOGLE_APPLICATION_CREDENTIALS$|^AZURE_.+KEY$|^OCI_CLI_KEY_CONTENT$|password|token|bearer|secret/i;
const PRIVATE_KEY = /-BEGIN\s+.*PRIVATE KEY-/i;
const DANGEROUS = ['ALL', 'SYS_ADMIN', 'NET_ADMIN'];

/** A check of what answers requests: polaris leaves out Jobs, and does not know other workloads that end. */
function ofServers(isWrong: (container: Container) => boolean): Check {
  return ofPods(({ spec, batch }) => (batch ? [] : spec.containers.filter(isWrong).map(({ name }) => `container ${name}`)));
}

/** A check of amounts: init containers are left out. */
function ofAmounts(part: 'requests' | 'limits', name: 'cpu' | 'memory'): Check {
  return ofPods(({ spec }) =>
    spec.containers.filter(({ resources }) => (resources?.[part]?.[name] ?? '') === '').map((each) => `container ${each.name}`),
  );
}

/** A flag that the container says, or else its pod. */
function mayBeRoot({ securityContext: own = {} }: Container, { spec }: LintedPod): boolean {
  const { runAsNonRoot = spec.securityContext?.runAsNonRoot, runAsUser = spec.securityContext?.runAsUser } = own;
  return runAsUser === 0 || (runAsUser === undefined && runAsNonRoot !== true);
}

function unhardened({ securityContext: own = {} }: Container, { spec, annotations }: LintedPod): boolean {
  const { seccompProfile, seLinuxOptions } = { ...spec.securityContext, ...own };
  const appArmor = Object.keys(annotations).some((key) => key.startsWith('container.apparmor.security.beta.kubernetes.io/'));
  const dropped = (own.capabilities?.drop ?? []).length > 0;
  return !(appArmor || dropped || seLinuxOptions !== undefined || (seccompProfile !== undefined && seccompProfile.type !== 'Unconfined'));
}

function showsSecret({ env = [] }: Container): boolean {
  return env.some(({ name, value }) => value !== undefined && (SECRET_NAME.test(name) || PRIVATE_KEY.test(value)));
}

function labelsShared(selector: Readonly<Record<string, string>> | undefined, labels: Readonly<Record<string, string>>): number {
  return Object.entries(selector ?? {}).filter(([key, value]) => labels[key] === value).length;
}

/** Polaris asks by `oneOf`: a policy that selects by two of the pod's labels counts as none. */
function isCoveredBy({ kind, spec }: Manifest, { labels }: LintedPod): boolean {
  const { podSelector, ingress = [], egress = [], policyTypes = ['Ingress', 'Egress'] } = (spec ?? {}) as Partial<NetworkPolicySpec>;
  const both = policyTypes.includes('Ingress') && policyTypes.includes('Egress') && ingress.length > 0 && egress.length > 0;
  return kind === 'NetworkPolicy' && both && labelsShared(podSelector?.matchLabels, labels) === 1;
}

function hasBudget({ labels }: LintedPod, { manifests }: Linted): boolean {
  return manifests.some(({ kind, spec }) => {
    const { selector } = (spec ?? {}) as Partial<PodDisruptionBudgetSpec>;
    return kind === 'PodDisruptionBudget' && labelsShared(selector?.matchLabels, labels) > 0;
  });
}

function ofDeployments(isWrong: (pod: LintedPod, linted: Linted) => boolean): Check {
  return ofPods((pod, linted) => (pod.owner.kind === 'Deployment' && isWrong(pod, linted) ? ['spec'] : []));
}

/** polaris' checks that are on by default (v10, `pkg/config/default.yaml`, `pkg/config/checks/`), dangers and warnings alike. */
export const POLARIS: Checks = {
  deploymentMissingReplicas: ofDeployments(({ owner }) => ((owner.spec as Partial<DeploymentSpec>).replicas ?? 0) < 2),
  priorityClassNotSet: ofPods(({ spec }) => (spec.priorityClassName === undefined ? ['no priorityClassName'] : [])),
  tagNotSpecified: ofContainers(({ image = '' }) => !/^.+:.+$/.test(image) || image.endsWith(':latest')),
  pullPolicyNotAlways: ofContainers(({ imagePullPolicy }) => imagePullPolicy !== 'Always'),
  readinessProbeMissing: ofServers(({ readinessProbe }) => readinessProbe === undefined),
  livenessProbeMissing: ofServers(({ livenessProbe }) => livenessProbe === undefined),
  metadataAndInstanceMismatched: ({ pods }) =>
    [...new Set(pods.map(({ owner }) => owner))]
      .filter(({ metadata }) => metadata.labels?.['app.kubernetes.io/instance'] !== metadata.name)
      .map(called),
  pdbDisruptionsIsZero: ofKind<PodDisruptionBudgetSpec>(
    'PodDisruptionBudget',
    ({ minAvailable, maxUnavailable }) => minAvailable === '100%' || maxUnavailable === 0 || maxUnavailable === '0%',
  ),
  missingPodDisruptionBudget: ofDeployments((pod, linted) => !hasBudget(pod, linted)),
  topologySpreadConstraint: ofPods(({ spec, batch }) => (batch || spec.topologySpreadConstraints?.length ? [] : ['no spread'])),
  hpaMaxAvailability: ofKind<HorizontalPodAutoscalerSpec>(
    'HorizontalPodAutoscaler',
    ({ minReplicas = 1, maxReplicas = 0 }) => maxReplicas <= minReplicas,
  ),
  hpaMinAvailability: ofKind<HorizontalPodAutoscalerSpec>('HorizontalPodAutoscaler', ({ minReplicas = 2 }) => minReplicas < 2),
  cpuRequestsMissing: ofAmounts('requests', 'cpu'),
  cpuLimitsMissing: ofAmounts('limits', 'cpu'),
  memoryRequestsMissing: ofAmounts('requests', 'memory'),
  memoryLimitsMissing: ofAmounts('limits', 'memory'),
  automountServiceAccountToken: ofPods((pod, { manifests }) => {
    const { automountServiceAccountToken, serviceAccountName } = pod.spec;
    const account = manifests.find(({ kind, metadata }) => kind === 'ServiceAccount' && metadata.name === serviceAccountName);
    return (automountServiceAccountToken ?? account?.automountServiceAccountToken) === false ? [] : ['mounts the token'];
  }),
  hostIPCSet: ofPods(({ spec }) => (spec.hostIPC === true ? ['hostIPC'] : [])),
  hostPIDSet: ofPods(({ spec }) => (spec.hostPID === true ? ['hostPID'] : [])),
  hostNetworkSet: ofPods(({ spec }) => (spec.hostNetwork === true ? ['hostNetwork'] : [])),
  hostPathSet: ofPods(({ spec }) =>
    (spec.volumes ?? []).flatMap(({ name, hostPath }) => (hostPath === undefined ? [] : [`volume ${name}`])),
  ),
  hostPortSet: ofContainers(({ ports = [] }) => ports.some(({ hostPort = 0 }) => hostPort !== 0)),
  procMount: ofContainers(({ securityContext }) => (securityContext?.procMount ?? 'Default') !== 'Default'),
  linuxHardening: ofContainers(unhardened),
  missingNetworkPolicy: ofPods((pod, { manifests }) => (manifests.some((each) => isCoveredBy(each, pod)) ? [] : ['no policy'])),
  notReadOnlyRootFilesystem: ofContainers(({ securityContext }) => securityContext?.readOnlyRootFilesystem !== true),
  privilegeEscalationAllowed: ofContainers(({ securityContext }) => securityContext?.allowPrivilegeEscalation !== false),
  runAsRootAllowed: ofContainers(mayBeRoot),
  runAsPrivileged: ofContainers(({ securityContext }) => securityContext?.privileged === true),
  dangerousCapabilities: ofContainers(({ securityContext }) =>
    (securityContext?.capabilities?.add ?? []).some((name) => DANGEROUS.includes(name.toUpperCase())),
  ),
  insecureCapabilities: ofContainers(({ securityContext }) => !(securityContext?.capabilities?.drop ?? []).includes('ALL')),
  tlsSettingsMissing: ofKind<{ tls: unknown }>('Ingress', ({ tls }) => tls === undefined),
  sensitiveContainerEnvVar: ofContainers(showsSecret),
  sensitiveConfigmapContent: ({ manifests }) =>
    manifests
      .filter(({ kind, data }) => kind === 'ConfigMap' && Object.entries(data ?? {}).some((entry) => isSecretEntry(entry)))
      .map(called),
};

function isSecretEntry([key, value]: [string, unknown]): boolean {
  return SECRET_NAME.test(key) || PRIVATE_KEY.test(String(value));
}
