import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ROOT, run } from '../../scripts/readme/programs';
import { madeOutputs, type Output, reviewedOutputs } from '../../test/support/outputs';

/** A program that shows what is refused: it writes nothing. */
const REFUSED = 'refused';

function filesIn(folder: string): string[] {
  return readdirSync(folder).map((file) => readFileSync(join(folder, file), 'utf8').trimEnd());
}

/** What a program of examples/ writes. */
function example(program: string): Output {
  const folder = mkdtempSync(join(tmpdir(), 'example-'));
  try {
    const { status, stderr } = run(program, folder);
    if (status !== 0) throw new Error(`examples/${program}: ${stderr}`);
    return { name: `the example ${program}`, yaml: filesIn(folder).join('\n---\n') };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function examples(): Output[] {
  const programs = readdirSync(join(ROOT, 'examples')).filter((name) => existsSync(join(ROOT, 'examples', name, 'main.ts')));
  return programs.filter((name) => name !== REFUSED).map(example);
}

/** All that linters look at. */
export function allOutputs(): Output[] {
  return [...examples(), ...madeOutputs(), ...reviewedOutputs()];
}
