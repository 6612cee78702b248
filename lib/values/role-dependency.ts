import type { Place } from './finding';
import { objectName } from './name';
import type { Checked } from './read';

/** What a role waits for before its pods are made: `RoleDependency.ready('server')`. */
export class RoleDependency implements Checked {
  /** Until all pods of another role are ready. They are when they run: pods of trainings have no probes. */
  public static ready(role: string): RoleDependency {
    return new RoleDependency(role, 'Ready');
  }

  /** Until all pods of another role have ended well: one that prepares what the others need. */
  public static complete(role: string): RoleDependency {
    return new RoleDependency(role, 'Complete');
  }

  private constructor(
    /** The other role, which stands before this one in `roles`. */
    public readonly role: string,
    /** @internal */
    public readonly _status: 'Ready' | 'Complete',
  ) {}

  /** @internal */
  public _check(place: Place): void {
    objectName('label', 'server')(this.role, place.at('role'));
  }
}
