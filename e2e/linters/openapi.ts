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
