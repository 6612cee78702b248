import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { cached } from './cache';
import { output } from './command';

const PROGRAMS = join(__dirname, '../programs');
const ENVIRONMENT = { GOTOOLCHAIN: 'local', CGO_ENABLED: '0', GOFLAGS: '-buildvcs=false -mod=readonly' };

/** The path of a Go program of `e2e/programs`, built when it is first asked for. */
export async function program(name: string): Promise<string> {
  const cwd = join(PROGRAMS, name);
  const inputs = ['go.mod', 'go.sum'].map((file) => readFileSync(join(cwd, file), 'utf8'));
  const folder = cached(name, inputs, (target) => {
    output('go', ['build', '-trimpath', '-ldflags', '-s -w', '-o', `${target}/`, 'tool'], { cwd, env: { ...process.env, ...ENVIRONMENT } });
  });
  return join(folder, name);
}
