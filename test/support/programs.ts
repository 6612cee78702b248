import type { Chart } from 'cdk8s';
import { yamlOf } from './charts';

/** The app as it would be written, but for the texts of programs, which are reviewed where they stand. */
export function yamlWithoutPrograms(chart: Chart): string {
  return yamlOf(chart).replaceAll(/^( +)([\w-]+\.(?:py|sh)): \|-?\n(?:\1 +.*\n|\n)*/gm, '$1$2: the program\n');
}
