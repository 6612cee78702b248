import type { Place } from './finding';
import { labelKey, labelValue } from './name';
import { TaintEffect } from './placement';
import { list, map, oneOf, optional, type Reader, required, struct } from './read';

/** A taint that nodes carry, as `kubectl taint` sets it. */
export interface NodeTaint {
  /** The taint's key. */
  readonly key: string;
  /**
   * The taint's value.
   * @default - none
   */
  readonly value?: string;
  /**
   * What it does to pods that do not tolerate it.
   * @default TaintEffect.NO_SCHEDULE
   */
  readonly effect?: TaintEffect;
}

/** Nodes that may be taken back at any time, by what they carry. */
export interface SpotNodes {
  /** Labels that all of them have and no others: `{ 'karpenter.sh/capacity-type': 'spot' }`. */
  readonly labels: { [key: string]: string };
  /**
   * Taints that keep other pods away from them.
   * @default - none
   */
  readonly taints?: NodeTaint[];
}

const EXAMPLE = { 'karpenter.sh/capacity-type': 'spot' };

function someLabels(given: unknown, place: Place): { [key: string]: string } | undefined {
  const labels = map(labelKey, labelValue)(given, place);
  if (labels === undefined || Object.keys(labels).length > 0 || Object.keys(Object(given)).length > 0) return labels;
  place.report({
    value: given,
    rule: 'spot-labels',
    message: 'must name at least one label',
    fix: `for example ${JSON.stringify(EXAMPLE)}`,
  });
  return undefined;
}

const taint = struct<NodeTaint>({
  key: required(labelKey, 'example.com/spot'),
  value: optional(labelValue),
  effect: optional(oneOf('TaintEffect', Object.values(TaintEffect))),
});

/** The labels and taints of spot nodes. */
export const spotNodes: Reader<SpotNodes> = struct<SpotNodes>({
  labels: required(someLabels, EXAMPLE),
  taints: optional(list(taint)),
});
