import { optional, value, whenGiven } from '../../values/read';
import { Checkpoint } from '../checkpoint';
import { checkpointing } from '../checkpointing';
import type { Option } from '../contribution';

export interface CheckpointProps {
  readonly checkpoint?: Checkpoint;
}

/**
 * What a training needs to go on after an interruption. All roles have it: with several workers or parameter servers each writes its share, in most frameworks.
 * One that only reads the model reads checkpoints too.
 */
export const checkpoint: Option<CheckpointProps> = {
  name: 'checkpoint',
  shape: {
    checkpoint: optional(whenGiven(() => value(Checkpoint, 'Checkpoint.to(models, { every: Duration.minutes(30) })'))),
  },
  contribute: ({ checkpoint: given }, target) => (given === undefined ? {} : checkpointing(given, target)),
};
