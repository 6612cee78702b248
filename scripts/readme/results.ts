import { recorded } from '../../e2e/results';

/** What the last recorded run of the end-to-end tests counted, as a table. */
export function resultsTable(): string {
  const rows = Object.entries(recorded()).map(([what, count]) => `| ${what} | ${count.toLocaleString('en-US')} |`);
  return ['| counted by `npm run e2e` | |', '| --- | ---: |', ...rows].join('\n');
}
