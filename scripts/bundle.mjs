/**
 * Makes the one JavaScript file of the package, build/lib/index.js, after jsii has checked the sources and written the declarations:
 * a program that imports the library reads one file instead of a hundred. Functions and classes keep their names, for whoever reads a stack trace.
 */
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { buildSync, transformSync } from 'esbuild';

const { main, name, version } = JSON.parse(readFileSync('package.json', 'utf8'));
const FOLDER = 'build/lib';
const target = 'node20';

/** What jsii's compiler writes into each exported class, by which its run time knows the class; and the class's own name, which bundling may change. */
const LABELS = `for (const [name, type] of Object.entries(module.exports))
  if (typeof type === 'function')
    Object.defineProperties(type, { name: { value: name }, [Symbol.for('jsii.rtti')]: { value: { fqn: '${name}.' + name, version: '${version}' } } });`;

function bundled() {
  const result = buildSync({
    entryPoints: ['lib/index.ts'],
    bundle: true,
    write: false,
    format: 'cjs',
    platform: 'node',
    packages: 'external',
    target,
    footer: { js: LABELS },
  });
  return result.outputFiles[0].text;
}

/** Without the format of a module the names of the top level stay. Short lines: of an error that nobody catches, Node prints the line that threw it. */
function minified(code) {
  return transformSync(code, { minify: true, lineLimit: 120, target }).code;
}

/** A line that never runs, from which an ES module learns which names it may import: esbuild writes it, and would leave it out when it minifies. */
function namesForModules(code) {
  return /^0 && \(module\.exports = \{[^}]+\}\);\n/m.exec(code)[0].replace(/\s+/g, '');
}

/** What jsii has compiled file by file, and the bundle has whole. */
function removeParts() {
  for (const path of readdirSync(FOLDER, { recursive: true })) {
    if (path.endsWith('.js')) rmSync(join(FOLDER, path));
  }
}

const code = bundled();
removeParts();
writeFileSync(main, `${minified(code)}${namesForModules(code)}\n`);
