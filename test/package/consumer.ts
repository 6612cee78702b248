import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { peerDependencies } from '../../package.json';

const ROOT = join(__dirname, '../..');
const PROGRAM = join(ROOT, 'examples/image-classifier');

/** As strict as a user can be: every declaration that is read is checked, ours and those of our peers. */
const TSCONFIG = {
  compilerOptions: { target: 'es2022', module: 'node16', strict: true, skipLibCheck: false, types: [], outDir: 'js' },
  files: ['main.ts'],
};

/** What a program said and how it ended. */
export interface Run {
  readonly status: number | null;
  readonly output: string;
}

/** A project outside the repository that has installed the packed library, and its peer dependencies, and nothing else. */
export interface Consumer {
  readonly folder: string;
  /** The paths of the packed files. */
  readonly files: readonly string[];
  node(...args: readonly string[]): Run;
  /** TypeScript's compiler over the program, which leaves its JavaScript in `js/`. */
  compile(): Run;
  remove(): void;
}

/** Packs the library, and makes the project with the program of the image classifier. */
export function newConsumer(): Consumer {
  if (!existsSync(join(ROOT, 'build/lib/index.js'))) {
    throw new Error('build/lib/index.js is missing: run `npm run build` first (`npm test` does)');
  }
  const folder = mkdtempSync(join(tmpdir(), 'cdk8s-ml-consumer-'));
  const files = install(folder);
  for (const name of ['main.ts', 'chart.ts']) cpSync(join(PROGRAM, name), join(folder, name));
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify(TSCONFIG));
  const node = (...args: readonly string[]) => run(folder, args);
  return {
    folder,
    files,
    node,
    compile: () => node(require.resolve('typescript/bin/tsc'), '-p', '.'),
    remove: () => rmSync(folder, { recursive: true }),
  };
}

function install(folder: string): string[] {
  const packed = execFileSync('npm', ['pack', '--json', '--ignore-scripts', '--pack-destination', folder], {
    cwd: ROOT,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const [{ filename, files }] = JSON.parse(packed) as [{ filename: string; files: { path: string }[] }];
  const target = join(folder, 'node_modules/cdk8s-ml');
  mkdirSync(target, { recursive: true });
  execFileSync('tar', ['-xzf', join(folder, filename), '-C', target, '--strip-components=1']);
  for (const name of Object.keys(peerDependencies)) {
    symlinkSync(dirname(require.resolve(`${name}/package.json`)), join(folder, 'node_modules', name), 'junction');
  }
  return files.map(({ path }) => path);
}

/** Node in the folder, without what the tests' own environment would add to it. */
function run(folder: string, args: readonly string[]): Run {
  const { NODE_PATH, NODE_OPTIONS, ...env } = process.env;
  const { status, stdout, stderr } = spawnSync(process.execPath, args, { cwd: folder, env, encoding: 'utf8' });
  return { status, output: `${stdout}${stderr}` };
}
