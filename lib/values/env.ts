import type { EnvValue } from 'cdk8s-plus-27';
import { type Finding, placeIn, show } from './finding';
import { envName } from './name';
import { map, optional, type Reader, required, struct, text } from './read';

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
/** Names that hold a place, a limit or a token of text, not a secret. */
const ABOUT_A_SECRET =
  /(_(file|path|dir|url|uri|name|count|limit|length|size|id)s?|^max_.*|.*_max_.*|(^|_)(bos|cls|eos|mask|pad|sep|unk)_token)$/i;

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
  key: required(text('password'), 'password'),
  name: required(text('my-secret'), 'my-secret'),
  optional: optional(bool),
});
const source = struct<EnvSource>({
  fieldRef: optional(
    struct<NonNullable<EnvSource['fieldRef']>>({
      apiVersion: optional(text('v1')),
      fieldPath: required(text('metadata.name'), 'metadata.name'),
    }),
  ),
  resourceFieldRef: optional(
    struct<NonNullable<EnvSource['resourceFieldRef']>>({
      containerName: optional(text('main')),
      divisor: optional((given) => (given === undefined ? undefined : String(plain(given)))),
      resource: required(text('limits.cpu'), 'limits.cpu'),
    }),
  ),
  configMapKeyRef: optional(key),
  secretKeyRef: optional(key),
});

/** cdk8s-plus wraps int-or-string and quantities as `{ value }`. */
function plain(given: unknown): unknown {
  return typeof given === 'object' && given !== null && 'value' in given ? given.value : given;
}

/** The one source that a value has; undefined where it has none that Kubernetes takes. */
function sourceOf(valueFrom: unknown): EnvSource | undefined {
  const findings: Finding[] = [];
  const read = source(valueFrom, placeIn(findings));
  return findings.length === 0 && read !== undefined && Object.keys(read).length === 1 ? read : undefined;
}

/** A cdk8s-plus value, literal or with a source. */
export const envValue: Reader<EnvValue> = (given, place) => {
  const { value, valueFrom }: { value?: unknown; valueFrom?: unknown } = typeof given === 'object' && given !== null ? given : {};
  const literalValue = plain(value);
  if (valueFrom === undefined && typeof literalValue === 'string')
    return literal(literalValue, place) === undefined ? undefined : (given as EnvValue);
  if (valueFrom === undefined && typeof literalValue === 'number') return given as EnvValue;
  if (valueFrom !== undefined && sourceOf(valueFrom) !== undefined) return given as EnvValue;
  const fix = typeof given === 'string' ? 'literals go to env' : 'for example EnvValue.fromSecretValue({ secret, key })';
  place.report({ value: given, rule: 'type', message: 'must be an EnvValue of cdk8s-plus', fix });
  return undefined;
};

export const envValues = map(envName, envValue);

/** The variable that a cdk8s-plus value makes, as real Kubernetes content: the one place where its wrappers are taken off. */
export function envVar(name: string, given: EnvValue): EnvVar {
  if (given.valueFrom === undefined) return { name, value: String(plain(given.value)) };
  const valueFrom = sourceOf(given.valueFrom);
  return { name, ...(valueFrom === undefined ? {} : { valueFrom }) };
}
