/**
 * Makes the JavaScript of the package after jsii has checked the sources and written the declarations: build/lib/index.js, which a program reads
 * instead of a hundred files, and beside it what few programs use, which loads at its first use (scripts/bundle/chunks.mjs).
 * Classes keep their names, which errors show.
 */
import { readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { publicNames } from './bundle/modules.mjs';
import { bundle } from './bundle/parts.mjs';

const FOLDER = 'build/lib';
const target = 'node20';

/** A line that never runs, from which an ES module learns which names it may import. */
function namesForModules() {
  return `0&&(module.exports={${publicNames().map(({ name }) => name)}});`;
}

/** What jsii has compiled file by file, and the bundle has whole. */
function removeParts() {
  for (const path of readdirSync(FOLDER, { recursive: true })) {
    if (path.endsWith('.js')) rmSync(join(FOLDER, path));
  }
}

const { index, ...chunks } = await bundle(target);
removeParts();
writeFileSync(join(FOLDER, 'index.js'), `${index}${namesForModules()}\n`);
for (const [chunk, code] of Object.entries(chunks)) writeFileSync(join(FOLDER, `${chunk}.js`), code);
