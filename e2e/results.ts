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

/** Prints what the test files counted, and keeps it for the README where it was asked for. */
export function reportResults(folder: string, keep: boolean): void {
  const files = readdirSync(folder).filter((file) => file.endsWith('.json'));
  const entries = files.sort().flatMap((file) => Object.entries(JSON.parse(readFileSync(join(folder, file), 'utf8')) as Results));
  for (const [name, value] of entries) process.stdout.write(`${String(value).padStart(6)}  ${name}\n`);
  if (keep) writeFileSync(RECORD, `${JSON.stringify(Object.fromEntries(entries), null, 2)}\n`);
}
