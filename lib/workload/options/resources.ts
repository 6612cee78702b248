import { optional, value } from '../../values/read';
import { Resources } from '../../values/resources';
import type { Option } from '../contribution';

export interface ResourcesProps {
  readonly resources?: Resources;
}

/** CPU, memory and local disk, and the class that they promise. */
export const resources: Option<ResourcesProps> = {
  name: 'resources',
  shape: { resources: optional(value(Resources, "Resources.guaranteed({ cpu: '8', memory: '64Gi' })")) },
  contribute: (props, target) => {
    if (props.resources === undefined) {
      const fix = "for example Resources.guaranteed({ cpu: '8', memory: '64Gi' })";
      return {
        problems: [
          {
            field: target.missingField('resources'),
            severity: 'error',
            rule: 'required',
            message: 'is required: a pod that reserves nothing is evicted first',
            fix,
          },
        ],
      };
    }
    return { pod: { amounts: props.resources._amounts, promisedQos: props.resources.qosClass } };
  },
};
