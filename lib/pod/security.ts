import type { PodSecurityContext, SecurityContext } from 'kubernetes-types/core/v1';
import type { EnvVar } from '../values/env';
import type { SecurityPlan } from './plan';

/** The one folder that every container may write to: temporary files, caches, sockets. */
export const TEMPORARY_FOLDER = '/tmp';

/**
 * Folders that programs look for in a home that the user 10001 does not have: without a passwd entry `getpass.getuser()` fails
 * (torch inductor), and caches are written beside a root that is read-only.
 */
export const HOME_VARIABLES: readonly EnvVar[] = [
  { name: 'HOME', value: TEMPORARY_FOLDER },
  { name: 'USER', value: 'ml' },
  { name: 'LOGNAME', value: 'ml' },
  { name: 'XDG_CACHE_HOME', value: `${TEMPORARY_FOLDER}/.cache` },
  { name: 'HF_HOME', value: `${TEMPORARY_FOLDER}/huggingface` },
  { name: 'KERAS_HOME', value: `${TEMPORARY_FOLDER}/keras` },
  { name: 'MPLCONFIGDIR', value: `${TEMPORARY_FOLDER}/matplotlib` },
  { name: 'TORCHINDUCTOR_CACHE_DIR', value: `${TEMPORARY_FOLDER}/torchinductor` },
  { name: 'TRITON_CACHE_DIR', value: `${TEMPORARY_FOLDER}/triton` },
];

/** What a container can forge its neighbours' network packets with. Runtimes give it to root unasked; no training or server needs it. */
const RAW_SOCKETS = 'NET_RAW';

/** What holds for the pod: its user, and the group of its files, set without walking through millions of them at each start. */
export function podSecurityContext(plan: SecurityPlan): PodSecurityContext {
  const { fsGroup } = plan;
  const shared = {
    ...(fsGroup === undefined ? {} : { fsGroup, fsGroupChangePolicy: 'OnRootMismatch' }),
    seccompProfile: { type: 'RuntimeDefault' },
  };
  if (plan.level === 'baseline') return shared;
  return {
    runAsNonRoot: true,
    runAsUser: plan.user,
    runAsGroup: plan.group,
    ...shared,
  };
}

/** What holds for each container. */
export function containerSecurityContext(plan: SecurityPlan): SecurityContext {
  const allowPrivilegeEscalation = false;
  if (plan.level === 'baseline') return { allowPrivilegeEscalation, capabilities: { drop: [RAW_SOCKETS] }, privileged: false };
  return {
    allowPrivilegeEscalation,
    capabilities: { drop: ['ALL'] },
    privileged: false,
    readOnlyRootFilesystem: !plan.writableRoot,
    runAsGroup: plan.group,
    runAsNonRoot: true,
    runAsUser: plan.user,
  };
}
