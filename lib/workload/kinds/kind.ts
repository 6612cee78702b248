import type { Manifest, PodSpec, PodTemplate } from '../../pod/kubernetes';
import type { DerivedName } from '../../values/name';
import type { WorkloadPlan } from '../plan';

/** A pod template inside an object, and how many pods are made of it at once. */
export interface PodsInside {
  /** As the kind calls it; empty for kinds of one sort of pods. */
  readonly role: string;
  /** Where the template stands: `spec.template`. */
  readonly field: string;
  readonly template: { readonly metadata?: Partial<PodTemplate['metadata']>; readonly spec?: PodSpec };
  readonly count: number;
  /** Whether a changed template makes new pods beside old ones. */
  readonly surge: number;
  /** Its variables are for processes that it starts in other pods. */
  readonly handsOn?: true;
  /** Another object, which is not seen, says more of them: what is missing may be said there. */
  readonly partial?: true;
  /** Nothing in it computes on GPUs, unless its own props give it some. */
  readonly withoutGpus?: true;
}

/** The roles of an operator's kind, for checks of objects that anybody wrote. */
export interface ReplicaFacts {
  /** The field of the spec in which the roles are. */
  readonly specs: string;
  /** The container that the operator looks for. */
  readonly container: string;
  /** All keys that the operator knows. */
  readonly keys: readonly string[];
  /** Roles without which it takes no job. */
  readonly needed: readonly string[];
  /** Roles of one pod, no more. */
  readonly single: readonly string[];
}

/** Another object of the same app, by kind, namespace and name; undefined where the app makes none. */
export type FindManifest = (kind: string, namespace: string, name: string) => Manifest | undefined;

/** What is known of a Kubernetes or operator kind whose objects hold pods: enough to check any such object, whoever wrote it. */
export interface KindFacts {
  readonly apiVersion: string;
  readonly kind: string;
  /** The pods that an object of this kind makes. `find`: the objects that it may speak of. */
  podsInside(manifest: Manifest, find?: FindManifest): PodsInside[];
  /** Whether a HorizontalPodAutoscaler can scale it: it has the scale subresource. */
  readonly scalable: boolean;
  /** Of kinds whose pods have roles. */
  readonly replicas?: ReplicaFacts;
  /** Names that controllers make of the object's, with the limits that Kubernetes has for them. */
  namesOf?(manifest: Manifest): DerivedName[];
  /** Labels that the kind's controller adds to its pods, beside those of the template. */
  podLabels?(manifest: Manifest, role: string): Readonly<Record<string, string>>;
}

/** One role of a kind: how its manifest and its controller call it. */
export interface RoleFacts {
  /** In the manifest: `Worker`. */
  readonly key: string;
  /** In the names of pods: `worker`. */
  readonly podName: string;
  /** There is one pod at most, whose name has no index. */
  readonly alone?: true;
  /** Its variables are for processes that it starts in other pods. */
  readonly handsOn?: true;
  /** Nothing in it computes on GPUs, unless its own props give it some. */
  readonly withoutGpus?: true;
  /** The operator takes no job without it. */
  readonly needed?: true;
  /** The operator takes one pod of it, no more. */
  readonly single?: true;
}

/**
 * A kind that the library writes: a row of facts, and the pure function that makes its manifest. `S` is what is said of this kind alone.
 * A new kind is one file here and a row in `table.ts`.
 */
export interface Kind<S> extends KindFacts {
  /** The name that the kind's controller wants the main container to have; for kinds without such a rule, ours. */
  readonly container: string;
  /** Variables that the kind's controller sets by itself. */
  readonly reservedEnv: readonly string[];
  /** Who makes the PodGroup of a gang. @default - the library */
  readonly gangBy?: WorkloadPlan['gangBy'];
  /** Who calls the pods beside themselves. @default - nobody */
  readonly callers?: WorkloadPlan['callers'];
  /** Labels that the kind's controller gives its pods by itself. */
  readonly reservedLabels: readonly string[];
  /** Names that controllers make of the workload's, with the limits that Kubernetes has for them. */
  derivedNames(plan: WorkloadPlan, settings: S): DerivedName[];
  render(plan: WorkloadPlan, settings: S): Manifest;
}
