import type { Container } from '../../pod/kubernetes';
import { isBelow } from '../../values/path';
import { called, podField, type Rule, warningOf } from '../rule';
import type { PodGroup } from '../view';

interface Written {
  readonly group: PodGroup;
  readonly claimName: string;
  readonly path: string;
}

/** What trainings are told to write by a variable, and what becomes of it when two of them do. */
interface Output {
  readonly variable: string;
  readonly rule: string;
  readonly what: string;
  readonly effect: string;
  readonly fix: string;
}

const MODEL: Output = {
  variable: 'MODEL_FILE',
  rule: 'model-of-two-writers',
  what: 'the model',
  effect: 'the last one wins',
  fix: 'name another artifact in one of them',
};

const CHECKPOINTS: Output = {
  variable: 'CHECKPOINT_PATH',
  rule: 'checkpoints-of-two-writers',
  what: 'the checkpoints',
  effect: 'each goes on from what the other has done',
  fix: 'name another path in one of them, or take the older run out of the program',
};

/** The claim and path of what a container is told to write, if its volume lets it. */
function writtenBy(group: PodGroup, { env = [], volumeMounts = [] }: Container, { variable }: Output): Written[] {
  const file = env.find(({ name }) => name === variable)?.value;
  if (file === undefined) return [];
  const [mount] = volumeMounts.filter(({ mountPath }) => isBelow(file, mountPath)).sort((a, b) => b.mountPath.length - a.mountPath.length);
  if (mount === undefined || mount.readOnly === true) return [];
  const volume = group.pods.template.spec?.volumes?.find(({ name }) => name === mount.name);
  const claimName = volume?.persistentVolumeClaim?.claimName;
  return claimName === undefined ? [] : [{ group, claimName, path: file.slice(mount.mountPath.length).replace(/^\/+/, '') }];
}

function ofTwoWriters(output: Output): Rule {
  return ({ pods }) => {
    const first = new Map<string, PodGroup>();
    const groups = pods.filter(({ entry }) => entry.ours);
    const containers = groups.flatMap((group) => (group.pods.template.spec?.containers ?? []).map((container) => ({ group, container })));
    const written = containers.flatMap(({ group, container }) => writtenBy(group, container, output));
    return written.flatMap(({ group, claimName, path }) => {
      const { entry } = group;
      const id = `${entry.namespace}/${claimName}/${path}`;
      const other = first.get(id)?.entry ?? entry;
      first.set(id, first.get(id) ?? group);
      if (other === entry) return [];
      return [
        warningOf(entry, {
          field: podField(group.pods.field, 'spec.containers'),
          rule: output.rule,
          message: `${called(entry)} writes ${output.what} ${path} of the claim ${claimName}, as does ${called(other)} of ${other.origin}: ${output.effect}`,
          fix: output.fix,
        }),
      ];
    });
  };
}

/** Two trainings that write one model: what the one has written the other replaces, and servers read whichever was last. */
export const modelOfTwoWriters: Rule = ofTwoWriters(MODEL);

/** Two trainings that write their checkpoints to one folder: each takes those of the other for its own. */
export const checkpointsOfTwoWriters: Rule = ofTwoWriters(CHECKPOINTS);
