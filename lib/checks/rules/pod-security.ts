import type { Container, PodSpec } from '../../pod/kubernetes';
import { POD_SECURITY_ANNOTATION } from '../../workload/kinds/template-of';
import { called, podField, problemOf, type Rule } from '../rule';

const ALLOWED_VOLUMES = [
  'configMap',
  'csi',
  'downwardAPI',
  'emptyDir',
  'ephemeral',
  'persistentVolumeClaim',
  'projected',
  'secret',
  'image',
];
const SECCOMP = ['RuntimeDefault', 'Localhost'];

const SAFE_SYSCTLS = [
  'kernel.shm_rmid_forced',
  'net.ipv4.ip_local_port_range',
  'net.ipv4.ip_local_reserved_ports',
  'net.ipv4.ip_unprivileged_port_start',
  'net.ipv4.ping_group_range',
  'net.ipv4.tcp_fin_timeout',
  'net.ipv4.tcp_keepalive_intvl',
  'net.ipv4.tcp_keepalive_probes',
  'net.ipv4.tcp_keepalive_time',
  'net.ipv4.tcp_rmem',
  'net.ipv4.tcp_syncookies',
  'net.ipv4.tcp_wmem',
];
const SELINUX_TYPES = ['', 'container_t', 'container_init_t', 'container_kvm_t', 'container_engine_t'];

/** What pods and containers may both say of their node's other guards. */
interface GuardOptions {
  readonly seLinuxOptions?: { readonly type?: string; readonly user?: string; readonly role?: string };
  readonly windowsOptions?: { readonly hostProcess?: boolean };
  readonly appArmorProfile?: { readonly type?: string };
}

function wrongOptions({ seLinuxOptions = {}, windowsOptions, appArmorProfile }: GuardOptions): boolean {
  const { type = '', user = '', role = '' } = seLinuxOptions;
  const selinux = !SELINUX_TYPES.includes(type) || user !== '' || role !== '';
  const appArmor = appArmorProfile?.type !== undefined && !SECCOMP.includes(appArmorProfile.type);
  return selinux || appArmor || windowsOptions?.hostProcess === true;
}

/** Kubernetes from 1.34 on refuses a host in probes and handlers: the node would ask whom it is told to. */
function hasHost({ startupProbe, readinessProbe, livenessProbe, lifecycle }: Container): boolean {
  const handlers = [startupProbe, readinessProbe, livenessProbe, lifecycle?.preStop];
  return handlers.some((handler) => (handler?.httpGet?.host ?? '') !== '' || (handler?.tcpSocket?.host ?? '') !== '');
}

function wrongContainer(container: Container, pod: PodSpec): string[] {
  const own = container.securityContext ?? {};
  const { capabilities } = own;
  const nonRoot = own.runAsNonRoot ?? pod.securityContext?.runAsNonRoot;
  const seccomp = own.seccompProfile?.type ?? pod.securityContext?.seccompProfile?.type ?? '';
  const wrong = (is: boolean, text: string) => (is ? [`container ${container.name} ${text}`] : []);
  return [
    ...wrong(own.privileged === true, 'is privileged'),
    ...wrong(own.allowPrivilegeEscalation !== false, 'allows privilege escalation'),
    ...wrong(nonRoot !== true || own.runAsUser === 0, 'may run as root'),
    ...wrong(!SECCOMP.includes(seccomp), 'has no seccomp profile'),
    ...wrong(capabilities?.drop?.includes('ALL') !== true, 'does not drop all capabilities'),
    ...wrong(
      (capabilities?.add ?? []).some((name) => name !== 'NET_BIND_SERVICE'),
      'adds capabilities',
    ),
    ...wrong(own.procMount !== undefined && own.procMount !== 'Default', 'has a wider /proc'),
    ...wrong(wrongOptions(own), 'has SELinux, AppArmor or Windows options that are not allowed'),
    ...wrong(hasHost(container), 'has a probe of another host'),
    ...wrong(
      (container.ports ?? []).some(({ hostPort }) => hostPort !== undefined && hostPort !== 0),
      'takes a port of its node',
    ),
  ];
}

/** AppArmor as it was said before Kubernetes 1.30. */
const APPARMOR = 'container.apparmor.security.beta.kubernetes.io/';

function wrongAnnotations(annotations: Readonly<Record<string, string>>): string[] {
  const unconfined = Object.entries(annotations).some(
    ([key, text]) => key.startsWith(APPARMOR) && !/^(runtime\/default$|localhost\/)/.test(text),
  );
  return unconfined ? ['a container has no AppArmor profile'] : [];
}

/** What the `restricted` standard refuses (kubernetes pod-security-admission, `policy/`). */
function wrongPod(pod: PodSpec): string[] {
  const volumes = (pod.volumes ?? []).filter((volume) => !Object.keys(volume).some((key) => ALLOWED_VOLUMES.includes(key)));
  return [
    ...(pod.hostNetwork === true || pod.hostPID === true || pod.hostIPC === true ? ["the pod shares its node's namespaces"] : []),
    ...(pod.securityContext?.runAsUser === 0 ? ['the pod runs as root'] : []),
    ...(wrongOptions(pod.securityContext ?? {}) ? ['the pod has SELinux, AppArmor or Windows options that are not allowed'] : []),
    ...((pod.securityContext?.sysctls ?? []).some(({ name }) => !SAFE_SYSCTLS.includes(name)) ? ['the pod sets an unsafe sysctl'] : []),
    ...volumes.map(({ name }) => `the volume ${name} is of a kind that is not allowed`),
    ...[...pod.containers, ...(pod.initContainers ?? [])].flatMap((container) => wrongContainer(container, pod)),
  ];
}

/** Pods that promise the `restricted` standard, and that a namespace which enforces it would refuse. */
export const brokenPodSecurity: Rule = ({ pods }) =>
  pods.flatMap(({ entry, pods: { field, template } }) => {
    if (template.metadata?.annotations?.[POD_SECURITY_ANNOTATION] !== 'restricted' || template.spec === undefined) return [];
    return [...wrongPod(template.spec), ...wrongAnnotations(template.metadata.annotations)].map((text) =>
      problemOf(entry, {
        field: podField(field, 'spec'),
        rule: 'pod-security',
        message: `${called(entry)} promises Pod Security restricted, and ${text}`,
        fix: 'mend the patch, or say PodSecurity.baseline()',
      }),
    );
  });
