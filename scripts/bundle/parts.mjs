/** Bundles the parts of the package: the core, which is build/lib/index.js, and the chunks beside it, which load when they are used. */
import { dirname, resolve } from 'node:path';
import { build } from 'esbuild';
import { CHUNKS, chunkOf, emptyRows } from './chunks.mjs';
import { chunkEntry, coreEntry, imports, publicOf, SHARING } from './entries.mjs';
import { exportedBy, exportsOf, idOf, LIB, modulesOf } from './modules.mjs';

const ENTRY = 'entry';
/** What each import reads is short. Lines too: of an error that nobody catches, Node prints the line that threw it. */
const SHORT = { minify: true, lineLimit: 120, legalComments: 'inline' };

/** Stands for a module of another chunk: each name is a getter, which loads the file at its first use. esbuild reads names of CommonJS where they are used. */
function onDemand(module, chunk) {
  const getters = exportsOf(module).map((name) => `get ${name}() { return load().${idOf(module, name)}; },`);
  return `let loaded; const load = () => (loaded ??= require('./${chunk}.js')); module.exports = { ${getters.join(' ')} };`;
}

/** Stands for a module of the core in a chunk: the core has run when a chunk is loaded, so that values are taken once. esbuild leaves out what is not used. */
function ofCore(module) {
  return exportsOf(module)
    .map((name) => `export const ${name} = /* @__PURE__ */ core('${idOf(module, name)}');`)
    .join('\n');
}

/** Finds each module of the library in its own part, and makes what stands for it in the others. */
function parts(part, entry, core) {
  const here = (module) => (chunkOf(module) ?? (core?.has(module) ? undefined : part)) === part;
  return {
    name: 'parts',
    setup({ onResolve, onLoad }) {
      onResolve({ filter: /^entry$/ }, () => ({ path: ENTRY, namespace: ENTRY }));
      onResolve({ filter: /^\.\.?\// }, ({ path, importer, resolveDir, namespace }) => {
        if (path.endsWith('.js')) return { path, external: true };
        const file = resolve(namespace === ENTRY ? resolveDir : dirname(importer), path);
        const module = file.slice(LIB.length + 1).replaceAll('\\', '/');
        return here(module) ? { path: `${file}.ts` } : { path: module, namespace: chunkOf(module) === undefined ? 'core' : 'chunk' };
      });
      onLoad({ filter: /^/, namespace: ENTRY }, () => ({ contents: entry, resolveDir: LIB }));
      onLoad({ filter: /^/, namespace: 'chunk' }, ({ path }) => ({ contents: onDemand(path, chunkOf(path)) }));
      onLoad({ filter: /^/, namespace: 'core' }, ({ path }) => ({ contents: ofCore(path) }));
    },
  };
}

async function bundled(part, entry, { core, target, banner = '' }) {
  const options = { bundle: true, write: false, metafile: true, format: 'cjs', platform: 'node', packages: 'external', target, ...SHORT };
  const plugins = [parts(part, entry, core)];
  const result = await build({ ...options, entryPoints: [ENTRY], outdir: 'out', banner: { js: banner }, plugins });
  const files = Object.keys(result.metafile.inputs).filter((path) => path.startsWith('lib/'));
  return { code: result.outputFiles[0].text, modules: files.map((path) => path.slice('lib/'.length, -'.ts'.length)) };
}

/** What a chunk takes of the core, be it broken over two lines. */
function usedOfCore(code) {
  return [...code.replaceAll('\\\n', '').matchAll(/\bcore\(\s*"([^"]+)"\s*\)/g)].map(([, id]) => id);
}

/** Two copies of a module would be two classes of one name, and no `instanceof` would hold between them. */
function refuseCopies(chunks) {
  const owners = new Map();
  for (const { chunk, modules } of chunks) {
    for (const module of modules) {
      const other = owners.get(module);
      if (other !== undefined)
        throw new Error(`${module} would be in two chunks, ${other} and ${chunk}: give it a row in scripts/bundle/chunks.mjs`);
      owners.set(module, chunk);
    }
  }
}

/** The code of each file: of the core under `index`, of the chunks under their names. */
export async function bundle(target) {
  const empty = emptyRows(modulesOf(() => true));
  if (empty.length > 0) throw new Error(`scripts/bundle/chunks.mjs has rows of no module: ${empty.join(', ')}`);
  const core = new Set((await bundled(undefined, imports(publicOf(undefined)), { target })).modules);
  const names = Object.keys(CHUNKS);
  const chunks = await Promise.all(
    names.map(async (chunk) => ({ chunk, ...(await bundled(chunk, chunkEntry(chunk), { core, target, banner: SHARING })) })),
  );
  refuseCopies(chunks);
  const used = new Set(chunks.flatMap(({ code }) => usedOfCore(code)));
  const shared = [...core].flatMap(exportedBy).filter(({ id }) => used.has(id));
  const index = await bundled(undefined, coreEntry([...core], shared), { target });
  return { index: index.code, ...Object.fromEntries(chunks.map(({ chunk, code }) => [chunk, code])) };
}
