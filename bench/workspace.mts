import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';
import { parseAllDocuments } from 'yaml';
import { CONTESTANTS, chartId, namespace } from './contestants/shape.js';

const HERE = dirname(fileURLToPath(import.meta.url));
const ROOT = dirname(HERE);

/** A folder in which plain Node runs the contestants, with the built library. */
export interface Workspace {
  readonly folder: string;
  /** What a program of the folder writes to standard output. */
  run(program: string, ...args: readonly string[]): string;
  remove(): void;
}

/** Makes the folder, and makes sure that all contestants write the same bytes. */
export function newWorkspace(): Workspace {
  if (!existsSync(join(ROOT, 'build/lib/index.js'))) throw new Error('build/lib/index.js is missing: run `npm run build` first');
  const folder = mkdtempSync(join(tmpdir(), 'cdk8s-ml-bench-'));
  link(folder);
  compile(folder);
  const run = (program: string, ...args: readonly string[]) =>
    execFileSync(process.execPath, [join(folder, program), ...args], { encoding: 'utf8', maxBuffer: 2 ** 28 });
  writeByHand(folder, run('synthesize.js', 'constructs', '1', '--yaml'));
  const outputs = new Set(CONTESTANTS.map((name) => run('synthesize.js', name, '2', '--yaml')));
  if (outputs.size !== 1) throw new Error(`the contestants write different YAML; see ${folder}`);
  return { folder, run, remove: () => rmSync(folder, { recursive: true }) };
}

function link(folder: string): void {
  mkdirSync(join(folder, 'node_modules'));
  for (const name of ['cdk8s', 'constructs']) symlinkSync(join(ROOT, 'node_modules', name), join(folder, 'node_modules', name), 'junction');
  symlinkSync(ROOT, join(folder, 'node_modules/cdk8s-ml'), 'junction');
}

/** Compiled ahead, so that no process that is measured carries a compiler. */
function compile(folder: string): void {
  const source = join(HERE, 'contestants');
  for (const file of readdirSync(source)) {
    const compilerOptions = { module: ts.ModuleKind.CommonJS, target: ts.ScriptTarget.ES2022 };
    const { outputText } = ts.transpileModule(readFileSync(join(source, file), 'utf8'), { compilerOptions });
    writeFileSync(join(folder, file.replace(/\.ts$/, '.js')), outputText);
  }
}

/** The objects of one chart as source text, with the chart's names as variables. */
function writeByHand(folder: string, yaml: string): void {
  const manifests = parseAllDocuments(yaml).map((document): unknown => document.toJS());
  const text = JSON.stringify(manifests, null, 2)
    .replaceAll(`"${chartId(0)}"`, 'chartId')
    .replaceAll(`"${namespace(0)}"`, 'namespace');
  writeFileSync(join(folder, 'manifests.js'), `exports.manifests = (chartId, namespace) => ${text};\n`);
}
