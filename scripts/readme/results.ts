import { recorded } from '../../e2e/results';

const COLUMNS = ['objects looked at', 'checks passed', 'findings accepted', 'findings unexplained'] as const;

function number(count: number): string {
  return count.toLocaleString('en-US');
}

function table(heads: readonly string[], rows: readonly (readonly string[])[]): string {
  const rule = heads.map((_, column) => (column === 0 ? '---' : '---:'));
  return [heads, rule, ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
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
    table(
      ['counted by `npm run e2e`', ''],
      others.map(([name, count]) => [name, number(count)]),
    ),
    table(['linter', ...COLUMNS], linters.map(ofLinter)),
  ].join('\n\n');
}
