import type { DeploymentSpec } from 'kubernetes-types/apps/v1';
import type { JobSpec } from 'kubernetes-types/batch/v1';
import type { PodAffinityTerm, Probe, ServiceSpec } from 'kubernetes-types/core/v1';
import type { PodDisruptionBudgetSpec } from 'kubernetes-types/policy/v1';
import type { Container } from '../../lib/pod/kubernetes';
import { type Check, type Checks, called, type Linted, type LintedPod, ofContainers, ofKind, ofPods, selects } from './linters-pods';

const LATEST = [/.*:(latest)$/, /^[^:]*$/, /(.*\/[^:]+)$/];
const SENSITIVE_FOLDERS = ['/', '/boot', '/dev', '/etc', '/lib', '/proc', '/sys', '/usr'];
const UNSAFE_SYSCTLS = ['kernel.msg', 'kernel.sem', 'kernel.shm', 'fs.mqueue.', 'net.'];
const PORT_NAME = /^(?!.*--)(?=.*[a-z])[a-z0-9]([a-z0-9-]{0,13}[a-z0-9])?$/;

function effective(container: Container, { spec }: LintedPod, field: 'runAsGroup' | 'runAsUser'): number | undefined {
  return container.securityContext?.[field] ?? spec.securityContext?.[field];
}

/** A user id above zero is enough; without one the flag is needed. */
function mayBeRoot(container: Container, pod: LintedPod): boolean {
  if (effective(container, pod, 'runAsGroup') === 0) return true;
  const user = effective(container, pod, 'runAsUser');
  const flag = container.securityContext?.runAsNonRoot ?? pod.spec.securityContext?.runAsNonRoot;
  return user === undefined ? flag !== true : user <= 0;
}

function keepsRawSockets({ securityContext }: Container): boolean {
  const { drop = [], add = [] } = securityContext?.capabilities ?? {};
  return add.includes('NET_RAW') || !(drop.includes('ALL') || drop.includes('NET_RAW'));
}

/** A probe whose port the container does not name among its own. */
function probesElsewhere(probe: Probe | undefined, { ports = [] }: Container): boolean {
  const known = ports.filter(({ protocol = 'TCP' }) => protocol === 'TCP').flatMap(({ name, containerPort }) => [name, containerPort]);
  return [probe?.httpGet?.port, probe?.tcpSocket?.port, probe?.grpc?.port].some((port) => port !== undefined && !known.includes(port));
}

function hostFolders(isWrong: (path: string) => boolean): Check {
  return ofPods(({ spec }) =>
    (spec.volumes ?? []).flatMap(({ hostPath }) => (hostPath !== undefined && isWrong(hostPath.path) ? [hostPath.path] : [])),
  );
}

function keepsApart({ labels, owner }: LintedPod, { namespaces, topologyKey, labelSelector }: PodAffinityTerm): boolean {
  const here = namespaces === undefined || namespaces.includes(owner.metadata.namespace ?? '');
  return here && topologyKey === 'kubernetes.io/hostname' && selects(labelSelector?.matchLabels, labels);
}

const noAntiAffinity: Check = ofPods((pod) => {
  const { replicas = 1 } = (pod.owner.spec ?? {}) as Partial<DeploymentSpec>;
  const rules = pod.spec.affinity?.podAntiAffinity;
  const terms = [
    ...(rules?.preferredDuringSchedulingIgnoredDuringExecution ?? []).map(({ podAffinityTerm }) => podAffinityTerm),
    ...(rules?.requiredDuringSchedulingIgnoredDuringExecution ?? []),
  ];
  return replicas < 2 || terms.some((term) => keepsApart(pod, term)) ? [] : [`${replicas} replicas`];
});

function isMissingAccount({ spec, owner }: LintedPod, { manifests }: Linted): boolean {
  const { serviceAccountName: name = 'default' } = spec;
  const found = manifests.some(
    ({ kind, metadata }) => kind === 'ServiceAccount' && metadata.name === name && metadata.namespace === owner.metadata.namespace,
  );
  return name !== 'default' && !found;
}

function isDangling({ type, selector }: Partial<ServiceSpec>, namespace: string | undefined, { pods }: Linted): boolean {
  if (type === 'ExternalName') return false;
  return !pods.some(({ owner, labels }) => owner.metadata.namespace === namespace && selects(selector, labels));
}

/** The replicas of the pods that a budget covers; an autoscaled workload has the autoscaler's fewest. */
function replicasUnder({ selector }: Partial<PodDisruptionBudgetSpec>, { pods, manifests }: Linted): number[] {
  return pods
    .filter(({ labels }) => selects(selector?.matchLabels, labels))
    .map(({ owner }) => {
      const scaler = manifests.find(({ kind, spec }) => {
        const target = (spec as { scaleTargetRef?: { name?: string } } | undefined)?.scaleTargetRef;
        return kind === 'HorizontalPodAutoscaler' && target?.name === owner.metadata.name;
      });
      const fewest = (scaler?.spec as { minReplicas?: number } | undefined)?.minReplicas;
      return (owner.spec as Partial<DeploymentSpec> | undefined)?.replicas ?? fewest ?? 1;
    });
}

