import { type Finding, placeIn } from '../../values/finding';
import { checkDerivedNames } from '../../values/name';
import { kindOf } from '../../workload/kinds/table';
import { problemsIn, type Rule } from '../rule';

/** Names that controllers make of an object's: where they are too long its pods never come, and the object itself is taken. */
export const derivedNames: Rule = ({ byHand }) =>
  byHand.flatMap((entry) => {
    const { manifest, name } = entry;
    const names = name === '' ? [] : (kindOf(manifest)?.namesOf?.(manifest) ?? []);
    const findings: Finding[] = [];
    checkDerivedNames(names, name, placeIn(findings));
    return problemsIn(
      entry,
      'metadata.name',
      findings.map(({ rule, message, fix }) => ({ field: '', rule, message: `has a name that ${message}`, fix })),
    );
  });
