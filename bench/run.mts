import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { compare, load } from './measure.mjs';
import { report, verdicts } from './report.mjs';
import { newWorkspace } from './workspace.mjs';

const USAGE = `usage: npm run bench -- [--quick] [--json FILE]

Measures what the library costs: its constructs against the same objects written
by hand under plain cdk8s (construct and synthesize, fresh processes in turns,
median of the ratios of the rounds), and its import. Needs \`npm run build\`.

  --quick      3 rounds of 1 and 20 charts instead of 11 of 1, 20 and 100
  --json FILE  writes the numbers to FILE, too

Each number has a goal, and a limit that a change must keep.

exit status: 0 all limits are kept, 1 one is broken, 2 wrong usage`;

const FULL = { sizes: [1, 20, 100], rounds: 11, imports: 21 };
const QUICK = { sizes: [1, 20], rounds: 3, imports: 7 };

function readArguments() {
  try {
    const options = { help: { type: 'boolean' }, quick: { type: 'boolean' }, json: { type: 'string' } } as const;
    return parseArgs({ options }).values;
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : error}\n\n${USAGE}\n`);
    process.exit(2);
  }
}

function tell(text: string): void {
  process.stderr.write(`bench: ${text}\n`);
}

function measure(quick: boolean, json: string | undefined): number {
  const { sizes, rounds, imports } = quick ? QUICK : FULL;
  const workspace = newWorkspace();
  try {
    const loaded = load(workspace, imports, tell);
    const comparisons = compare(workspace, sizes, rounds, tell);
    const budgets = verdicts(comparisons, loaded);
    process.stdout.write(report(comparisons, loaded));
    if (json !== undefined)
      writeFileSync(json, `${JSON.stringify({ node: process.version, rounds, comparisons, loaded, budgets }, null, 2)}\n`);
    return budgets.every(({ kept }) => kept) ? 0 : 1;
  } finally {
    workspace.remove();
  }
}

const { help, quick, json } = readArguments();
if (help === true) process.stdout.write(`${USAGE}\n`);
else process.exitCode = measure(quick === true, json);
