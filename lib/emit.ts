import { ApiObject, App, JsonPatch } from 'cdk8s';
import type { Construct } from 'constructs';
import { PATCHES, type PatchEffect, type Patched, type PatchFacts } from './checks/objects';
import { checkAtSynthesis } from './checks/synthesis';
import type { Manifest } from './pod/kubernetes';

/** Resolvers that every App has: they do nothing to plain content. */
const OWN_RESOLVERS = 3;

/** Plain content with sorted keys and without undefined fields, as cdk8s writes it. */
function sorted(content: unknown): unknown {
  if (Array.isArray(content)) return content.map(sorted);
  if (typeof content !== 'object' || content === null) return content;
  const result: Record<string, unknown> = {};
  for (const key of Object.keys(content).sort()) {
    const item = (content as Record<string, unknown>)[key];
    if (item !== undefined && item !== null) result[key] = sorted(item);
  }
  return result;
}

/** What cdk8s keeps of an object's metadata, which it renders by its `toJson`. */
interface KeptMetadata {
  readonly labels?: object;
  readonly annotations?: object;
  readonly finalizers?: readonly unknown[];
  readonly ownerReferences?: readonly unknown[];
  readonly _additionalAttributes?: object;
}

const PLAIN_METADATA = ['name', 'namespace', 'labels', 'annotations'];

function areTexts(fields: object): boolean {
  return Object.values(fields).every((each) => typeof each === 'string');
}

/** Whether metadata is names, labels and annotations of text alone: nothing in it is to be resolved. */
function isPlainMetadata(metadata: object): metadata is KeptMetadata {
  const { labels, annotations, finalizers, ownerReferences, _additionalAttributes: more }: KeptMetadata = metadata;
  if (labels === undefined || annotations === undefined || finalizers?.length !== 0 || ownerReferences?.length !== 0) return false;
  return (
    more !== undefined && Object.keys(more).every((name) => PLAIN_METADATA.includes(name)) && areTexts(labels) && areTexts(annotations)
  );
}

/** Metadata as it will be written; a user may have added what cdk8s alone can resolve. */
function metadataOf({ metadata }: ApiObject): unknown {
  // As an object of no class: what cdk8s keeps in it is private to its own.
  const kept: object = metadata;
  if (!isPlainMetadata(kept)) return metadata.toJson();
  const { annotations = {}, labels = {} } = kept;
  return sorted({
    ...(Object.keys(annotations).length === 0 ? {} : { annotations }),
    ...(Object.keys(labels).length === 0 ? {} : { labels }),
    name: metadata.name,
    namespace: metadata.namespace,
  });
}

/**
 * An object of this library: plain content under real Kubernetes names, so that a JSON patch finds what the YAML shows.
 * cdk8s looks for what may be resolved in each value, through the whole tree; plain content has nothing of that.
 */
export class EmittedObject extends ApiObject implements Patched {
  private readonly content: Manifest;
  private readonly ownPatches: JsonPatch[] = [];

  public constructor(scope: Construct, id: string, manifest: Manifest) {
    super(scope, id, { ...manifest, metadata: { ...manifest.metadata } });
    this.content = manifest;
    // cdk8s puts everything into its chart's namespace; ours says the one that it has, and an object of the whole cluster has none.
    if (manifest.metadata.namespace === undefined) Reflect.set(this.metadata, 'namespace', undefined);
  }

  public override addJsonPatch(...ops: JsonPatch[]): void {
    this.ownPatches.push(...ops);
    super.addJsonPatch(...ops);
  }

  public get [PATCHES](): Patched[typeof PATCHES] {
    return {
      facts: this.ownPatches.length === 0 ? [] : effects(this.unpatched(), this.ownPatches),
      // Only read, so that it need not be a copy.
      unpatched: () => ({ ...this.content, metadata: metadataOf(this) as Manifest['metadata'] }),
      resolved: this.resolved(),
    };
  }

  public override toJson(): unknown {
    if (this.ownPatches.length > 0 || this.resolved()) return super.toJson();
    return this.unpatched();
  }

  private resolved(): boolean {
    const resolvers: unknown = Reflect.get(App.of(this), 'resolvers');
    return Array.isArray(resolvers) && resolvers.length > OWN_RESOLVERS;
  }

  /** A copy each time: whoever is given it may change it. */
  private unpatched(): Manifest {
    const { apiVersion, kind, metadata: _, ...rest } = this.content;
    return { apiVersion, kind, metadata: metadataOf(this), ...(sorted(rest) as object) } as Manifest;
  }
}

/** Whether the document has what a JSON pointer speaks of. */
function hasPath(document: unknown, pointer: string): boolean {
  const keys = pointer
    .split('/')
    .slice(1)
    .map((key) => key.replaceAll('~1', '/').replaceAll('~0', '~'));
  let found: unknown = document;
  for (const key of keys) {
    if (typeof found !== 'object' || found === null || !Object.hasOwn(found, key)) return false;
    found = Reflect.get(found, key);
  }
  return true;
}

interface Operation {
  readonly op: string;
  readonly path: string;
  readonly from?: string;
}

function effectOf(document: object, patch: JsonPatch, { op, path, from }: Operation): PatchEffect {
  if (from !== undefined && !hasPath(document, from)) return 'fails';
  const there = hasPath(document, path);
  try {
    JsonPatch.apply(document, patch);
  } catch {
    return op === 'test' && there ? 'does not hold' : 'fails';
  }
  if (there || (op !== 'remove' && op !== 'replace')) return 'changes';
  return op === 'remove' ? 'nothing' : 'absent';
}

/** What each patch does to the document, one after the other: cdk8s says nothing when one speaks of what is not there. */
function effects(document: object, patches: readonly JsonPatch[]): PatchFacts[] {
  return patches.map((patch) => {
    const operation = patch._toJson() as Operation;
    return { text: `${operation.op} ${operation.path}`, effect: effectOf(document, patch, operation) };
  });
}

/** Emits one object. This is the only place that creates an API object. */
export function emit(scope: Construct, manifest: Manifest, id: string = manifest.kind): ApiObject {
  const object = new EmittedObject(scope, id, manifest);
  checkAtSynthesis(scope);
  return object;
}
