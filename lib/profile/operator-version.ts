import { type Reader, textWhere } from '../values/read';
import { minorVersion } from './facts';

/** The minor version of an operator, of the same major version as the oldest: `1.9`. */
export function operatorVersion(operator: string, oldest: string, example: string): Reader<string> {
  const [major] = oldest.split('.');
  const pattern = new RegExp(`^${major}\\.\\d{1,2}$`);
  return textWhere(example, (version) =>
    pattern.test(version) && minorVersion(version) >= minorVersion(oldest)
      ? undefined
      : {
          rule: 'operator-version',
          message: `must be a minor version of ${operator} from ${oldest} on`,
          fix: `for example "${example}"`,
        },
  );
}
