import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const ROOT = join(__dirname, '../..');

/** File name -> text of the TypeScript files in a folder. */
function typescriptIn(folder: string): Record<string, string> {
  const files = readdirSync(folder).filter((file) => file.endsWith('.ts'));
  return Object.fromEntries(files.map((file) => [file, readFileSync(join(folder, file), 'utf8')]));
}

test('imports/*.ts are what `cdk8s import` generates from imports/*.crd.yaml', () => {
  const generated = mkdtempSync(join(tmpdir(), 'cdk8s-import-'));
  try {
    execFileSync('bash', ['scripts/import.sh', generated], { cwd: ROOT, stdio: 'pipe' });
    expect(typescriptIn(join(ROOT, 'imports'))).toEqual(typescriptIn(generated));
  } finally {
    rmSync(generated, { recursive: true });
  }
}, 30_000);
