import type { EnvValue } from 'cdk8s-plus-27';
import { show } from './finding';
import { envName } from './name';
import { map, optional, type Reader, struct, text } from './read';

/** A variable's value as Kubernetes has it: a literal or a source. */
export interface EnvVar {
  readonly name: string;
  readonly value?: string;
  readonly valueFrom?: EnvSource;
}

/** Where a variable's value comes from, as Kubernetes has it. */
export interface EnvSource {
  readonly fieldRef?: { readonly apiVersion?: string; readonly fieldPath: string };
  readonly resourceFieldRef?: { readonly containerName?: string; readonly divisor?: string; readonly resource: string };
  readonly configMapKeyRef?: { readonly key: string; readonly name: string; readonly optional?: boolean };
  readonly secretKeyRef?: { readonly key: string; readonly name: string; readonly optional?: boolean };
}

const SECRET_LIKE = /pass(word|wd|phrase)|secret|token(?!s|iz)|credential|api_?key|access_?key|private_?key|bearer/i;
/** Names that hold a place or a limit, not the secret itself. */
const ABOUT_A_SECRET = /(_(file|path|dir|url|uri|name|count|limit|length|size|id)s?|^max_.*|.*_max_.*)$/i;

function stringFix(given: unknown): string {
  if (given === undefined || given === null) return "leave it out, or write ''";
  return typeof given === 'object' || typeof given === 'function' ? 'values of cdk8s-plus go to envValues' : `write ${show(String(given))}`;
}

const literal: Reader<string> = (given, place) => {
  if (typeof given !== 'string') {
    place.report({ value: given, rule: 'type', message: 'must be a string', fix: stringFix(given) });
    return undefined;
  }
  const name = place.field.split('.').pop() ?? '';
  if (given === '' || !SECRET_LIKE.test(name) || ABOUT_A_SECRET.test(name) || /^\$\(.+\)$/.test(given)) return given;
  place.report({
    rule: 'secret-in-env',
    message: 'looks like a secret written into the manifest',
    fix: 'keep it in a Secret: envValues with EnvValue.fromSecretValue of cdk8s-plus, or Mount.secret',
  });
  return undefined;
};

/** Variables with literal values. */
export const literals = map(envName, literal);

const bool: Reader<boolean> = (given) => (typeof given === 'boolean' ? given : undefined);
const key = struct<NonNullable<EnvSource['secretKeyRef']>>({
  key: { read: text('password') },
  name: { read: text('my-secret') },
  optional: optional(bool),
});
const source = struct<EnvSource>({
  fieldRef: optional(
    struct<NonNullable<EnvSource['fieldRef']>>({ apiVersion: optional(text('v1')), fieldPath: { read: text('metadata.name') } }),
  ),
  resourceFieldRef: optional(
    struct<NonNullable<EnvSource['resourceFieldRef']>>({
      containerName: optional(text('main')),
      divisor: optional((given) => (given === undefined ? undefined : String(plain(given)))),
      resource: { read: text('limits.cpu') },
    }),
  ),
  configMapKeyRef: optional(key),
  secretKeyRef: optional(key),
});

/** cdk8s-plus wraps int-or-string and quantities as `{ value }`. */
function plain(given: unknown): unknown {
  return typeof given === 'object' && given !== null && 'value' in given ? given.value : given;
}

function hasSource(given: unknown): boolean {
  if (typeof given !== 'object' || given === null) return false;
  const { value, valueFrom } = given as { value?: unknown; valueFrom?: unknown };
  return typeof valueFrom === 'object' ? valueFrom !== null : ['string', 'number'].includes(typeof plain(value));
}

/** A cdk8s-plus value as real Kubernetes content: the one place where its wrappers are taken off. */
export const envValue: Reader<EnvValue> = (given, place) => {
  if (hasSource(given)) {
    const value = plain((given as EnvValue).value);
    return typeof value === 'string' && literal(value, place) === undefined ? undefined : (given as EnvValue);
  }
  place.report({
    value: given,
    rule: 'type',
    message: 'must be an EnvValue of cdk8s-plus',
    fix: typeof given === 'string' ? 'literals go to env' : 'for example EnvValue.fromSecretValue({ secret, key })',
  });
  return undefined;
};

export const envValues = map(envName, envValue);

/** The variable that a cdk8s-plus value makes. */
export function envVar(name: string, given: EnvValue): EnvVar {
  if (given.valueFrom === undefined) return { name, value: String(plain(given.value)) };
  const ignored = { field: name, report: () => undefined, at: () => ignored };
  const read = source(withoutUndefined(given.valueFrom), ignored);
  return { name, ...(read === undefined ? {} : { valueFrom: read }) };
}

function withoutUndefined(given: unknown): unknown {
  return JSON.parse(JSON.stringify(given));
}
