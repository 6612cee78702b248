import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** What a run counted, by what was counted: figures that are the same on every machine. */
export type Results = Readonly<Record<string, number>>;

const RECORD = join(__dirname, 'results.json');

/** Adds a figure to the run's results; each test file writes figures of its own. Nothing happens where nobody collects them. */
export function record(file: string, results: Results): void {
  const folder = process.env.E2E_RESULTS;
  if (folder !== undefined) writeFileSync(join(folder, `${file}.json`), JSON.stringify(results));
}

/** What the test files of a run counted together. */
export function resultsIn(folder: string): Results {
  const files = readdirSync(folder).filter((file) => file.endsWith('.json'));
  return Object.assign({}, ...files.sort().map((file) => JSON.parse(readFileSync(join(folder, file), 'utf8'))));
}

export function recorded(): Results {
  return JSON.parse(readFileSync(RECORD, 'utf8'));
}

export function keep(results: Results): void {
  writeFileSync(RECORD, `${JSON.stringify(results, null, 2)}\n`);
}

/** Figures that a run counted otherwise than it is recorded, a line each. What a run could not count, for lack of a tool, is no difference. */
export function differences(results: Results): string[] {
  const known = recorded();
  return Object.entries(results).flatMap(([name, value]) => (known[name] === value ? [] : [`${name}: ${value}, recorded ${known[name]}`]));
}
