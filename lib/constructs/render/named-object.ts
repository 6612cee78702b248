import type { ManifestMetadata } from '../../pod/kubernetes';
import { type Finding, placeIn } from '../../values/finding';
import { checkName, LABEL_LENGTH, labelKey, labelValue, type NameGrammar, objectName } from '../../values/name';
import { given } from '../../values/omit';
import { map, optional, type Shape } from '../../values/read';
import { takenLabel } from '../../workload/options/labels';
import { type Context, labelsFor } from './context';

/** What users say of each object that is no workload. */
export interface NamedProps {
  readonly name?: string;
  readonly labels?: { [key: string]: string };
}

/** The readers of what they say. What a label names has a label's length. */
export function namedShape(grammar: NameGrammar = 'subdomain'): Shape<NamedProps> {
  return { name: optional(objectName(grammar)), labels: optional(map(labelKey, labelValue)) };
}

/** What an object is, beside what users say of it. */
export interface ObjectFacts {
  readonly component: string;
  readonly grammar?: NameGrammar;
  readonly namespace?: string | undefined;
  /** Its name where users give none; by default the construct's ids. */
  readonly otherwise?: string;
  readonly annotations?: Readonly<Record<string, string>>;
}

/** The metadata of an object, and what is wrong with it. */
export interface NamedObject {
  readonly metadata: ManifestMetadata & Required<Pick<ManifestMetadata, 'labels'>>;
  readonly problems: readonly Finding[];
}

/** What is wrong with an object's name that came from the construct's ids; one that was given is judged where it was read. */
function idNameFindings(name: string, givenName: string | undefined, grammar: NameGrammar = 'subdomain'): Finding[] {
  const findings: Finding[] = [];
  checkName(name, grammar, placeIn(findings).at('name'));
  return givenName === undefined
    ? findings.map((finding) => ({ ...finding, message: `${finding.message} (the name comes from the construct's ids)` }))
    : [];
}

/** As much of an object's name as a label can have. */
function labelOf(name: string): string {
  return name.slice(0, LABEL_LENGTH).replace(/[-.]+$/, '');
}

/** Labels of the user's that are the library's own. */
export function labelFindings(own: Readonly<Record<string, string>>, labels: Readonly<Record<string, string>> = {}): Finding[] {
  return Object.keys(labels)
    .filter((key) => key in own)
    .map((key) => takenLabel(key, 'the library itself'));
}

/** The metadata of an object that is no workload, and what is wrong with it. */
export function namedObject(props: NamedProps, context: Context, facts: ObjectFacts): NamedObject {
  const { component, grammar, namespace, otherwise = context.idName, annotations } = facts;
  const { name = otherwise, labels } = props;
  const own = labelsFor(context, labelOf(name), component);
  return {
    metadata: given({ name, namespace, labels: { ...labels, ...own }, annotations }),
    problems: [...idNameFindings(name, props.name, grammar), ...labelFindings(own, labels)],
  };
}
