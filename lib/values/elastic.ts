import type { Place } from './finding';
import { type Checked, integer, optional, struct } from './read';

/** How an elastic training grows, shrinks and starts again. */
export interface ElasticOptions {
  /**
   * How often the processes of all pods start again after one of them has failed. Pods that come or go are not counted.
   * @default 3
   */
  readonly maxRestarts?: number;
  /**
   * The share of the requested CPU, in percent, at which the operator's HorizontalPodAutoscaler aims between the bounds.
   * @default - no autoscaler: the number changes when pods are lost or nodes are short
   */
  readonly cpuUtilization?: number;
}

const MOST_PODS = 10_000;
const MOST_RESTARTS = 1000;
const PERCENT = 100;

const options = struct<ElasticOptions>({
  maxRestarts: optional(integer(0, MOST_RESTARTS, 3)),
  cpuUtilization: optional(integer(1, PERCENT, 80)),
});

/** The default of `maxRestarts`, for trainings of a fixed size too. */
export const DEFAULT_MAX_RESTARTS = 3;

/** A training whose number of pods may change while it runs, in bounds: `Elastic.between(2, 8)`. The program is started by `torchrun`, and goes on from its last checkpoint. */
export class Elastic implements Checked {
  /** From `min` to `max` pods. */
  public static between(min: number, max: number, elasticOptions: ElasticOptions = {}): Elastic {
    return new Elastic(min, max, elasticOptions);
  }

  private constructor(
    /** With fewer pods the training waits. */
    public readonly min: number,
    /** The most pods. */
    public readonly max: number,
    /** @internal */
    public readonly _options: ElasticOptions,
  ) {}

  /** @internal */
  public _check(place: Place): void {
    const min = integer(1, MOST_PODS)(this.min, place.at('min'));
    const max = integer(1, MOST_PODS)(this.max, place.at('max'));
    options(this._options, place);
    if (min === undefined || max === undefined || min <= max) return;
    place.at('min').report({ value: min, rule: 'elastic-bounds', message: `is more than max, which is ${max}`, fix: 'min is at most max' });
  }
}
