import { type Finding, placeIn } from '../../values/finding';
import { checkName, LABEL_LENGTH, type NameGrammar } from '../../values/name';
import { takenLabel } from '../../workload/options/labels';

/** What is wrong with an object's name that came from the construct's ids; one that was given is judged where it was read. */
export function idNameFindings(name: string, givenName: string | undefined, grammar: NameGrammar = 'subdomain'): Finding[] {
  const findings: Finding[] = [];
  checkName(name, grammar, placeIn(findings).at('name'));
  return givenName === undefined
    ? findings.map((finding) => ({ ...finding, message: `${finding.message} (the name comes from the construct's ids)` }))
    : [];
}

/** As much of an object's name as a label can have. */
export function labelOf(name: string): string {
  return name.slice(0, LABEL_LENGTH).replace(/[-.]+$/, '');
}

/** Labels of the user's that are the library's own. */
export function labelFindings(own: Readonly<Record<string, string>>, labels: Readonly<Record<string, string>> = {}): Finding[] {
  return Object.keys(labels)
    .filter((key) => key in own)
    .map((key) => takenLabel(key, 'the library itself'));
}
