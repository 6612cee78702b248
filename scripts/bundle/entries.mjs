/** The modules at which esbuild begins: what each file of the package imports of lib, and what it exports. */
import { readFileSync } from 'node:fs';
import { CHUNKS, chunkOf } from './chunks.mjs';
import { classesOf, exportedBy, modulesOf, publicNames } from './modules.mjs';

/** Under what the core's exports give the chunks what they share with it. Not by name: users see none of it. */
const SHARED = "Symbol.for('cdk8s-ml.core')";
/** What a chunk begins with. */
export const SHARING = `const shared = require('./index.js')[${SHARED}];
const core = (id) => { if (!(id in shared)) throw new Error('the core lacks ' + id); return shared[id]; };`;
const { name: PACKAGE, version } = JSON.parse(readFileSync('package.json', 'utf8'));

export function imports(exported) {
  return exported.map(({ id, module, name }) => `import { ${name} as ${id} } from './${module}';`).join('\n');
}

function listed(exported) {
  return exported.map(({ id }) => id).join(', ');
}

export function publicOf(part) {
  return publicNames().filter(({ module }) => chunkOf(module) === part);
}

/** What jsii's compiler writes into each exported class, by which its run time knows the class; and the class's own name, which bundling may change. */
const LABEL = `function label(exported) {
  for (const [name, type] of Object.entries(exported))
    if (typeof type === 'function')
      Object.defineProperties(type, { name: { value: name }, [Symbol.for('jsii.rtti')]: { value: { fqn: '${PACKAGE}.' + name, version: '${version}' } } });
}`;

/** Classes that users see the objects of and can't import: an error names what it was given by its class. */
function namedClasses(modules) {
  const hidden = modules.flatMap(classesOf).filter(({ id }) => !publicNames().some((name) => name.id === id));
  return hidden.map(({ id }) => `Object.defineProperty(${id}, 'name', { value: '${id}' });`).join('\n');
}

/** Public names of a chunk, as those of the core stand beside them. */
const DEFER = `function defer(load, names) {
  for (const name of names) Object.defineProperty(module.exports, name, { enumerable: true, get: () => load()[name] });
}`;

/** Written out, not left to esbuild, which would make getters of the core's names, too, and first two objects of them. */
export function coreEntry(core, shared) {
  const deferred = Object.keys(CHUNKS).map((chunk) => {
    const names = publicOf(chunk).map(({ id }) => `'${id}'`);
    return names.length === 0 ? '' : `defer(() => require('./${chunk}.js'), [${names.join(', ')}]);\n`;
  });
  const all = [...publicOf(undefined), ...shared, ...core.flatMap(classesOf)];
  return `${imports([...new Map(all.map((each) => [each.id, each])).values()])}
${LABEL}
${DEFER}
const own = { ${listed(publicOf(undefined))} };
label(own);
${namedClasses(core)}
Object.defineProperty(module.exports, '__esModule', { value: true });
Object.assign(module.exports, own);
${deferred.join('')}Object.defineProperty(module.exports, ${SHARED}, { value: { ${listed(shared)} } });`;
}

export function chunkEntry(chunk) {
  const modules = modulesOf((module) => chunkOf(module) === chunk);
  const exported = modules.flatMap(exportedBy);
  return `${imports(exported)}
${LABEL}
label({ ${listed(publicOf(chunk))} });
${namedClasses(modules)}
Object.assign(module.exports, { ${listed(exported)} });`;
}
