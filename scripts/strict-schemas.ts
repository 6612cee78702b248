/**
 * Published Kubernetes schemas describe what a server *reads*: unknown fields pass, ints-or-strings are unions, map lists are annotations.
 * These functions turn them into draft-07 schemas that say what a manifest *may contain*, so that a misspelt field is an error.
 */

/** A JSON schema, or one of its parts. */
export type Schema = { readonly [keyword: string]: unknown };

/** Schemas by the name that `$ref`s use. */
export type Definitions = { readonly [name: string]: Schema };

/** The file that a Kubernetes version's schemas are kept in. */
export interface SchemaFile {
  readonly $schema: string;
  readonly $comment: string;
  /** kind -> apiVersion -> name of its definition; null: Kubernetes has that apiVersion, this file does not. */
  readonly kinds: { readonly [kind: string]: { readonly [apiVersion: string]: string | null } };
  readonly definitions: Definitions;
}

/** What list items are told apart by: the only `x-kubernetes-` keyword that a strict schema keeps. */
export const LIST_KEYS = 'x-kubernetes-list-map-keys';

/** What makes an object open. */
export const PRESERVE = 'x-kubernetes-preserve-unknown-fields';
/** How a schema refers to one of the definitions beside it. */
export const REF = '#/definitions/';

/** The version of JSON schema that all of this is written in. */
export const DRAFT = 'http://json-schema.org/draft-07/schema#';

/** Formats that have a meaning to who checks a manifest; Kubernetes itself ignores the others. */
const FORMATS: readonly unknown[] = ['int32', 'int64', 'date-time', 'byte'];

/** Keywords that are copied as they are. `default`, prose, and Kubernetes' other annotations decide nothing here. */
const COPIED = (
  'type enum required nullable pattern minimum maximum exclusiveMinimum exclusiveMaximum multipleOf minLength maxLength ' +
  'minItems maxItems uniqueItems minProperties maxProperties allOf anyOf oneOf not'
).split(' ');

/** The grammar of quantities, as the published CRDs of Kubernetes' own tools write it; the OpenAPI definitions leave it out. */
export const QUANTITY =
  '^(\\+|-)?(([0-9]+(\\.[0-9]*)?)|(\\.[0-9]+))(([KMGTPE]i)|[numkMGTPE]|([eE](\\+|-)?(([0-9]+(\\.[0-9]*)?)|(\\.[0-9]+))))?$';

/** Definitions that the OpenAPI writes as `oneOf`: one type list gives one readable error instead of three. */
const SCALARS: Definitions = {
  'io.k8s.apimachinery.pkg.api.resource.Quantity': { type: ['number', 'string'], pattern: QUANTITY },
  'io.k8s.apimachinery.pkg.util.intstr.IntOrString': { type: ['integer', 'string'] },
};

