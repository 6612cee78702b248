import {
  type Definitions,
  DRAFT,
  isSchema,
  publishedKinds,
  REF,
  type Schema,
  type SchemaFile,
  strictDefinitions,
} from '../../scripts/strict-schemas';
import { crdSchemas, customSchema, KUBERNETES_ID } from '../../test/support/crd-schemas';

/** JSON schemas by the path of their file: `apps/deployment_v1.json`, `v1/pod_v1.json`, `kubeflow.org/tfjob_v1.json`. */
export type SchemaFiles = ReadonlyMap<string, Schema>;

/** How kubeconform finds a schema of `SchemaFiles` below their folder. */
export const LAYOUT = '{{.Group}}/{{.ResourceKind}}_{{.ResourceAPIVersion}}.json';

const OBJECT_META = 'io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta';
const PUBLISHED_REF = '#/components/schemas/';

/** `apps/v1 Deployment` -> `apps/deployment_v1.json` */
function pathOf(kind: string): string {
  const [apiVersion = '', name = ''] = kind.split(' ');
  const [group = '', version = group] = apiVersion.split('/');
  return `${group}/${name.toLowerCase()}_${version}.json`;
}

/** A schema that refers to nothing outside of its file. */
function standalone(root: Schema, definitions: Definitions): Schema {
  return { $schema: DRAFT, allOf: [root], definitions };
}

/** OpenAPI v3 can't say anything beside a `$ref`, so it wraps each that has a description or a default in an `allOf` of one. */
function unwrapped(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(unwrapped);
  if (!isSchema(value)) return value;
  const { $ref, allOf } = value;
  if (typeof $ref === 'string') return { $ref: $ref.replace(PUBLISHED_REF, REF) };
  if (Array.isArray(allOf) && allOf.length === 1 && isSchema(allOf[0])) return unwrapped(allOf[0]);
  return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, unwrapped(part)]));
}

function at(value: unknown, ...path: readonly string[]): unknown {
  return path.reduce<unknown>((part, key) => (isSchema(part) ? part[key] : undefined), value);
}

function definitionsOf(document: unknown): Definitions {
  const schemas = at(document, 'components', 'schemas');
  const definitions = Object.entries(isSchema(schemas) ? schemas : {}).map(([name, schema]) => [name, unwrapped(schema)] as const);
  return Object.fromEntries(definitions.flatMap(([name, schema]) => (isSchema(schema) ? [[name, schema]] : [])));
}

function servedFiles(definitions: Definitions): [string, Schema][] {
  return [...publishedKinds(definitions)].map(([kind, name]) => [
    pathOf(kind),
    standalone({ $ref: `${REF}${name}` }, strictDefinitions(definitions, [name])),
  ]);
}

/** A custom kind's schema, whose `metadata` is Kubernetes' own. */
function customFile(kind: string, schema: Schema, definitions: Definitions): [string, Schema] {
  return [pathOf(kind), standalone(JSON.parse(JSON.stringify(schema).replaceAll(`${KUBERNETES_ID}${REF}`, REF)), definitions)];
}

function customFiles(crd: unknown, definitions: Definitions): [string, Schema][] {
  const [group, name, versions] = [at(crd, 'spec', 'group'), at(crd, 'spec', 'names', 'kind'), at(crd, 'spec', 'versions')];
  return (Array.isArray(versions) ? versions : []).map((version) => {
    const kind = `${group}/${at(version, 'name')} ${name}`;
    return customFile(kind, customSchema(kind, at(version, 'schema', 'openAPIV3Schema'), {}), definitions);
  });
}

/**
 * Strict schemas (unknown fields refused, status left out) of every kind in an API server's OpenAPI v3 documents (`/openapi/v3/apis/apps/v1`) and in
 * CustomResourceDefinitions. A kind that is in both is as the server says.
 *
 * @throws if there are CustomResourceDefinitions, and no document that defines `metadata`
 */
export function schemasFrom(documents: readonly unknown[]): SchemaFiles {
  const crds = documents.filter((document) => at(document, 'kind') === 'CustomResourceDefinition');
  const served = documents.map(definitionsOf).filter((definitions) => Object.keys(definitions).length > 0);
  const metadata = served.find((definitions) => OBJECT_META in definitions) ?? {};
  const shared = crds.length === 0 ? {} : strictDefinitions(metadata, [OBJECT_META]);
  return new Map([...crds.flatMap((crd) => customFiles(crd, shared)), ...served.flatMap(servedFiles)]);
}

/** The schemas that the library's own tests use: of one Kubernetes version, and of the trimmed CRDs with that version's pods inside. */
export function schemasKept({ kinds, definitions }: SchemaFile): SchemaFiles {
  const own = Object.entries(kinds).flatMap(([kind, versions]) =>
    Object.entries(versions).flatMap(([apiVersion, name]): [string, Schema][] =>
      name === null ? [] : [[pathOf(`${apiVersion} ${kind}`), standalone({ $ref: `${REF}${name}` }, definitions)]],
    ),
  );
  return new Map([...own, ...[...crdSchemas()].map(([kind, schema]) => customFile(kind, schema, definitions))]);
}
