import type { Manifest } from '../pod/kubernetes';
import type { Placed } from './object';

/** What an object that is gone has most likely become. */
export interface Heir {
  readonly placed: Placed;
  /** Whether no other could as well be it, by its name. */
  readonly isSure: boolean;
}

interface Pair {
  readonly gone: Manifest;
  readonly placed: Placed;
  readonly likeness: number;
}

/** From here on two names are taken for one that was changed. */
const LIKE = 0.5;

function commonStart(a: string, b: string): number {
  let length = 0;
  while (length < Math.min(a.length, b.length) && a[length] === b[length]) length += 1;
  return length;
}

function reversed(text: string): string {
  return [...text].reverse().join('');
}

/** The part of the shorter name that the longer one begins and ends with: moved code gets a prefix, a new version a suffix. */
function likeness(a: string, b: string): number {
  const shorter = Math.min(a.length, b.length);
  return Math.min(1, (commonStart(a, b) + commonStart(reversed(a), reversed(b))) / shorter);
}

function touches(a: Pair, b: Pair): boolean {
  return a.gone === b.gone || a.placed === b.placed;
}

/** Which new object each that is gone has become: the pairs of the likest names first, then in order, each object once. */
export function heirsOf(
  gone: readonly Manifest[],
  fresh: readonly Placed[],
  isAlike: (gone: Manifest, fresh: Manifest) => boolean,
): ReadonlyMap<Manifest, Heir> {
  const pairs = gone
    .flatMap((each) => fresh.filter(({ manifest }) => isAlike(each, manifest)).map((placed) => ({ gone: each, placed })))
    .map((pair) => ({ ...pair, likeness: likeness(pair.gone.metadata.name, pair.placed.manifest.metadata.name) }))
    .sort((a, b) => b.likeness - a.likeness);
  const heirs = new Map<Manifest, Heir>();
  const taken = new Set<Placed>();
  // What is taken by a guess may be another's.
  let possible: Pair[] = pairs;
  for (const pair of pairs) {
    if (heirs.has(pair.gone) || taken.has(pair.placed)) continue;
    const rivals = possible.filter((other) => other !== pair && touches(other, pair));
    const isSure = rivals.every((rival) => pair.likeness >= LIKE && rival.likeness < pair.likeness);
    heirs.set(pair.gone, { placed: pair.placed, isSure });
    taken.add(pair.placed);
    if (isSure) possible = possible.filter((other) => !touches(other, pair));
  }
  return heirs;
}
