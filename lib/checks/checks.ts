import type { IConstruct } from 'constructs';
import type { Problem } from '../problems';
import { problemsOf } from './synthesis';

/** What synthesis finds in a whole app, as data. */
export class Checks {
  /** All errors and warnings of the app that a construct belongs to: those between its objects, and the warnings of its constructs. */
  public static problemsIn(scope: IConstruct): Problem[] {
    return [...problemsOf(scope.node.root)];
  }

  private constructor() {}
}
