import type { Container, PodSpec } from '../../lib/pod/kubernetes';
import { type Checks, ofContainers, ofPods } from './linters-pods';

/** Volumes that are not the node's (`check_restrictedVolumes.go`; `image` since Kubernetes 1.33). */
const VOLUMES = ['configMap', 'csi', 'downwardAPI', 'emptyDir', 'ephemeral', 'image', 'persistentVolumeClaim', 'projected', 'secret'];
const SECCOMP = ['RuntimeDefault', 'Localhost'];
const SELINUX_TYPES = ['', 'container_t', 'container_init_t', 'container_kvm_t'];
const SYSCTLS = [
  'kernel.shm_rmid_forced',
  'net.ipv4.ip_local_port_range',
  'net.ipv4.ip_unprivileged_port_start',
  'net.ipv4.ping_group_range',
  'net.ipv4.tcp_syncookies',
];
const APPARMOR = /^(runtime\/default|localhost\/.*|)$/;

type Context = NonNullable<Container['securityContext']>;
/** What pods and containers alike may say. */
type SharedContext = Pick<Context, 'runAsNonRoot' | 'runAsUser' | 'seLinuxOptions' | 'seccompProfile' | 'windowsOptions'>;

/** The pod's context and those of its containers, of which `wrong` says what must not stand there. */
function contexts({ securityContext, containers, initContainers = [] }: PodSpec, wrong: (context: SharedContext) => boolean): string[] {
  const own = [...containers, ...initContainers].map((each) => ({ of: `container ${each.name}`, context: each.securityContext ?? {} }));
  return [{ of: 'the pod', context: securityContext ?? {} }, ...own].filter(({ context }) => wrong(context)).map(({ of }) => of);
}

function hosts({ livenessProbe, readinessProbe, startupProbe, lifecycle }: Container): string[] {
  const handlers = [livenessProbe, readinessProbe, startupProbe, lifecycle?.preStop];
  return handlers.flatMap((handler) => [handler?.httpGet?.host ?? '', handler?.tcpSocket?.host ?? '']);
}

function forbiddenCapabilities({ securityContext }: Container): boolean {
  const { drop = [], add = [] } = securityContext?.capabilities ?? {};
  return !drop.includes('ALL') || add.some((name) => name !== 'NET_BIND_SERVICE');
}

/** Kubernetes' `restricted` standard, in which `baseline` is contained: kubernetes pod-security-admission, `policy/`. */
export const POD_SECURITY: Checks = {
  hostNamespaces: ofPods(({ spec }) => (spec.hostIPC || spec.hostNetwork || spec.hostPID ? ["shares one of its node's namespaces"] : [])),
  privileged: ofContainers(({ securityContext }) => securityContext?.privileged === true),
  hostPorts: ofContainers(({ ports = [] }) => ports.some(({ hostPort = 0 }) => hostPort !== 0)),
  hostProbesAndHostLifecycle: ofContainers((container) => hosts(container).some((host) => host !== '')),
  procMount: ofContainers(({ securityContext }) => (securityContext?.procMount ?? 'Default') !== 'Default'),
  seLinuxOptions: ofPods(({ spec }) =>
    contexts(spec, ({ seLinuxOptions: { type = '', user = '', role = '' } = {} }) => user + role !== '' || !SELINUX_TYPES.includes(type)),
  ),
  windowsHostProcess: ofPods(({ spec }) => contexts(spec, ({ windowsOptions }) => windowsOptions?.hostProcess === true)),
  sysctls: ofPods(({ spec }) =>
    (spec.securityContext?.sysctls ?? []).filter(({ name }) => !SYSCTLS.includes(name)).map(({ name }) => `sysctl ${name}`),
  ),
  appArmorProfile: ofPods(({ annotations }) =>
    Object.entries(annotations)
      .filter(([key, profile]) => key.startsWith('container.apparmor.security.beta.kubernetes.io/') && !APPARMOR.test(profile))
      .map(([key]) => key),
  ),
  restrictedVolumes: ofPods(({ spec }) =>
    (spec.volumes ?? []).filter((volume) => !VOLUMES.some((source) => Object.hasOwn(volume, source))).map(({ name }) => `volume ${name}`),
  ),
  allowPrivilegeEscalation: ofContainers(({ securityContext }) => securityContext?.allowPrivilegeEscalation !== false),
  runAsNonRoot: ofPods((pod) => [
    ...contexts(pod.spec, ({ runAsNonRoot }) => runAsNonRoot === false),
    ...pod.containers
      .filter(({ securityContext }) => (securityContext?.runAsNonRoot ?? pod.spec.securityContext?.runAsNonRoot) === undefined)
      .map(({ name }) => `container ${name}`),
  ]),
  runAsUser: ofPods(({ spec }) => contexts(spec, ({ runAsUser }) => runAsUser === 0)),
  seccompProfile: ofPods((pod) => [
    ...contexts(pod.spec, ({ seccompProfile }) => seccompProfile !== undefined && !SECCOMP.includes(seccompProfile.type)),
    ...pod.containers
      .filter(({ securityContext }) => (securityContext?.seccompProfile ?? pod.spec.securityContext?.seccompProfile) === undefined)
      .map(({ name }) => `container ${name}`),
  ]),
  capabilities: ofContainers(forbiddenCapabilities),
};
