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

/** A problem that is told and stops nothing, whoever wrote the object. */
export function warningOf(entry: Entry, problem: Parameters<typeof problemOf>[1]): Problem {
  return { ...problemOf(entry, problem), severity: 'warning' };
}

/** What a rule finds in one object, its message without the object's name. */
export interface Wrong {
  /** Below the field that the rule looks into; empty for that itself. */
  readonly field: string;
  readonly rule: string;
  readonly message: string;
  readonly fix: string;
  /** Only told, whoever wrote the object. */
  readonly severity?: 'warning';
}

/** Problems of an object whose rule looks into one of its fields. */
export function problemsIn(entry: Entry, inside: string, wrongs: readonly Wrong[]): Problem[] {
  return wrongs.map(({ field, rule, message, fix, severity }) => {
    const tell = severity === 'warning' ? warningOf : problemOf;
    const where = field === '' ? inside : podField(inside, field);
    return tell(entry, { field: where, rule, message: `${called(entry)} ${message}`, fix });
  });
}

/** A field below the pod that is inspected: a bare Pod has its spec at its root. */
export function podField(field: string, below: string): string {
  return field === '' ? below : `${field}.${below}`;
}

/** An object as a reader finds it in the YAML: `Deployment my-model-server`. */
export function called({ manifest }: Entry): string {
  return `${manifest.kind} ${manifest.metadata.name}`;
}
