import type { Container, PodSpec } from '../../pod/kubernetes';
import { POD_SECURITY_ANNOTATION } from '../../workload/kinds/template-of';
import { called, problemOf, type Rule } from '../rule';

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
    ...wrong(
      (container.ports ?? []).some(({ hostPort }) => hostPort !== undefined && hostPort !== 0),
      'takes a port of its node',
    ),
  ];
}

/** What the `restricted` standard refuses (kubernetes pod-security-admission, `policy/`). */
function wrongPod(pod: PodSpec): string[] {
  const volumes = (pod.volumes ?? []).filter((volume) => !Object.keys(volume).some((key) => ALLOWED_VOLUMES.includes(key)));
  return [
    ...(pod.hostNetwork === true || pod.hostPID === true || pod.hostIPC === true ? ["the pod shares its node's namespaces"] : []),
    ...(pod.securityContext?.runAsUser === 0 ? ['the pod runs as root'] : []),
    ...volumes.map(({ name }) => `the volume ${name} is of a kind that is not allowed`),
    ...[...pod.containers, ...(pod.initContainers ?? [])].flatMap((container) => wrongContainer(container, pod)),
  ];
}

/** Pods that promise the `restricted` standard, and that a namespace which enforces it would refuse. */
export const brokenPodSecurity: Rule = ({ pods }) =>
  pods.flatMap(({ entry, pods: { field, template } }) => {
    if (template.metadata?.annotations?.[POD_SECURITY_ANNOTATION] !== 'restricted' || template.spec === undefined) return [];
    return wrongPod(template.spec).map((text) =>
      problemOf(entry, {
        field: `${field}.spec`,
        rule: 'pod-security',
        message: `${called(entry)} promises Pod Security restricted, and ${text}`,
        fix: 'mend the patch, or say PodSecurity.baseline()',
      }),
    );
  });
