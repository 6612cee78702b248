import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { SchemaFile } from '../../scripts/strict-schemas';
import type { Output } from '../../test/support/outputs';
import { connect } from '../cluster/client';
import type { Written } from './findings';
import { type SchemaFiles, schemasFrom, schemasKept } from './json-schemas';
import { servedDocuments } from './openapi';
import { withProjectedPods } from './projection';

const BASELINE = join(__dirname, '../../test/schemas/kubernetes-1.33.json');

/**
 * The schemas for kubeconform: of the API server that runs for the tests, its CustomResourceDefinitions among them; where none runs, those of
 * the baseline, which the library's own tests use.
 */
export async function schemaFiles(): Promise<SchemaFiles> {
  const { E2E_CLUSTER } = process.env;
  if (E2E_CLUSTER === undefined) return schemasKept(JSON.parse(readFileSync(BASELINE, 'utf8')) as SchemaFile);
  const client = connect(E2E_CLUSTER);
  return schemasFrom(await servedDocuments(async (path) => (await client.send('GET', path)).body));
}

function write(file: string, text: string): void {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
}

export function writeSchemas(files: SchemaFiles, folder: string): void {
  for (const [path, schema] of files) write(join(folder, path), JSON.stringify(schema));
}

/** Each output in a folder of its own below another, with the pods inside operators' objects. */
export function writeOutputs(outputs: readonly Output[], below: string): Written[] {
  return outputs.map((output, index) => {
    const folder = join(below, `${index}-${output.name.replaceAll(/[^A-Za-z0-9]+/g, '-')}`);
    const file = join(folder, 'manifests.yaml');
    write(file, withProjectedPods(output).yaml);
    return { name: output.name, folder, file };
  });
}
