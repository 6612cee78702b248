import type { Problem } from '../problems';
import type { Entry, View } from './view';

/** A rule over all objects of an app. */
export type Rule = (view: View) => Problem[];

/** A problem of an object: an error where the library has written it, otherwise a warning, since the rest of an app is not its to stop. */
export function problemOf(
  entry: Entry,
  problem: { readonly field: string; readonly rule: string; readonly message: string; readonly fix: string },
): Problem {
  const patched = entry.patches.length === 0 ? '' : `; it is patched by ${entry.patches.map(({ text }) => text).join(', ')}`;
  return {
    path: entry.origin,
    ...problem,
    message: `${problem.message}${patched}`,
    severity: entry.ours ? 'error' : 'warning',
  };
}

/** A field below the pod that is inspected: a bare Pod has its spec at its root. */
export function podField(field: string, below: string): string {
  return field === '' ? below : `${field}.${below}`;
}

/** An object as a reader finds it in the YAML: `Deployment my-model-server`. */
export function called({ manifest }: Entry): string {
  return `${manifest.kind} ${manifest.metadata.name}`;
}
