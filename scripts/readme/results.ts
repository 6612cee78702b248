import { join } from 'node:path';
import { requiredVersion } from '../../e2e/provision/build';
import { recorded } from '../../e2e/results';
import { ROOT } from './programs';

const COLUMNS = ['objects looked at', 'checks passed', 'findings accepted', 'findings unexplained'] as const;

function number(count: number): string {
  return count.toLocaleString('en-US');
}

function table(heads: readonly string[], rows: readonly (readonly string[])[]): string {
  const rule = heads.map((_, column) => (column === 0 ? '---' : '---:'));
  return [heads, rule, ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}

/** The product's folder below `e2e/programs`, the module that says its version, and what it is called. */
const SERVERS = [
  ['kubernetes', 'k8s.io/kubernetes', 'Kubernetes'],
  ['training-operator', 'github.com/kubeflow/training-operator', "Kubeflow's training operator"],
  ['jobset', 'sigs.k8s.io/jobset', 'JobSet'],
  ['kwok', 'sigs.k8s.io/kwok', 'KWOK'],
] as const;

function versions(): string {
  const all = SERVERS.map(([folder, module, called]) => `${called} ${requiredVersion(join(ROOT, 'e2e/programs', folder), module)}`);
  return `Run with ${all.join(', ')}. Kubernetes 1.27, 1.33 and 1.36 are judged by their strict schemas, in \`npm test\`.`;
}

/** What the last recorded run of the end-to-end tests counted: of the cluster and the programs, and of each linter. */
export function resultsTables(): string {
  const results = recorded();
  const isOfLinter = (name: string) => COLUMNS.some((column) => name.endsWith(`: ${column}`));
  const others = Object.entries(results).filter(([name]) => !isOfLinter(name));
  const linters = [
    ...new Set(
      Object.keys(results)
        .filter(isOfLinter)
        .map((name) => name.slice(0, name.lastIndexOf(': '))),
    ),
  ];
  const ofLinter = (linter: string) => [linter, ...COLUMNS.map((column) => number(results[`${linter}: ${column}`] ?? 0))];
  return [
    versions(),
    table(
      ['counted by `npm run e2e`', ''],
      others.map(([name, count]) => [name, number(count)]),
    ),
    table(['linter', ...COLUMNS], linters.map(ofLinter)),
  ].join('\n\n');
}
