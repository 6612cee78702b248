import type { Container, PodSpec } from '../../pod/kubernetes';
import { POD_SECURITY_ANNOTATION } from '../../workload/kinds/template-of';
import { called, podField, problemOf, type Rule } from '../rule';
import type { PodGroup } from '../view';

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
/** Capabilities of the runtime's own set, which `baseline` allows. */
const BASELINE_CAPABILITIES =
  'AUDIT_WRITE CHOWN DAC_OVERRIDE FOWNER FSETID KILL MKNOD NET_BIND_SERVICE SETFCAP SETGID SETPCAP SETUID SYS_CHROOT'.split(' ');
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

function seccompOf(container: Container, pod: PodSpec): string {
  return container.securityContext?.seccompProfile?.type ?? pod.securityContext?.seccompProfile?.type ?? '';
}

type Wrong = readonly [is: boolean, text: string];

/** What the `baseline` standard refuses of a container. */
function brokenBaseline(container: Container, pod: PodSpec): Wrong[] {
  const own = container.securityContext ?? {};
  return [
    [own.privileged === true, 'is privileged'],
    [(own.capabilities?.add ?? []).some((name) => !BASELINE_CAPABILITIES.includes(name)), 'adds capabilities'],
    [own.procMount !== undefined && own.procMount !== 'Default', 'has a wider /proc'],
    [seccompOf(container, pod) === 'Unconfined', 'has no seccomp profile'],
    [wrongOptions(own), 'has SELinux, AppArmor or Windows options that are not allowed'],
    [hasHost(container), 'has a probe of another host'],
    [(container.ports ?? []).some(({ hostPort }) => hostPort !== undefined && hostPort !== 0), 'takes a port of its node'],
  ];
}

/** What the `restricted` standard refuses of a container beside that. */
function brokenRestricted(container: Container, pod: PodSpec): Wrong[] {
  const own = container.securityContext ?? {};
  const nonRoot = own.runAsNonRoot ?? pod.securityContext?.runAsNonRoot;
  return [
    [own.allowPrivilegeEscalation !== false, 'allows privilege escalation'],
    [nonRoot !== true || own.runAsUser === 0, 'may run as root'],
    [!SECCOMP.includes(seccompOf(container, pod)), 'has no seccomp profile'],
    [own.capabilities?.drop?.includes('ALL') !== true, 'does not drop all capabilities'],
    [(own.capabilities?.add ?? []).some((name) => name !== 'NET_BIND_SERVICE'), 'adds capabilities'],
  ];
}

function wrongContainer(container: Container, pod: PodSpec, restricted: boolean): string[] {
  const wrong = [...brokenBaseline(container, pod), ...(restricted ? brokenRestricted(container, pod) : [])];
  return [...new Set(wrong.filter(([is]) => is).map(([, text]) => `container ${container.name} ${text}`))];
}

/** AppArmor as it was said before Kubernetes 1.30. */
const APPARMOR = 'container.apparmor.security.beta.kubernetes.io/';

function wrongAnnotations(annotations: Readonly<Record<string, string>>): string[] {
  const unconfined = Object.entries(annotations).some(
    ([key, text]) => key.startsWith(APPARMOR) && !/^(runtime\/default$|localhost\/)/.test(text),
  );
  return unconfined ? ['a container has no AppArmor profile'] : [];
}

function wrongVolumes(pod: PodSpec, restricted: boolean): string[] {
  const allowed = (volume: object) =>
    restricted ? Object.keys(volume).some((key) => ALLOWED_VOLUMES.includes(key)) : !('hostPath' in volume);
  return (pod.volumes ?? []).filter((volume) => !allowed(volume)).map(({ name }) => `the volume ${name} is of a kind that is not allowed`);
}

/** What a standard refuses (kubernetes pod-security-admission, `policy/`). */
function wrongPod(pod: PodSpec, restricted: boolean): string[] {
  const { securityContext = {} } = pod;
  const wrong: Wrong[] = [
    [pod.hostNetwork === true || pod.hostPID === true || pod.hostIPC === true, "the pod shares its node's namespaces"],
    [restricted && securityContext.runAsUser === 0, 'the pod runs as root'],
    [wrongOptions(securityContext), 'the pod has SELinux, AppArmor or Windows options that are not allowed'],
    [(securityContext.sysctls ?? []).some(({ name }) => !SAFE_SYSCTLS.includes(name)), 'the pod sets an unsafe sysctl'],
  ];
  return [
    ...wrong.filter(([is]) => is).map(([, text]) => text),
    ...wrongVolumes(pod, restricted),
    ...[...pod.containers, ...(pod.initContainers ?? [])].flatMap((container) => wrongContainer(container, pod, restricted)),
  ];
}

type Template = PodGroup['pods']['template'];

/** What of a pod a standard refuses. */
function brokenRules({ metadata, spec }: Template, level: string): string[] {
  return spec === undefined ? [] : [...wrongPod(spec, level === 'restricted'), ...wrongAnnotations(metadata?.annotations ?? {})];
}

/** Whether another object, which is not seen, may say what is missing here. */
function isOpen(group: PodGroup): boolean {
  return group.pods.partial === true && promised(group) === undefined;
}

function promised({ pods }: PodGroup): string | undefined {
  return pods.template.metadata?.annotations?.[POD_SECURITY_ANNOTATION];
}

/** Pods that promise a standard, and that a namespace which enforces it would refuse. */
export const brokenPodSecurity: Rule = ({ pods }) =>
  pods.flatMap((group) => {
    const level = promised(group);
    if (level === undefined) return [];
    return brokenRules(group.pods.template, level).map((text) =>
      problemOf(group.entry, {
        field: podField(group.pods.field, 'spec'),
        rule: 'pod-security',
        message: `${called(group.entry)} promises Pod Security ${level}, and ${text}`,
        fix: level === 'restricted' ? 'mend the patch, or say PodSecurity.baseline()' : 'mend the patch',
      }),
    );
  });

const ENFORCE = 'pod-security.kubernetes.io/enforce';

/** Pods that the app's own namespace refuses, beside those that break what they promise themselves. */
export const refusedByNamespace: Rule = (view) =>
  view.ofKind('Namespace').flatMap(({ name, origin, manifest }) => {
    const level = manifest.metadata.labels?.[ENFORCE] ?? 'privileged';
    if (level === 'privileged') return [];
    const groups = view.pods.filter((group) => group.entry.namespace === name && promised(group) !== level && !isOpen(group));
    return groups.flatMap((group) => {
      const broken = brokenRules(group.pods.template, level);
      if (broken.length === 0) return [];
      return [
        problemOf(group.entry, {
          field: podField(group.pods.field, 'spec'),
          rule: 'namespace-pod-security',
          message: `${called(group.entry)} is refused by the namespace ${name} of ${origin}, which enforces ${level}: ${broken.join(', ')}`,
          fix: 'let the pods be restricted, or give the namespace PodSecurityLevel.BASELINE',
        }),
      ];
    });
  });
