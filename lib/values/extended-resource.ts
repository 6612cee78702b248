import { isQualifiedName } from './name';
import type { Reader } from './read';

/**
 * Whether Kubernetes takes it as the name of an extended resource: `domain/name`, neither in its own domain nor as long that a quota could not name it
 * (kubernetes `pkg/apis/core/v1/helper`, IsExtendedResourceName).
 */
export function isExtendedResource(name: string): boolean {
  if (!name.includes('/') || name.includes('kubernetes.io/') || name.startsWith('requests.')) return false;
  return isQualifiedName(`requests.${name}`);
}

/** The name of a device that a device plugin offers. */
export function extendedResource(example: string): Reader<string> {
  return (given, place) => {
    if (typeof given === 'string' && isExtendedResource(given)) return given;
    place.report({
      value: given,
      rule: 'extended-resource',
      message: 'is not the name of an extended resource',
      fix: `domain/name, as in ${JSON.stringify(example)}`,
    });
    return undefined;
  };
}
