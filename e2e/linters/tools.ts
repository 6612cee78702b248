import { programFile } from '../provision/build';
import { KUBE_SCORE, KUBECONFORM } from '../provision/products';
import { checkov } from './checkov';
import type { Report, Written } from './findings';
import { kubeScore } from './kube-score';
import { kubeconform } from './kubeconform';
import { python } from './python';

/** What a linter says of outputs. */
export type Lint = (outputs: readonly Written[]) => Report[];

/** The linters that are run, each ready when it is asked for (built or installed by the first run), or undefined where it can't be. */
export type Tools = Readonly<Record<'kube-score' | 'kubeconform' | 'checkov', () => Promise<Lint | undefined>>>;

/** kubeconform looks for schemas in a folder. */
export function tools(schemas: string): Tools {
  return {
    'kube-score': async () => {
      const file = await programFile(KUBE_SCORE, 'kube-score');
      return (outputs) => kubeScore(file, outputs);
    },
    kubeconform: async () => {
      const file = await programFile(KUBECONFORM, 'kubeconform');
      return (outputs) => kubeconform(file, schemas, outputs);
    },
    checkov: async () => {
      const interpreter = await python();
      return interpreter === undefined ? undefined : (outputs) => checkov(interpreter, outputs);
    },
  };
}
