/** The modules of lib by their paths without `lib/` and `.ts`, with the names that they export at run time. */
import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { buildSync } from 'esbuild';

export const LIB = resolve('lib');

/** But lib/index.ts, of whose names esbuild does not see which are types. */
function moduleNames() {
  const files = readdirSync(LIB, { recursive: true }).map((path) => path.replaceAll('\\', '/'));
  return files
    .filter((path) => path.endsWith('.ts'))
    .map((path) => path.slice(0, -'.ts'.length))
    .filter((name) => name !== 'index');
}

function readExports() {
  const names = moduleNames();
  const entryPoints = names.map((name) => join(LIB, `${name}.ts`));
  const { metafile } = buildSync({
    entryPoints,
    outdir: 'out',
    outbase: LIB,
    format: 'esm',
    write: false,
    metafile: true,
    logLevel: 'error',
  });
  return new Map(names.map((name) => [name, metafile.outputs[`out/${name}.js`].exports]));
}

const EXPORTS = readExports();

export function modulesOf(which) {
  return [...EXPORTS.keys()].filter(which);
}

export function exportsOf(module) {
  return EXPORTS.get(module);
}

/** What an export is called between the files of the package: by its name, and of two modules that export the same by the module's, too. */
export function idOf(module, name) {
  const isAlone = modulesOf((other) => exportsOf(other).includes(name)).length === 1;
  return isAlone ? name : `${name}$${module.replace(/\W/g, '_')}`;
}

/** A module's exports, each by its own name and by that between files. */
export function exportedBy(module) {
  return exportsOf(module).map((name) => ({ id: idOf(module, name), module, name }));
}

/** Its exported classes. */
export function classesOf(module) {
  const source = readFileSync(join(LIB, `${module}.ts`), 'utf8');
  return exportedBy(module).filter(({ name }) => new RegExp(`^export (abstract )?class ${name}\\b`, 'm').test(source));
}

const ROW = /^export \{([^}]+)\} from '\.\/([^']+)';$/gm;

/** What users import, each the only export of its name, by the rows of lib/index.ts, without the types among it. */
export function publicNames() {
  const index = readFileSync(join(LIB, 'index.ts'), 'utf8');
  if (index.replace(ROW, '').trim() !== '') throw new Error("lib/index.ts may have rows like `export { A, B } from './some/file';` alone");
  const found = [...index.matchAll(ROW)].flatMap(([, names, module]) => {
    const wanted = names.split(',').map((name) => name.trim());
    return exportedBy(module).filter(({ name }) => wanted.includes(name));
  });
  const shared = found.filter(({ id, name }) => id !== name).map(({ id }) => id);
  if (shared.length > 0) throw new Error(`of a public name no other module may export one: ${shared.join(', ')}`);
  return found;
}
