import { objectName } from '../../values/name';
import { given } from '../../values/omit';
import { optional } from '../../values/read';
import type { Option } from '../contribution';

export interface SchedulingProps {
  readonly priorityClassName?: string;
  readonly schedulerName?: string;
  readonly runtimeClassName?: string;
}

const className = optional(objectName('subdomain'));

/** Classes of the cluster, by name, and the registry credentials that its profile names. */
export const scheduling: Option<SchedulingProps> = {
  name: 'scheduling',
  shape: { priorityClassName: className, schedulerName: className, runtimeClassName: className },
  contribute: (props, { cluster }) => ({ pod: { settings: given({ ...props }), imagePullSecrets: cluster.imagePullSecrets } }),
};

/** The registry credentials alone: the classes are another object's. */
export const registryCredentials: Option<object> = {
  name: 'scheduling',
  shape: {},
  contribute: (_, { cluster }) => ({ pod: { imagePullSecrets: cluster.imagePullSecrets } }),
};
