import type { Capabilities, Container, Pod } from 'kubernetes-types/core/v1';
import { keyOf } from '../make/objects';

/** Who a container's process is, and what it may become. */
export interface Identity {
  readonly user: number;
  readonly group: number;
  /** Supplementary groups, the pod's `fsGroup` among them. */
  readonly groups: readonly number[];
  /** The capabilities that the process can ever have, without the prefix `CAP_`. */
  readonly capabilities: readonly string[] | 'ALL';
  readonly noNewPrivileges: boolean;
}

/** What containerd leaves a container that says nothing of capabilities. */
const DEFAULT_CAPABILITIES = [
  'AUDIT_WRITE',
  'CHOWN',
  'DAC_OVERRIDE',
  'FOWNER',
  'FSETID',
  'KILL',
  'MKNOD',
  'NET_BIND_SERVICE',
  'NET_RAW',
  'SETFCAP',
  'SETGID',
  'SETPCAP',
  'SETUID',
  'SYS_CHROOT',
];

/** The container's own word comes first, then the pod's, then the image's `USER`. */
export function identityOf(pod: Pod, container: Container, imageUser: string | undefined): Identity {
  const [imageUid, imageGid] = (imageUser ?? '0').split(':').map(Number);
  const own = container.securityContext ?? {};
  const shared = pod.spec?.securityContext ?? {};
  const user = own.runAsUser ?? shared.runAsUser ?? imageUid ?? 0;
  const group = own.runAsGroup ?? shared.runAsGroup ?? imageGid ?? 0;
  if (!Number.isInteger(user) || !Number.isInteger(group)) throw new Error(`pod ${keyOf(pod)}: the image's USER ${imageUser} is no number`);
  if ((own.runAsNonRoot ?? shared.runAsNonRoot) === true && user === 0) {
    throw new Error(`pod ${keyOf(pod)}, container ${container.name}: runAsNonRoot, and it would run as root`);
  }
  return {
    user,
    group,
    groups: [...(shared.fsGroup === undefined ? [] : [shared.fsGroup]), ...(shared.supplementalGroups ?? [])],
    capabilities: own.privileged === true ? 'ALL' : capabilitiesOf(own.capabilities),
    noNewPrivileges: own.allowPrivilegeEscalation === false,
  };
}

function capabilitiesOf({ add = [], drop = [] }: Capabilities = {}): readonly string[] | 'ALL' {
  if (add.includes('ALL')) return 'ALL';
  const kept = DEFAULT_CAPABILITIES.filter((name) => !drop.includes('ALL') && !drop.includes(name));
  return [...new Set([...kept, ...add])];
}