function neverFrees(spec: Partial<PodDisruptionBudgetSpec>, linted: Linted): boolean {
  const { minAvailable } = spec;
  if (minAvailable === undefined) return false;
  if (minAvailable === '100%') return true;
  const least = (replicas: number) =>
    typeof minAvailable === 'number' ? minAvailable : Math.ceil((replicas * Number.parseFloat(minAvailable)) / 100);
  return replicasUnder(spec, linted).some((replicas) => replicas <= least(replicas));
}

/** kube-linter's checks that are on by default (v0.8, `docs/generated/checks.md`, `pkg/templates/`). */
export const KUBE_LINTER: Checks = {
  'latest-tag': ofContainers(({ image = '' }) => LATEST.some((pattern) => pattern.test(image))),
  'unset-cpu-requirements': ofContainers(({ resources }) => resources?.requests?.cpu === undefined),
  'unset-memory-requirements': ofContainers(({ resources }) => resources?.limits?.memory === undefined),
  'run-as-non-root': ofContainers(mayBeRoot),
  'no-read-only-root-fs': ofContainers(({ securityContext }) => securityContext?.readOnlyRootFilesystem !== true),
  'privilege-escalation-container': ofContainers(({ securityContext }) => securityContext?.allowPrivilegeEscalation === true),
  'privileged-container': ofContainers(({ securityContext }) => securityContext?.privileged === true),
  'drop-net-raw-capability': ofContainers(keepsRawSockets),
  'host-ipc': ofPods(({ spec }) => (spec.hostIPC === true ? ['hostIPC'] : [])),
  'host-network': ofPods(({ spec }) => (spec.hostNetwork === true ? ['hostNetwork'] : [])),
  'host-pid': ofPods(({ spec }) => (spec.hostPID === true ? ['hostPID'] : [])),
  'docker-sock': hostFolders((path) => path === '/var/run/docker.sock'),
  'sensitive-host-mounts': hostFolders((path) => SENSITIVE_FOLDERS.includes(path)),
  'unsafe-sysctls': ofPods(({ spec }) =>
    (spec.securityContext?.sysctls ?? []).flatMap(({ name }) => (UNSAFE_SYSCTLS.some((start) => name.startsWith(start)) ? [name] : [])),
  ),
  'duplicate-env-var': ofContainers(({ env = [] }) => new Set(env.map(({ name }) => name)).size < env.length),
  'env-var-secret': ofContainers(({ env = [] }) => env.some(({ name, value = '' }) => /secret/i.test(name) && value !== '')),
  'ssh-port': ofContainers(({ ports = [] }) =>
    ports.some(({ containerPort, protocol = 'TCP' }) => containerPort === 22 && protocol === 'TCP'),
  ),
  'liveness-port': ofContainers((container) => probesElsewhere(container.livenessProbe, container)),
  'readiness-port': ofContainers((container) => probesElsewhere(container.readinessProbe, container)),
  'startup-port': ofContainers((container) => probesElsewhere(container.startupProbe, container)),
  'no-anti-affinity': noAntiAffinity,
  'mismatching-selector': ofPods(({ owner, labels, batch }) => {
    const { selector } = (owner.spec ?? {}) as Partial<DeploymentSpec>;
    return batch || owner.kind === 'Pod' || selects(selector?.matchLabels, labels) ? [] : ['selector'];
  }),
  'non-existent-service-account': ofPods((pod, linted) => (isMissingAccount(pod, linted) ? [pod.spec.serviceAccountName ?? ''] : [])),
  'deprecated-service-account-field': ofPods(({ spec }) => (spec.serviceAccount === undefined ? [] : ['serviceAccount'])),
  'no-extensions-v1beta': ({ manifests }) => manifests.filter(({ apiVersion }) => apiVersion.startsWith('extensions/v1beta')).map(called),
  'dangling-service': ofKind<ServiceSpec>('Service', (spec, { metadata }, linted) => isDangling(spec, metadata.namespace, linted)),
  'invalid-target-ports': ofKind<ServiceSpec>('Service', ({ ports = [] }) =>
    ports.some(({ targetPort }) => typeof targetPort === 'string' && !PORT_NAME.test(targetPort)),
  ),
  'job-ttl-seconds-after-finished': ofKind<JobSpec>('Job', ({ ttlSecondsAfterFinished }) => ttlSecondsAfterFinished === undefined),
  'pdb-max-unavailable': ofKind<PodDisruptionBudgetSpec>('PodDisruptionBudget', ({ maxUnavailable }) =>
    [0, '0', '0%'].includes(maxUnavailable ?? 1),
  ),
  'pdb-min-available': ofKind<PodDisruptionBudgetSpec>('PodDisruptionBudget', (spec, _, linted) => neverFrees(spec, linted)),
  'pdb-unhealthy-pod-eviction-policy': ofKind<PodDisruptionBudgetSpec>(
    'PodDisruptionBudget',
    ({ unhealthyPodEvictionPolicy }) => unhealthyPodEvictionPolicy === undefined,
  ),
};
