import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseAllDocuments } from 'yaml';
import { isSchema } from '../../scripts/strict-schemas';

/** Answers a path of the API server with the parsed JSON: `/openapi/v3/apis/apps/v1`. */
export type Get = (path: string) => Promise<unknown>;

/** The OpenAPI v3 documents of a running API server, those of its CustomResourceDefinitions among them. */
export async function servedDocuments(get: Get): Promise<unknown[]> {
  const index = await get('/openapi/v3');
  const paths = isSchema(index) && isSchema(index.paths) ? Object.entries(index.paths) : [];
  const groups = paths.filter(([path]) => /^apis?\/(.+\/)?v\d/.test(path));
  return Promise.all(groups.map(([path, entry]) => get(isSchema(entry) ? String(entry.serverRelativeURL) : `/openapi/v3/${path}`)));
}

/** All documents in the JSON and YAML files of a folder: OpenAPI v3, CustomResourceDefinitions. */
export function documentsIn(folder: string): unknown[] {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).sort();
  return files.flatMap((file) => {
    if (file.endsWith('.json')) return [JSON.parse(readFileSync(join(folder, file), 'utf8')) as unknown];
    if (!/\.ya?ml$/.test(file)) return [];
    return parseAllDocuments(readFileSync(join(folder, file), 'utf8')).map((document): unknown => document.toJS());
  });
}
