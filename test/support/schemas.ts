import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ValidateFunction } from 'ajv';
import { isSchema, type Schema, type SchemaFile } from '../../scripts/strict-schemas';
import { crdSchemas, KUBERNETES_ID } from './crd-schemas';
import { schemaMessage } from './schema-messages';
import { strictAjv } from './strict-ajv';

/** The oldest supported version, the baseline, the newest supported version. */
export type KubernetesVersion = '1.27' | '1.33' | '1.36';

/**
 * What a strict API server of that Kubernetes version would refuse about a manifest, each as `path: what`: unknown, missing and ill-typed fields,
 * quantities that are none, and items that are twice in a list. Custom resources are held against `imports/*.crd.yaml`, pod templates inside them
 * against Kubernetes. CEL rules, and rules that need code (a selector that matches its template), are not evaluated.
 */
export function schemaProblems(manifest: unknown, version: KubernetesVersion = '1.33'): string[] {
  if (!isSchema(manifest)) {
    return [`manifest: must be an object, got ${JSON.stringify(manifest)}`];
  }
  const { apiVersion, kind } = manifest;
  if (typeof apiVersion !== 'string' || typeof kind !== 'string') {
    return [`manifest: apiVersion and kind must be strings, got ${JSON.stringify(apiVersion)} and ${JSON.stringify(kind)}`];
  }
  const catalog = catalogOf(version);
  const validate = catalog.validator(apiVersion, kind);
  if (validate === undefined) {
    return [`kind: no schema for ${apiVersion} ${kind} in Kubernetes ${version}${alternatives(catalog.file.kinds[kind])}`];
  }
  validate(manifest);
  return [...nameProblems(manifest.metadata), ...(validate.errors ?? []).map(schemaMessage)];
}

/** In a pod template metadata needs no name, so the shared definition can't require it; an object of its own needs one. */
function nameProblems(metadata: unknown): string[] {
  const named =
    isSchema(metadata) && ['name', 'generateName'].some((field) => typeof metadata[field] === 'string' && metadata[field] !== '');
  return named ? [] : ['metadata.name: required, but missing'];
}

function alternatives(apiVersions: SchemaFile['kinds'][string] = {}): string {
  const known = Object.entries(apiVersions).map(([name, definition]) => (definition === null ? `${name} (not kept here)` : name));
  return known.length === 0 ? '' : `; it has ${known.join(', ')}`;
}

/** The kinds of one Kubernetes version. One ajv for all of them, so that what they share (the pod) is compiled once. */
interface Catalog {
  readonly file: SchemaFile;
  /** Compiles at the first call for a kind. */
  validator(apiVersion: string, kind: string): ValidateFunction | undefined;
}

const catalogs = new Map<KubernetesVersion, Catalog>();
let customKinds: ReadonlyMap<string, Schema> | undefined;

function catalogOf(version: KubernetesVersion): Catalog {
  const catalog = catalogs.get(version) ?? readCatalog(version);
  catalogs.set(version, catalog);
  return catalog;
}

function readCatalog(version: KubernetesVersion): Catalog {
  const file = JSON.parse(readFileSync(join(__dirname, `../schemas/kubernetes-${version}.json`), 'utf8')) as SchemaFile;
  const ajv = strictAjv();
  ajv.addSchema({ $id: KUBERNETES_ID, definitions: file.definitions });
  const validator = (apiVersion: string, kind: string): ValidateFunction | undefined => {
    const definition = file.kinds[kind]?.[apiVersion];
    if (typeof definition === 'string') {
      return ajv.getSchema(`${KUBERNETES_ID}#/definitions/${definition}`);
    }
    customKinds ??= crdSchemas();
    const schema = customKinds.get(`${apiVersion} ${kind}`);
    return schema === undefined ? undefined : ajv.compile(schema);
  };
  return { file, validator };
}
