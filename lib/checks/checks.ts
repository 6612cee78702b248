import type { IConstruct } from 'constructs';
import { changesBetween, manifestsIn } from '../changes/changes';
import { type Problem, throwErrors } from '../problems';
import { problemsOf } from './synthesis';
import { viewOfApp } from './view';

const NO_OBJECTS = {
  path: 'Checks.changesSince',
  field: 'earlier',
  severity: 'error',
  rule: 'type',
  message: 'must be the objects that were applied before',
  fix: "read them with cdk8s: Yaml.load('released/ml.k8s.yaml')",
};

/** What synthesis finds in a whole app, as data. */
export class Checks {
  /** All errors and warnings of the app that a construct belongs to: those between its objects, and the warnings of its constructs. */
  public static problemsIn(scope: IConstruct): Problem[] {
    return [...problemsOf(scope.node.root)];
  }

  /**
   * What would be refused, or lost, if the app were applied over an earlier release of it: claims that shrink, fields that Kubernetes does not change, claims and namespaces that are gone or renamed.
   * Each has what to do instead. Warnings are what is taken and not followed. For a test beside the app: `expect(Checks.changesSince(app, Yaml.load('released/ml.k8s.yaml'))).toEqual([])`.
   * @param scope a construct of the app, or the app itself.
   * @param earlier all objects that were applied before, as `Yaml.load` of cdk8s reads them from a file; of several files `[...Yaml.load('a.yaml'), ...Yaml.load('b.yaml')]`.
   */
  public static changesSince(scope: IConstruct, earlier: unknown[]): Problem[] {
    const manifests = manifestsIn(earlier);
    if (manifests === undefined) throwErrors(NO_OBJECTS.path, [NO_OBJECTS], Checks.changesSince);
    return changesBetween(manifests ?? [], viewOfApp(scope.node.root.node.findAll()).entries);
  }

  private constructor() {}
}
