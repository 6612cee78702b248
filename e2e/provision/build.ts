import { spawn } from 'node:child_process';
import { cpSync, readFileSync } from 'node:fs';
import { arch, platform } from 'node:os';
import { join } from 'node:path';
import { cached, contentOf, keyOf } from './cache';
import { endWithUs } from './own-processes';
import type { Product, Program } from './products';
import { Missing, say } from './say';

const PROGRAMS = join(__dirname, '..', 'programs');
/** Static programs without paths of this machine in them; the module files decide the versions and are not changed. */
const ENVIRONMENT = { GOTOOLCHAIN: 'local', CGO_ENABLED: '0', GOFLAGS: '-buildvcs=false -mod=readonly' };
const OLDEST_GO = [1, 26] as const;

/** The folder with the programs of a product, built if the cache does not have them. */
export async function programsOf(product: Product): Promise<string> {
  const source = join(PROGRAMS, product.name);
  const key = keyOf([...contentOf(source), JSON.stringify(product), JSON.stringify(ENVIRONMENT), platform(), arch()]);
  return cached(`${product.name}-${key}`, (folder) => build(product, source, folder));
}

/** The file of one program. */
export async function programFile(product: Product, file: string): Promise<string> {
  return join(await programsOf(product), file);
}

async function build(product: Product, source: string, folder: string): Promise<void> {
  await requireGo();
  for (const program of product.programs) await buildProgram(product, program, source, folder);
  if (product.carries !== undefined) await carry(product.carries, source, folder);
}

async function buildProgram(product: Product, program: Program, source: string, folder: string): Promise<void> {
  say(`building ${program.file} (only the first time)`);
  const since = Date.now();
  const flags = ['-s', '-w', ...versionFlags(product, source)].join(' ');
  await go(source, ['build', '-trimpath', '-ldflags', flags, '-o', join(folder, program.file), program.package]);
  say(`built ${program.file} in ${Math.round((Date.now() - since) / 1000)} s`);
}

/** Kubernetes learns its version from the linker; without it the server calls itself v0.0.0 and clients refuse to speak to it. */
function versionFlags(product: Product, source: string): string[] {
  if (product.versionPackages === undefined) return [];
  const version = requiredVersion(source, 'k8s.io/kubernetes');
  const [major, minor] = version.slice(1).split('.');
  const variables = { gitVersion: version, gitMajor: major, gitMinor: minor, gitTreeState: 'clean' };
  return product.versionPackages.flatMap((path) => Object.entries(variables).map(([name, value]) => `-X ${path}.${name}=${value}`));
}

/** The version of a module that a go.mod requires. */
export function requiredVersion(source: string, module: string): string {
  const line = readFileSync(join(source, 'go.mod'), 'utf8')
    .split('\n')
    .map((text) => text.trim().replace(/^require /, ''))
    .find((text) => text.startsWith(`${module} v`));
  if (line === undefined) throw new Error(`${source}/go.mod does not require ${module}`);
  return line.split(' ')[1] ?? '';
}

async function carry(carried: NonNullable<Product['carries']>, source: string, folder: string): Promise<void> {
  const { Dir: module } = JSON.parse(await go(source, ['mod', 'download', '-json', carried.module])) as { Dir: string };
  for (const [name, path] of Object.entries(carried.folders)) {
    // The module cache is read-only, and its modes would make the copy impossible to remove.
    cpSync(join(module, path), join(folder, name), { recursive: true, mode: 0, filter: (file) => !file.endsWith('kustomization.yaml') });
  }
}

async function requireGo(): Promise<void> {
  const version = await go(PROGRAMS, ['env', 'GOVERSION']).catch(() => '');
  const [major = 0, minor = 0] = (/^go(\d+)\.(\d+)/.exec(version) ?? []).slice(1).map(Number);
  if (major > OLDEST_GO[0] || (major === OLDEST_GO[0] && minor >= OLDEST_GO[1])) return;
  const found = version === '' ? 'there is none' : `there is ${version.trim()}`;
  throw new Missing(`Go ${OLDEST_GO.join('.')} or newer is needed to build the cluster's programs, and ${found} (https://go.dev/dl)`);
}

function go(folder: string, args: readonly string[]): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn('go', args, { cwd: folder, env: { ...process.env, ...ENVIRONMENT }, stdio: ['ignore', 'pipe', 'pipe'] });
    endWithUs(child);
    let output = '';
    let errors = '';
    child.stdout.on('data', (data) => {
      output += data;
    });
    child.stderr.on('data', (data) => {
      errors += data;
    });
    child.on('error', reject);
    child.on('close', (code) => (code === 0 ? resolve(output) : reject(new Error(`go ${args.join(' ')} in ${folder}:\n${errors}`))));
  });
}
