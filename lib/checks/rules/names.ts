import { called, problemOf, type Rule } from '../rule';
import type { Entry } from '../view';

function groupOf({ manifest }: Entry): string {
  const [group, version] = manifest.apiVersion.split('/');
  return version === undefined ? '' : (group ?? '');
}

/** Two objects of one kind, namespace and name: the one that is applied last wins, and nobody is told. */
export const nameClash: Rule = ({ entries }) => {
  const first = new Map<string, Entry>();
  return entries.flatMap((entry) => {
    if (entry.name === '') return [];
    const id = `${groupOf(entry)}/${entry.manifest.kind}/${entry.namespace}/${entry.name}`;
    const other = first.get(id);
    if (other === undefined) {
      first.set(id, entry);
      return [];
    }
    const blamed = entry.ours || !other.ours ? entry : { ...entry, ours: true };
    return [
      problemOf(blamed, {
        field: 'metadata.name',
        rule: 'name-clash',
        message: `${called(entry)} is also made by ${other.origin}: the one that is applied last would win`,
        fix: 'give one of them another name',
      }),
    ];
  });
};
