/** A process that imports cdk8s and then the library. */
import { statSync } from 'node:fs';
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
const bytes = files.reduce((sum, file) => sum + statSync(file).size, 0);
const loaded: Loaded = { milliseconds: ours, cdk8sMilliseconds, modules: files.length, bytes };
process.stdout.write(JSON.stringify(loaded));