/** Whether untyped input is a plain map of keywords. */
export function isSchema(value: unknown): value is Schema {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The schema under which exactly the described fields are allowed, at every depth. `$ref`s are kept. */
export function strictSchema(schema: Schema): Schema {
  if (typeof schema.$ref === 'string') {
    return { $ref: schema.$ref };
  }
  const strict: Record<string, unknown> = Object.fromEntries(COPIED.filter((key) => key in schema).map((key) => [key, schema[key]]));
  if (FORMATS.includes(schema.format)) {
    strict.format = schema.format;
  }
  if (schema['x-kubernetes-int-or-string'] === true) {
    strict.type = ['integer', 'string'];
    delete strict.anyOf;
  }
  return { ...strict, ...listPart(schema), ...objectPart(schema) };
}

/** Lists: their items, and what makes two of them duplicates. Before 1.30 many lists name only the key that a patch merges by: the same fact. */
function listPart(schema: Schema): Schema {
  if (schema.type !== 'array') {
    return {};
  }
  const mergeKey = schema['x-kubernetes-patch-merge-key'];
  const keys = schema[LIST_KEYS] ?? (mergeKey === undefined ? undefined : [mergeKey]);
  return {
    ...(isSchema(schema.items) ? { items: strictSchema(schema.items) } : {}),
    ...(keys === undefined ? {} : { [LIST_KEYS]: keys }),
    ...(schema['x-kubernetes-list-type'] === 'set' ? { uniqueItems: true } : {}),
  };
}

/** Objects: described fields and no others, free keys of one type, or (only when said) anything. */
function objectPart(schema: Schema): Schema {
  if (schema.type !== 'object') {
    return {};
  }
  const { properties, additionalProperties } = schema;
  const described = isSchema(properties) ? { properties: eachSchema(properties) } : {};
  if (schema[PRESERVE] === true || additionalProperties === true) {
    return described;
  }
  return { ...described, additionalProperties: isSchema(additionalProperties) ? strictSchema(additionalProperties) : false };
}

function eachSchema(schemas: Schema): Schema {
  return Object.fromEntries(Object.entries(schemas).flatMap(([name, schema]) => (isSchema(schema) ? [[name, strictSchema(schema)]] : [])));
}

/**
 * The strict definitions of the given kinds (`batch/v1 Job`) and of all they refer to.
 *
 * @throws if a kind or a reference is not among the definitions
 */
export function compactSchemas(published: Definitions, kinds: readonly string[], comment: string): SchemaFile {
  const roots = new Map(kinds.map((kind) => [kind, definitionOf(published, kind)]));
  const definitions = strictDefinitions(published, [...roots.values()]);
  return { $schema: DRAFT, $comment: comment, kinds: kindTable(published, roots), definitions };
}

/**
 * The strict form of the named definitions and of all they refer to.
 *
 * @throws if one is not among the published ones
 */
export function strictDefinitions(published: Definitions, names: readonly string[]): Definitions {
  const definitions: Record<string, Schema> = {};
  const waiting = [...names];
  for (let name = waiting.pop(); name !== undefined; name = waiting.pop()) {
    if (!(name in definitions)) {
      const schema = strictDefinition(published, name);
      definitions[name] = schema;
      waiting.push(...referencesIn(schema));
    }
  }
  return definitions;
}

/** `batch/v1 Job` -> the name of its definition, for all that is an object of its own. */
export function publishedKinds(published: Definitions): ReadonlyMap<string, string> {
  const objects = Object.entries(published).filter(([, { properties }]) => isSchema(properties) && 'metadata' in properties);
  return new Map(objects.flatMap(([name, definition]) => kindNames(definition).map((kind) => [kind, name])));
}

/** `batch/v1 Job`: how a kind is named in tables and messages. */
function kindNames(definition: Schema): string[] {
  const entries: unknown = definition['x-kubernetes-group-version-kind'];
  return Array.isArray(entries)
    ? entries.filter(isSchema).map(({ group, version, kind }) => `${group === '' ? '' : `${group}/`}${version} ${kind}`)
    : [];
}

function definitionOf(published: Definitions, kind: string): string {
  const name = Object.keys(published).find((candidate) => kindNames(published[candidate] ?? {}).includes(kind));
  if (name === undefined) {
    throw new Error(`${kind}: no definition carries this group, version and kind`);
  }
  return name;
}

function kindTable(published: Definitions, roots: ReadonlyMap<string, string>): SchemaFile['kinds'] {
  const table: Record<string, Record<string, string | null>> = {};
  const wanted = new Set([...roots.keys()].map((root) => root.split(' ')[1]));
  for (const name of Object.values(published).flatMap(kindNames)) {
    const [apiVersion = '', kind = ''] = name.split(' ');
    if (wanted.has(kind)) {
      table[kind] = { ...table[kind], [apiVersion]: roots.get(name) ?? null };
    }
  }
  return table;
}

/** A definition without `status`, which only controllers write. Definitions of no shape (`FieldsV1`) are open: their content is not described. */
function strictDefinition(published: Definitions, name: string): Schema {
  const definition = published[name];
  if (definition === undefined) {
    throw new Error(`${name}: referred to, but not defined`);
  }
  const scalar = SCALARS[name];
  if (scalar !== undefined) {
    return scalar;
  }
  if (!isSchema(definition.properties)) {
    return strictSchema({ ...definition, [PRESERVE]: true });
  }
  const [first] = kindNames(definition);
  const { status, ...properties } = definition.properties;
  const isKind = first !== undefined && 'metadata' in properties;
  const apiVersion = isKind ? { apiVersion: { type: 'string', enum: [first.split(' ')[0]] } } : {};
  return strictSchema({ ...definition, properties: isKind ? { ...properties, ...apiVersion } : definition.properties });
}

function referencesIn(value: unknown): string[] {
  if (Array.isArray(value)) {
    return value.flatMap(referencesIn);
  }
  if (!isSchema(value)) {
    return [];
  }
  return typeof value.$ref === 'string' ? [value.$ref.slice(REF.length)] : Object.values(value).flatMap(referencesIn);
}

/** The text of a schema file: keys sorted and one definition a line, so that a change of Kubernetes reads as a short diff. */
export function schemaFileText(file: SchemaFile): string {
  const lines = (schemas: Schema): string => {
    const entries = Object.keys(schemas).sort();
    return entries.map((name) => `${JSON.stringify(name)}:${JSON.stringify(sorted(schemas[name]))}`).join(',\n');
  };
  const head = `"$schema":${JSON.stringify(file.$schema)},\n"$comment":${JSON.stringify(file.$comment)}`;
  return `{\n${head},\n"kinds":{\n${lines(file.kinds)}\n},\n"definitions":{\n${lines(file.definitions)}\n}\n}\n`;
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) {
    return value.map(sorted);
  }
  return isSchema(value)
    ? Object.fromEntries(
        Object.keys(value)
          .sort()
          .map((key) => [key, sorted(value[key])]),
      )
    : value;
}
