import type { Manifest } from '../pod/kubernetes';
import type { Problem } from '../problems';
import { goneData, sizeChanges } from './claims';
import { FROZEN, type FrozenField, NOT_FOLLOWED } from './immutable';
import { called, fieldOf, groupKind, identity, type Placed, same } from './object';

interface Unnamed {
  readonly metadata: Partial<Manifest['metadata']>;
}

function isManifest(given: unknown): given is Manifest {
  if (typeof given !== 'object' || given === null) return false;
  const { apiVersion, kind, metadata } = given as Partial<Record<string, unknown>>;
  const isNamed =
    typeof metadata === 'object' && metadata !== null && ['string', 'undefined'].includes(typeof Reflect.get(metadata, 'name'));
  return typeof apiVersion === 'string' && typeof kind === 'string' && isNamed;
}

/** The objects in what a file held, those of lists too; undefined where one is no object of Kubernetes. What the server names is another at each apply. */
export function manifestsIn(documents: unknown): Manifest[] | undefined {
  if (!Array.isArray(documents)) return undefined;
  const objects = documents.flatMap((each: unknown) => {
    const items: unknown = typeof each === 'object' && each !== null ? Reflect.get(each, 'items') : undefined;
    return Array.isArray(items) ? items : [each];
  });
  const manifests = objects.filter(isManifest);
  return manifests.length === objects.length ? manifests.filter(({ metadata: { name } }: Unnamed) => name !== undefined) : undefined;
}

function isChanged({ field, read, otherwise, unless }: FrozenField, earlier: Manifest, now: Manifest): boolean {
  const [was, is] = [earlier, now].map((manifest) => (read === undefined ? fieldOf(manifest, field) : read(manifest)) ?? otherwise);
  return !same(was, is) && unless?.(earlier, now) !== true;
}

function frozenChanges(earlier: Manifest, { origin, manifest }: Placed): Problem[] {
  const changed = (frozen: typeof FROZEN) => {
    const { fields = [], fix = '' } = frozen[groupKind(manifest)] ?? {};
    return fields.filter((field) => isChanged(field, earlier, manifest)).map(({ field }) => ({ path: origin, field, fix }));
  };
  return [
    ...changed(FROZEN).map((place) => ({
      ...place,
      severity: 'error',
      rule: 'immutable-field',
      message: `of ${called(manifest)} is another than before, and Kubernetes does not change it: an apply fails`,
    })),
    ...changed(NOT_FOLLOWED).map((place) => ({
      ...place,
      severity: 'warning',
      rule: 'not-followed',
      message: `of ${called(manifest)} is another than before: pods that run stay as they are, and new ones beside them are not`,
    })),
  ];
}

/** What an apply of `now` over `earlier` would be refused for, or lose. Pure. */
export function changesBetween(earlier: readonly Manifest[], now: readonly Placed[]): Problem[] {
  const known = new Map(earlier.map((manifest) => [identity(manifest), manifest]));
  const changed = now.flatMap((placed) => {
    const before = known.get(identity(placed.manifest));
    return before === undefined ? [] : [...frozenChanges(before, placed), ...sizeChanges(before, placed, now)];
  });
  return [...changed, ...goneData(earlier, now)];
}
