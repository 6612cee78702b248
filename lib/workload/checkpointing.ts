import type { Finding } from '../values/finding';
import { joined } from '../values/path';
import type { Checkpoint } from './checkpoint';
import type { Contribution, Target } from './contribution';
import { isSharded, SHARD_INDEX, unwritable } from './options/model';

const CHECKPOINTS = '/checkpoints';
const SHELL = /(^|\/)(ba|da|z|k)?sh$/;

/** The folder of a training's checkpoints in the container, of a part of it where each pod works on its own. */
function folderOf(given: Checkpoint, { plan, role }: Target): string {
  const folder = joined(CHECKPOINTS, given._path ?? plan.name);
  return isSharded(role) ? `${folder}/shard-$(${SHARD_INDEX})` : folder;
}

/** A shell in between, which ends at SIGTERM or waits, and tells the program nothing of it. */
function unheard({ role, field }: Target): Finding[] {
  const [program = '', ...rest] = role.pod.main.command ?? [];
  const text = rest.join(' ');
  if (!SHELL.test(program) || /\bexec\s/.test(text)) return [];
  const message = 'is a shell, which keeps SIGTERM from the program: it is killed without its last checkpoint';
  const fix = "write ['python', 'train.py'], or exec before the program";
  return [{ field: field('command'), value: program, severity: 'warning', rule: 'shell-keeps-sigterm', message, fix }];
}

/** The claim of a training's checkpoints, and what it is told of them. */
export function checkpointing(given: Checkpoint, target: Target): Contribution {
  const { _claim: claim } = given._dataset;
  const readOnly = target.role.modelUse === 'read';
  return {
    pod: {
      mounts: [{ path: CHECKPOINTS, source: claim, readOnly, prop: 'checkpoint' }],
      env: [
        { name: 'CHECKPOINT_PATH', value: folderOf(given, target) },
        { name: 'CHECKPOINT_EVERY_SECONDS', value: String(given._everySeconds) },
        { name: 'CHECKPOINT_KEEP', value: String(given._keep) },
      ],
    },
    problems: readOnly ? [] : [...unwritable('checkpoint', claim, target), ...unheard(target)],
  };
}
