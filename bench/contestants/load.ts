/** A process that imports cdk8s and then the library. */
import { readdirSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Loaded } from './shape';

function milliseconds(load: () => unknown): number {
  const start = performance.now();
  load();
  return performance.now() - start;
}

const cdk8sMilliseconds = milliseconds(() => require('cdk8s'));
const before = new Set(Object.keys(require.cache));
const ours = milliseconds(() => require('cdk8s-ml'));
const files = Object.keys(require.cache).filter((file) => !before.has(file));
const folder = dirname(require.resolve('cdk8s-ml'));
const all = readdirSync(folder).filter((name) => name.endsWith('.js'));
const bytesOf = (paths: readonly string[]) => paths.reduce((sum, path) => sum + statSync(path).size, 0);
const loaded: Loaded = {
  milliseconds: ours,
  cdk8sMilliseconds,
  modules: files.length,
  bytes: bytesOf(files),
  allModules: all.length,
  allBytes: bytesOf(all.map((name) => join(folder, name))),
};
process.stdout.write(JSON.stringify(loaded));
