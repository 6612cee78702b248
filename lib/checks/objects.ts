import { ApiObject } from 'cdk8s';
import type { IConstruct } from 'constructs';
import type { Manifest } from '../pod/kubernetes';
import type { ClaimSource } from '../values/mount';

/** By what an object of this library is known: it is managed by this. */
export const OUR_NAME = 'cdk8s-ml';

/** Where our objects keep the patches that a user has put on them. */
export const PATCHES = Symbol.for('cdk8s-ml.patches');

/** What a patch does: one with a misspelt path does nothing, or can't be applied at all. */
export type PatchEffect = 'changes' | 'nothing' | 'absent' | 'fails' | 'does not hold';

export interface PatchFacts {
  readonly text: string;
  readonly effect: PatchEffect;
}

/** An object that knows what its patches do, and what it is without them. */
export interface Patched {
  readonly [PATCHES]: {
    readonly facts: readonly PatchFacts[];
    /** The object without its patches, for reading alone. */
    readonly unpatched: () => Manifest;
    /** Whether the app has resolvers of its own, which change what is written. */
    readonly resolved: boolean;
  };
}

/** cdk8s-plus' `fromXName` objects, as `Secret/name`: constructs with a kind and a name, and no API object. */
export function importedName(node: IConstruct): string | undefined {
  if ('_claim' in node && (node._claim as ClaimSource).external !== true) return undefined;
  if (node instanceof ApiObject || !('kind' in node) || !('name' in node) || 'apiObject' in node) return undefined;
  return `${String(node.kind)}/${String(node.name)}`;
}
