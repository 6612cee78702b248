import type { Problem } from '../../problems';
import type { PatchEffect } from '../objects';
import { called, type Rule } from '../rule';
import type { Entry } from '../view';

const MESSAGES: Record<Exclude<PatchEffect, 'changes'>, string> = {
  nothing: 'changes nothing',
  absent: 'replaces what the object does not have',
  'does not hold': 'does not hold',
  fails: 'can not be applied: a part of its path does not exist',
};

const MEND = 'mend its path: names are those of the YAML, and / in a name is written ~1';

function deadPatches(entry: Entry): Problem[] {
  return entry.patches.flatMap(({ text, effect }) =>
    effect === 'changes'
      ? []
      : [
          {
            path: entry.origin,
            field: text.slice(text.indexOf(' ') + 1),
            rule: 'patch-without-effect',
            message: `the patch ${text} on ${called(entry)} ${MESSAGES[effect]}`,
            fix: effect === 'does not hold' ? 'the object has another value there: see the YAML' : MEND,
            severity: 'error',
          },
        ],
  );
}

/** A patch that does nothing, or that can't be applied: cdk8s is silent about the first and throws at the second. */
export const patchesHaveEffect: Rule = ({ entries }) => entries.flatMap(deadPatches);
