import type { ApiObject } from 'cdk8s';
import type { Construct } from 'constructs';
import { keepWarnings } from '../checks/synthesis';
import { emit } from '../emit';
import { throwErrors } from '../problems';
import type { Rendered } from './render/workload';

/** The objects that a construct has emitted, by kind; of several of one kind, the first. */
export interface Emitted {
  one(kind: string): ApiObject;
  maybe(kind: string): ApiObject | undefined;
}

/** Throws what is wrong, all together, or emits each manifest once. `caller`: the class or method that the user's line calls. */
export function emitAll(
  construct: Construct,
  caller: (abstract new (...args: never[]) => unknown) | ((...args: never[]) => unknown),
  { manifests, problems }: Rendered,
): Emitted {
  throwErrors(construct.node.path, problems, caller);
  keepWarnings(construct, problems);
  const objects = new Map<string, ApiObject>();
  for (const manifest of manifests) {
    const { kind, metadata } = manifest;
    const first = !objects.has(kind);
    const object = emit(construct, manifest, first ? kind : `${kind}-${metadata.name}`);
    if (first) objects.set(kind, object);
  }
  const maybe = (kind: string) => objects.get(kind);
  return {
    maybe,
    one: (kind) => {
      const object = maybe(kind);
      if (object === undefined) throw new Error(`${construct.node.path} has emitted no ${kind}`);
      return object;
    },
  };
}
