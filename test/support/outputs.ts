import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { runInNewContext } from 'node:vm';
import { parseAllDocuments } from 'yaml';
import type { Manifest } from '../../lib/pod/kubernetes';
import { testChart, yamlOf } from './charts';
import { DATASETS } from './outputs/datasets';
import { DEVICES } from './outputs/devices';
import { DISTRIBUTED } from './outputs/distributed';
import type { Makers } from './outputs/maker';
import { QUEUES } from './outputs/queues';
import { SERVICES } from './outputs/services';
import { TRAININGS } from './outputs/trainings';

/** The objects of one app, which a linter sees together. */
export interface Output {
  readonly name: string;
  /** As it was written. */
  readonly yaml: string;
}

export function manifestsIn(yaml: string): Manifest[] {
  return parseAllDocuments(yaml).flatMap((document) => (document.contents === null ? [] : [document.toJS() as Manifest]));
}

const MAKERS: Makers = { ...DATASETS, ...TRAININGS, ...DISTRIBUTED, ...DEVICES, ...QUEUES, ...SERVICES };

/** What the library writes, in the forms that a linter could see a difference between. */
export function madeOutputs(): Output[] {
  return Object.entries(MAKERS).map(([name, make]) => {
    const chart = testChart();
    make(chart);
    return { name, yaml: yamlOf(chart) };
  });
}

/** A snapshot of YAML, as jest quotes it. */
const QUOTED_YAML = /^\s*"(apiVersion:[\s\S]*)"\s*$/;

function snapshots(path: string): Output[] {
  const exports: Record<string, string> = {};
  runInNewContext(readFileSync(path, 'utf8'), { exports });
  const outputs = Object.entries(exports).flatMap(([test, text]) => {
    const yaml = QUOTED_YAML.exec(text)?.[1];
    return yaml === undefined ? [] : [{ name: `${basename(path).split('.')[0]}: ${test.replace(/ \d+$/, '')}`, yaml }];
  });
  if (outputs.length === 0) throw new Error(`${path}: no snapshot of manifests`);
  return outputs;
}

/** The manifests that stand reviewed in the snapshots of the constructs' tests: with what must be given, and with all that can be. */
export function reviewedOutputs(): Output[] {
  const folder = join(__dirname, '../constructs/__snapshots__');
  return readdirSync(folder).flatMap((file) => snapshots(join(folder, file)));
}
