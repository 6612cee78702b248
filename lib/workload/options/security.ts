import { HOME_VARIABLES, TEMPORARY_FOLDER } from '../../pod/security';
import { given } from '../../values/omit';
import { PodSecurity } from '../../values/pod-security';
import { optional, value } from '../../values/read';
import { DEFAULT_EPHEMERAL_STORAGE } from '../../values/resources';
import type { Option } from '../contribution';

export interface SecurityProps {
  readonly security?: PodSecurity;
}

/** Who runs in the container and what he may do; with a read-only root, a place for temporary files and the variables that point there. */
export const security: Option<SecurityProps> = {
  name: 'security',
  shape: { security: optional(value(PodSecurity, 'PodSecurity.restricted()')) },
  contribute: (props, { role }) => {
    const { _level: level, _user: user, _group: group, _fsGroup: fsGroup, _options } = props.security ?? PodSecurity.restricted();
    const plan = given({ level, user, group, fsGroup, writableRoot: _options.writableRoot ?? false });
    if (level === 'baseline') return { pod: { security: plan } };
    const size = role.pod.main.amounts.limits['ephemeral-storage'] ?? DEFAULT_EPHEMERAL_STORAGE;
    const temporary = {
      path: TEMPORARY_FOLDER,
      source: { kind: 'scratch', size, counted: true } as const,
      readOnly: false,
      prop: 'security',
    };
    return { pod: { security: plan, defaultEnv: HOME_VARIABLES, defaultMounts: plan.writableRoot ? [] : [temporary] } };
  },
};
