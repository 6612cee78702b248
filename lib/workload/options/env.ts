import type { EnvValue } from 'cdk8s-plus-27';
import { envValues as envValuesReader, envVar, literals } from '../../values/env';
import { optional } from '../../values/read';
import type { Option } from '../contribution';

export interface EnvProps {
  readonly env?: { [name: string]: string };
}

export interface EnvValuesProps {
  readonly envValues?: { [name: string]: EnvValue };
}

/** The user's own variables with literal values. */
export const env: Option<EnvProps> = {
  name: 'env',
  shape: { env: optional(literals) },
  yieldsTo: ['envValues'],
  contribute: (props) => {
    if (props.env === undefined) return {};
    return { pod: { env: Object.entries(props.env).map(([name, value]) => ({ name, value })) } };
  },
};

/** The user's own variables with values of cdk8s-plus. */
export const envValues: Option<EnvValuesProps> = {
  name: 'envValues',
  shape: { envValues: optional(envValuesReader) },
  yieldsTo: ['env'],
  contribute: (props) => {
    if (props.envValues === undefined) return {};
    return { pod: { env: Object.entries(props.envValues).map(([name, value]) => envVar(name, value)) } };
  },
};
