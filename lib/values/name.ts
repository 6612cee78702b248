import { type Place, show } from './finding';
import type { Reader } from './read';
import { textWhere } from './read';

const LABEL = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/;
const DNS_1035 = /^[a-z]([-a-z0-9]*[a-z0-9])?$/;
const QUALIFIED = /^([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]$/;

/** The longest DNS label: the limit of pod hostnames, Service names and label values. */
export const LABEL_LENGTH = 63;
const SUBDOMAIN_LENGTH = 253;

/** Whether Kubernetes takes it as a DNS label (RFC 1123): names of pods' hosts, namespaces, containers. */
export function isDnsLabel(name: string): boolean {
  return name.length <= LABEL_LENGTH && LABEL.test(name);
}

/** Whether Kubernetes takes it as a DNS label that starts with a letter (RFC 1035): names of Services and of Kubeflow's jobs. */
export function isDns1035Label(name: string): boolean {
  return name.length <= LABEL_LENGTH && DNS_1035.test(name);
}

/** Whether Kubernetes takes it as a DNS subdomain: names of claims, classes, Secrets, ConfigMaps. */
export function isDnsSubdomain(name: string): boolean {
  return name.length <= SUBDOMAIN_LENGTH && name.split('.').every((part) => LABEL.test(part));
}

/** Whether Kubernetes takes it as the key of a label, annotation, taint or resource: `name` or `prefix/name`. */
export function isQualifiedName(key: string): boolean {
  const parts = key.split('/');
  const name = parts.pop() ?? '';
  if (parts.length > 1 || (parts.length === 1 && !isDnsSubdomain(parts[0] ?? ''))) return false;
  return name.length <= LABEL_LENGTH && QUALIFIED.test(name);
}

/** Whether Kubernetes takes it as a label's value. */
export function isLabelValue(given: string): boolean {
  return given === '' || (given.length <= LABEL_LENGTH && QUALIFIED.test(given));
}

/** Whether Kubernetes takes it as the name of a port: at most 15 of a-z, 0-9 and single hyphens, with a letter (IANA_SVC_NAME). */
export function isPortName(name: string): boolean {
  return name.length <= 15 && LABEL.test(name) && /[a-z]/.test(name) && !name.includes('--');
}

/** Whether every container runtime and shell takes it as a variable's name. Kubernetes takes more, and programs then can't read it. */
export function isEnvName(name: string): boolean {
  return /^[-._a-zA-Z][-._a-zA-Z0-9]*$/.test(name) && name !== '.' && !name.startsWith('..');
}

/** The nearest name that Kubernetes would take, to suggest: `TrainModel` -> `train-model`. */
export function nearestName(name: string): string {
  const words = name.replace(/([a-z0-9])([A-Z])/g, '$1-$2').toLowerCase();
  const clean = words.replace(/[^a-z0-9]+/g, '-').replace(/^[-0-9]+|-+$/g, '');
  return clean.slice(0, 40).replace(/-+$/, '') || 'my-name';
}

/** Labels as one text, in a fixed order: `app=redis&tier=cache`. */
export function labelsText(labels: Readonly<Record<string, string>>): string {
  return Object.keys(labels)
    .sort()
    .map((key) => `${key}=${labels[key]}`)
    .join('&');
}

/** Whether labels contain all of a selector's. */
export function matches(labels: Readonly<Record<string, string>>, selector: Readonly<Record<string, string>>): boolean {
  return Object.entries(selector).every(([name, wanted]) => labels[name] === wanted);
}

interface NameRule {
  readonly test: (name: string) => boolean;
  readonly message: string;
}

const NAME_RULES = {
  label: { test: isDnsLabel, message: 'must be a DNS label: at most 63 of a-z, 0-9 and -, and no - at either end' },
  dns1035: { test: isDns1035Label, message: 'must be a DNS label that starts with a letter: at most 63 of a-z, 0-9 and -' },
  subdomain: { test: isDnsSubdomain, message: 'must be a DNS name: at most 253 of a-z, 0-9, - and dots between parts' },
} satisfies Record<string, NameRule>;

/** A grammar of object names. */
export type NameGrammar = keyof typeof NAME_RULES;

const LONGEST: Readonly<Record<NameGrammar, number>> = { label: LABEL_LENGTH, dns1035: LABEL_LENGTH, subdomain: SUBDOMAIN_LENGTH };

/** What is wrong with a name: its length alone, or the rule that it breaks. */
function wrongName(
  name: string,
  grammar: NameGrammar,
): { readonly rule: string; readonly message: string; readonly fix: string } | undefined {
  const { test, message } = NAME_RULES[grammar];
  if (test(name)) return undefined;
  const over = name.length - LONGEST[grammar];
  if (over > 0 && test(name.slice(0, LONGEST[grammar] - 1).replace(/[-.]+$/, ''))) {
    return { rule: 'name', message: `has ${name.length} characters, and ${LONGEST[grammar]} are allowed`, fix: `shorten it by ${over}` };
  }
  return { rule: 'name', message, fix: `for example ${show(nearestName(name))}` };
}

/** Reports a name that the grammar does not take. */
export function checkName(name: string, grammar: NameGrammar, place: Place): void {
  const wrong = wrongName(name, grammar);
  if (wrong !== undefined) place.report({ value: name, ...wrong });
}

export function objectName(grammar: NameGrammar, example = 'my-name'): Reader<string> {
  return textWhere(example, (name) => wrongName(name, grammar));
}

/** What a name within a label does not have: the rule that is broken, in words. */
function brokenName(name: string): string {
  if (name === '') return 'is empty';
  if (name.length > LABEL_LENGTH) return `has ${name.length} characters, and ${LABEL_LENGTH} are allowed`;
  const strange = /[^-A-Za-z0-9_.]/u.exec(name)?.[0];
  if (strange !== undefined) return `has ${strange === ' ' ? 'a space' : show(strange)}, and letters, digits, -, _ and . are allowed`;
  return 'must start and end with a letter or digit';
}

function brokenKey(key: string): string {
  const parts = key.split('/');
  const name = parts.pop() ?? '';
  const [prefix] = parts;
  if (parts.length > 1) return 'it has more than one /, and one is allowed, behind a DNS name';
  if (prefix !== undefined && !isDnsSubdomain(prefix))
    return `its prefix ${show(prefix)} must be a DNS name: a-z, 0-9, - and dots between parts`;
  return `its name ${brokenName(name)}`;
}

export const labelKey: Reader<string> = textWhere('example.com/team', (key) =>
  isQualifiedName(key)
    ? undefined
    : { rule: 'label-key', message: `is not a label key: ${brokenKey(key)}`, fix: 'for example "team" or "example.com/team"' },
);

/** The nearest value that a label takes: `My Team!` -> `My-Team`. */
function nearestValue(given: string): string {
  const clean = given.replace(/[^-A-Za-z0-9_.]+/g, '-').slice(0, LABEL_LENGTH);
  return clean.replace(/^[-_.]+|[-_.]+$/g, '') || 'vision';
}

export const labelValue: Reader<string> = (given, place) => {
  if (typeof given === 'string' && isLabelValue(given)) return given;
  const isText = typeof given === 'string';
  const isPlain = typeof given === 'number' || typeof given === 'boolean';
  place.report({
    value: given,
    rule: 'label-value',
    message: isText ? `is not a label value: it ${brokenName(given)}` : 'must be a string, as every label value',
    fix: isText ? `for example ${show(nearestValue(given))}` : `write ${show(isPlain ? String(given) : 'vision')}`,
  });
  return undefined;
};

export const annotationValue: Reader<string> = (given, place) => {
  if (typeof given === 'string') return given;
  place.report({ value: given, rule: 'type', message: 'must be a string', fix: 'put it in quotes' });
  return undefined;
};

export const envName: Reader<string> = textWhere('MY_SETTING', (name) =>
  isEnvName(name)
    ? undefined
    : { rule: 'env-name', message: 'is not a name of an environment variable', fix: 'letters, digits and _, not starting with a digit' },
);

/** A name that a controller makes from one of ours, and that Kubernetes limits too. */
export interface DerivedName {
  readonly name: string;
  /** What carries the name: `a pod's hostname`. */
  readonly of: string;
  readonly grammar: NameGrammar;
}

/** Reports each derived name that does not fit, with how many characters must go. */
export function checkDerivedNames(derived: readonly DerivedName[], given: string, place: Place): void {
  for (const { name, of, grammar } of derived) {
    const over = name.length - LABEL_LENGTH;
    if (over > 0) {
      place.report({
        value: given,
        rule: 'name-length',
        message: `is too long: ${of} will be ${show(name)}, of ${name.length} characters, and ${LABEL_LENGTH} are allowed`,
        fix: `shorten it by ${over}, to at most ${given.length - over} characters`,
      });
    } else if (!NAME_RULES[grammar].test(name)) {
      place.report({
        value: given,
        rule: 'name',
        message: `makes ${of} ${show(name)}, which ${NAME_RULES[grammar].message}`,
        fix: `for example ${show(nearestName(given))}`,
      });
    }
  }
}
