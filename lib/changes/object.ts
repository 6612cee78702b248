import type { Manifest } from '../pod/kubernetes';
import { equalQuantities } from '../values/quantity';

/** An object that will be applied, and the construct that makes it. */
export interface Placed {
  readonly origin: string;
  readonly manifest: Manifest;
}

/** An object as a reader finds it in the YAML: `PersistentVolumeClaim ml/images`. */
export function called({ kind, metadata: { namespace, name } }: Manifest): string {
  return `${kind} ${namespace === undefined ? '' : `${namespace}/`}${name}`;
}

/** The kind with its group, without the version, which may change: `apps/Deployment`, `PersistentVolumeClaim`. */
export function groupKind({ apiVersion, kind }: Manifest): string {
  const [group = '', version] = apiVersion.split('/');
  return version === undefined ? kind : `${group}/${kind}`;
}

/** What makes two objects one in the cluster. */
export function identity(manifest: Manifest): string {
  return `${groupKind(manifest)}/${manifest.metadata.namespace ?? ''}/${manifest.metadata.name}`;
}

/** A field by its path, as `spec.resources.requests.storage`. */
export function fieldOf(manifest: object, path: string): unknown {
  let found: unknown = manifest;
  for (const key of path.split('.')) {
    if (typeof found !== 'object' || found === null) return undefined;
    found = Reflect.get(found, key);
  }
  return found ?? undefined;
}

/** Where amounts stand, which Kubernetes compares by value: `1000m` is `1`. */
const AMOUNTS = ['requests', 'limits', 'capacity', 'sizeLimit'];

function isObject(given: unknown): given is object {
  return typeof given === 'object' && given !== null;
}

/** Whether two contents are the same to the API server. */
export function same(a: unknown, b: unknown, areAmounts = false): boolean {
  if (!isObject(a) || !isObject(b)) return a === b || (areAmounts && equalQuantities(String(a), String(b)));
  if (Array.isArray(a) !== Array.isArray(b)) return false;
  const keys = [...new Set([...Object.keys(a), ...Object.keys(b)])];
  return keys.every((key) => same(Reflect.get(a, key) ?? undefined, Reflect.get(b, key) ?? undefined, areAmounts || AMOUNTS.includes(key)));
}
