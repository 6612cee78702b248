import type { ErrorObject } from 'ajv';
import { QUANTITY } from '../../scripts/strict-schemas';

/** `path: what is wrong` for one finding of ajv, with the path as a person would write it. */
export function schemaMessage(error: ErrorObject): string {
  const { additionalProperty, missingProperty } = error.params as { additionalProperty?: string; missingProperty?: string };
  if (additionalProperty !== undefined) {
    return `${fieldPath(error.instancePath, additionalProperty)}: unknown field`;
  }
  if (missingProperty !== undefined) {
    return `${fieldPath(error.instancePath, missingProperty)}: required, but missing`;
  }
  return `${fieldPath(error.instancePath)}: ${rule(error)}${got(error)}`;
}

function rule({ keyword, schema, message = keyword }: ErrorObject): string {
  if (keyword === 'enum') {
    return `must be one of ${JSON.stringify(schema)}`;
  }
  return schema === QUANTITY ? 'must be a quantity, such as 500m or 64Gi' : message;
}

/** Only scalars are shown: the path already leads to a list or an object. */
function got({ data }: ErrorObject): string {
  return typeof data === 'object' && data !== null ? '' : `, got ${JSON.stringify(data)}`;
}

/** `/spec/containers/0/args` -> `spec.containers[0].args`; keys that are no plain names are quoted: `metadata.labels["app.kubernetes.io/name"]`. */
function fieldPath(pointer: string, ...more: readonly string[]): string {
  const keys = pointer
    .split('/')
    .slice(1)
    .map((key) => key.replaceAll('~1', '/').replaceAll('~0', '~'));
  return [...keys, ...more].reduce((path, key) => {
    if (/^\d+$/.test(key)) {
      return `${path}[${key}]`;
    }
    return /^[\w-]+$/.test(key) ? `${path}${path === '' ? '' : '.'}${key}` : `${path}[${JSON.stringify(key)}]`;
  }, '');
}
