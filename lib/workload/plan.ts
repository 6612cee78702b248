import type { NetworkPolicyIngressRule } from 'kubernetes-types/networking/v1';
import type { ManifestMetadata } from '../pod/kubernetes';
import type { PodPlan } from '../pod/plan';
import type { QosClass } from '../values/resources';

/** How many pods of a role there may be at once. */
export interface Count {
  readonly min: number;
  readonly max: number;
}

/** What a role does with the workload's model. */
export type ModelUse = 'write' | 'read' | 'none';

/** Pods of one sort within a workload: a Job and a Deployment have one, a TFJob up to four. */
export interface Role {
  /** As the kind's row of facts calls it, or the user where he names them: `worker`. */
  readonly name: string;
  /** Where the user speaks of it, if that is not the prop of its name: `roles[1]`. */
  readonly field?: string;
  readonly count: Count;
  /** Whether the role reads the dataset. */
  readonly readsData: boolean;
  readonly modelUse: ModelUse;
  /** Processes that share a pod's CPUs; one where nothing is said. */
  readonly processes?: number;
  /** Its processes pass data through `/dev/shm` whatever the program does. */
  readonly sharesMemory?: true;
  /** Labels that tell one revision's pods from another's: those of an old one do not count in a spread. */
  readonly revisionLabels?: readonly string[];
  readonly pod: PodPlan;
  /** The class that the user asked for; undefined where he said nothing. */
  readonly promisedQos?: QosClass;
  /** Whether its pods have GPUs. */
  readonly usesGpu?: true;
  /** Whether its pods may run on nodes that the cloud takes back at any time. */
  readonly onSpot?: true;
}

/** What an operator is told of a gang, as the training operator calls it. */
export interface SchedulingPolicy {
  readonly minAvailable: number;
  readonly queue?: string;
  readonly scheduleTimeoutSeconds?: number;
}

/** A workload of any kind, as pure data: `kinds/` make manifests of it. */
export interface WorkloadPlan {
  readonly name: string;
  readonly namespace?: string;
  readonly roles: readonly Role[];
  /** Labels and annotations of the workload's own object. */
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
  /** Labels that the kind's controller gives the pods by itself. */
  readonly reservedLabels: readonly string[];
  /** What selects the workload's pods: a subset of their labels that no release changes. */
  readonly selector: Readonly<Record<string, string>>;
  /** Who is let in to the pods beside themselves. */
  readonly callers: readonly NetworkPolicyIngressRule[];
  /** References of the pods to objects that exist in the cluster already, as `Secret/name`. */
  readonly external: readonly string[];
  /** Who makes the PodGroup of a gang: the library, the operator that makes the pods, or the operator as the runtime says that the training names. */
  readonly gangBy: 'pod-group' | 'operator' | 'runtime';
  readonly schedulingPolicy?: SchedulingPolicy;
  /** Starts suspended, until somebody lets it go. */
  readonly suspend: boolean;
}

/** The metadata of an object that belongs to the workload, by default with its name. */
export function metadataOf(plan: WorkloadPlan, name: string = plan.name): ManifestMetadata {
  return { name, ...(plan.namespace === undefined ? {} : { namespace: plan.namespace }), labels: plan.labels };
}

/** The most pods that there may be at once, over all roles. */
export function mostPods(roles: readonly Role[]): number {
  return roles.reduce((sum, role) => sum + role.count.max, 0);
}

/** Where the resources of the role's pods are said so that they hold for whichever role it is: one may have resources of its own where nothing is said. */
export function resourcesField({ roles }: WorkloadPlan, { name, field = name }: Role): string {
  return roles.length > 1 ? `${field}.resources` : 'resources';
}
