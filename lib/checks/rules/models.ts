import type { Container } from '../../pod/kubernetes';
import { isBelow } from '../../values/path';
import { called, podField, problemOf, type Rule } from '../rule';
import type { PodGroup } from '../view';

interface Written {
  readonly group: PodGroup;
  readonly claimName: string;
  readonly path: string;
}

/** The claim and path of the file that a container is told to write (`MODEL_FILE`), if its volume lets it. */
function writtenBy(group: PodGroup, { env = [], volumeMounts = [] }: Container): Written[] {
  const file = env.find(({ name }) => name === 'MODEL_FILE')?.value;
  if (file === undefined) return [];
  const [mount] = volumeMounts.filter(({ mountPath }) => isBelow(file, mountPath)).sort((a, b) => b.mountPath.length - a.mountPath.length);
  if (mount === undefined || mount.readOnly === true) return [];
  const volume = group.pods.template.spec?.volumes?.find(({ name }) => name === mount.name);
  const claimName = volume?.persistentVolumeClaim?.claimName;
  return claimName === undefined ? [] : [{ group, claimName, path: file.slice(mount.mountPath.length).replace(/^\/+/, '') }];
}

/** Two trainings that write one model: what the one has written the other replaces, and servers read whichever was last. */
export const modelOfTwoWriters: Rule = ({ pods }) => {
  const first = new Map<string, PodGroup>();
  const ours = pods.filter(({ entry }) => entry.ours);
  const written = ours.flatMap((group) => (group.pods.template.spec?.containers ?? []).flatMap((container) => writtenBy(group, container)));
  return written.flatMap(({ group, claimName, path }) => {
    const { entry } = group;
    const id = `${entry.namespace}/${claimName}/${path}`;
    const other = first.get(id)?.entry ?? entry;
    first.set(id, first.get(id) ?? group);
    if (other === entry) return [];
    const problem = problemOf(entry, {
      field: podField(group.pods.field, 'spec.containers'),
      rule: 'model-of-two-writers',
      message: `${called(entry)} writes the model ${path} of the claim ${claimName}, as does ${called(other)} of ${other.origin}: the last one wins`,
      fix: 'name another artifact in one of them',
    });
    return [{ ...problem, severity: 'warning' }];
  });
};
