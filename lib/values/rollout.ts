import type { Place } from './finding';
import { type Checked, integer, optional, struct } from './read';

/** How many pods a rolling update may have too many or too few. */
export interface RollingOptions {
  /**
   * New pods beside the wanted number. Each needs room, and a GPU where the service has one.
   * @default 1
   */
  readonly maxSurge?: number;
  /**
   * Pods that may be missing from the wanted number.
   * @default 0
   */
  readonly maxUnavailable?: number;
}

const options = struct<RollingOptions>({ maxSurge: optional(integer(0)), maxUnavailable: optional(integer(0)) });

/** How a service's pods are replaced when it changes. */
export class Rollout implements Checked {
  /** The old pods end before the new ones start: a gap in service, and no second GPU or writer. */
  public static recreate(): Rollout {
    return new Rollout('Recreate', {});
  }

  /** A few at a time. */
  public static rolling(rollingOptions: RollingOptions = {}): Rollout {
    return new Rollout('RollingUpdate', rollingOptions);
  }

  private constructor(
    /** @internal */
    public readonly _type: 'Recreate' | 'RollingUpdate',
    /** @internal */
    public readonly _given: RollingOptions,
  ) {}

  /** @internal */
  public get _maxSurge(): number {
    return this._given.maxSurge ?? 1;
  }

  /** @internal */
  public get _maxUnavailable(): number {
    return this._given.maxUnavailable ?? 0;
  }

  /** @internal */
  public _check(place: Place): void {
    const read = options(this._given, place);
    if (read === undefined || this._type !== 'RollingUpdate' || this._maxSurge !== 0 || this._maxUnavailable !== 0) return;
    place.report({
      rule: 'rollout',
      message: 'allows neither a pod more nor one less, so that nothing could be replaced',
      fix: 'give maxSurge or maxUnavailable 1',
    });
  }
}
