import type { EnvValue } from 'cdk8s-plus-27';
import { envValues, envVar, literals } from '../../values/env';
import { optional } from '../../values/read';
import type { Option } from '../contribution';

export interface EnvProps {
  readonly env?: { [name: string]: string };
  readonly envValues?: { [name: string]: EnvValue };
}

/** The user's own variables: literals, and values of cdk8s-plus. */
export const env: Option<EnvProps> = {
  name: 'env',
  shape: { env: optional(literals), envValues: optional(envValues) },
  contribute: (props) => ({
    pod: {
      env: [
        ...Object.entries(props.env ?? {}).map(([name, value]) => ({ name, value })),
        ...Object.entries(props.envValues ?? {}).map(([name, value]) => envVar(name, value)),
      ],
    },
  }),
};
