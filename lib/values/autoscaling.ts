import type { Place } from './finding';
import { type Checked, integer, optional, struct } from './read';

/** Between which bounds a service scales, and when. */
export interface CpuAutoscalingOptions {
  /**
   * The fewest replicas: two or more keep serving when one is lost.
   * @default 2
   */
  readonly min?: number;
  /** The most replicas. */
  readonly max: number;
  /**
   * The share of the requested CPU, in percent, that is aimed at.
   * @default 70
   */
  readonly utilization?: number;
}

const options = struct<CpuAutoscalingOptions>({
  min: optional(integer(1)),
  max: { read: integer(1), standIn: 10, example: 10 },
  utilization: optional(integer(1, 100, 80)),
});

/** What changes the number of a service's replicas. The Deployment then has none of its own, so that applying it again resets nothing. */
export class Autoscaling implements Checked {
  /** By the CPU that is used, with a HorizontalPodAutoscaler (`autoscaling/v2`). It shrinks only after five quiet minutes, since a model takes long to load. */
  public static onCpu(cpuOptions: CpuAutoscalingOptions): Autoscaling {
    return new Autoscaling(cpuOptions);
  }

  /** @internal */
  private constructor(private readonly given: CpuAutoscalingOptions) {}

  /** @internal */
  public get _min(): number {
    return this.given.min ?? Math.min(2, this.given.max);
  }

  /** @internal */
  public get _max(): number {
    return this.given.max;
  }

  /** @internal */
  public get _utilization(): number {
    return this.given.utilization ?? 70;
  }

  /** @internal */
  public _check(place: Place): void {
    options(this.given, place);
    const { min, max } = { min: undefined, ...this.given };
    if (typeof min !== 'number' || typeof max !== 'number' || min <= max) return;
    place
      .at('min')
      .report({ value: min, rule: 'autoscaling-bounds', message: `is more than max, which is ${max}`, fix: 'min is at most max' });
  }
}
