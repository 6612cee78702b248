import { ApiObject, App, JsonPatch } from 'cdk8s';
import type { Construct } from 'constructs';
import { checkAtSynthesis } from './checks/synthesis';
import { PATCHES, type PatchEffect, type Patched, type PatchFacts } from './checks/view';
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

/** As `structuredClone`, for plain content alone and many times as fast. */
function copied(content: unknown): unknown {
  if (Array.isArray(content)) return content.map(copied);
  if (typeof content !== 'object' || content === null) return content;
  const result: Record<string, unknown> = {};
  for (const key in content) result[key] = copied((content as Record<string, unknown>)[key]);
  return result;
}

/**
 * An object of this library: plain content under real Kubernetes names, so that a JSON patch finds what the YAML shows.
 * cdk8s renders an object anew each time it is asked, value by value through its resolvers; plain content needs that once.
 */
class EmittedObject extends ApiObject implements Patched {
  private readonly content: Manifest;
  private readonly ownPatches: JsonPatch[] = [];
  private body: object | undefined;

  public constructor(scope: Construct, id: string, manifest: Manifest) {
    super(scope, id, { ...manifest, metadata: { ...manifest.metadata } });
    this.content = manifest;
  }

  public override addJsonPatch(...ops: JsonPatch[]): void {
    this.ownPatches.push(...ops);
    super.addJsonPatch(...ops);
  }

  public get [PATCHES](): Patched[typeof PATCHES] {
    const unpatched = () => this.unpatched(true);
    return { facts: this.ownPatches.length === 0 ? [] : effects(this.unpatched(), this.ownPatches), unpatched, resolved: this.resolved() };
  }

  public override toJson(): unknown {
    if (this.ownPatches.length > 0 || this.resolved()) return super.toJson();
    return this.unpatched();
  }

  private resolved(): boolean {
    const resolvers: unknown = Reflect.get(App.of(this), 'resolvers');
    return Array.isArray(resolvers) && resolvers.length > OWN_RESOLVERS;
  }

  /** A copy, since whoever is given it may change it; `share` is for the checks, which only read. */
  private unpatched(share = false): Manifest {
    const { apiVersion, kind, metadata: _, ...rest } = this.content;
    this.body ??= sorted(rest) as object;
    return {
      apiVersion,
      kind,
      metadata: sorted(this.metadata.toJson()),
      ...((share ? this.body : copied(this.body)) as object),
    } as Manifest;
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
