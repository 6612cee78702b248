import type { Toleration } from 'kubernetes-types/core/v1';
import type { Manifest } from '../pod/kubernetes';
import type {
  ContainerPlan,
  MountPlan,
  NeighbourRule,
  NodeRequirement,
  PodPlan,
  PodSettings,
  PortPlan,
  SecurityPlan,
  SpreadRule,
} from '../pod/plan';
import type { ClusterFacts } from '../profile/facts';
import type { EnvVar } from '../values/env';
import type { Finding } from '../values/finding';
import type { Shape } from '../values/read';
import type { Amounts, QosClass } from '../values/resources';
import type { Role, SchedulingPolicy, WorkloadPlan } from './plan';

/** Single fields of the main container. */
export interface ContainerFields {
  readonly image?: string;
  readonly imagePullPolicy?: string;
  readonly command?: readonly string[];
  readonly args?: readonly string[];
  readonly probes?: NonNullable<ContainerPlan['probes']>;
  readonly lifecycle?: NonNullable<ContainerPlan['lifecycle']>;
}

/** What an option adds to the pods of a role. Additions only add; nothing that another option wrote is changed. */
export interface PodAddition {
  /** Fields of the main container, each written by one option alone. */
  readonly container?: ContainerFields;
  /** Variables of the main container. */
  readonly env?: readonly EnvVar[];
  /** Variables that give way to others of the same name: defaults that the user may set. */
  readonly defaultEnv?: readonly EnvVar[];
  readonly amounts?: Amounts;
  /** Devices of the main container that a driver gives. */
  readonly claims?: PodPlan['claims'];
  readonly mounts?: readonly MountPlan[];
  /** Mounts that give way to others on the same path. */
  readonly defaultMounts?: readonly MountPlan[];
  /** Mounts that take the place of another option's on the same path, where there is one: the program sees something else there. */
  readonly mountsInPlace?: readonly MountPlan[];
  readonly ports?: readonly PortPlan[];
  readonly sidecars?: readonly ContainerPlan[];
  readonly initContainers?: readonly ContainerPlan[];
  readonly labels?: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
  readonly settings?: PodSettings;
  readonly security?: SecurityPlan;
  readonly imagePullSecrets?: readonly string[];
  readonly tolerations?: readonly Toleration[];
  readonly nodes?: readonly NodeRequirement[];
  readonly preferredNodes?: readonly (readonly NodeRequirement[])[];
  readonly together?: readonly NeighbourRule[];
  readonly apart?: readonly NeighbourRule[];
  readonly spread?: readonly SpreadRule[];
  readonly promisedQos?: QosClass;
  readonly usesGpu?: true;
  readonly onSpot?: true;
}

/** What an option adds to a workload. */
export interface Contribution {
  readonly pod?: PodAddition;
  /** Of the workload's own object. */
  readonly labels?: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
  readonly suspend?: true;
  /** How an operator that makes the pods is to schedule them together. */
  readonly schedulingPolicy?: SchedulingPolicy;
  /** Objects beside the workload. The same object from several roles is one. */
  readonly siblings?: readonly Manifest[];
  /** References to objects that exist in the cluster already, as `Secret/name`. */
  readonly external?: readonly string[];
  readonly problems?: readonly Finding[];
}

/** Where a contribution goes: one role, with what the options before it made of it, in its workload and cluster. */
export interface Target {
  readonly role: Role;
  readonly plan: WorkloadPlan;
  readonly cluster: ClusterFacts;
  /** The field of a prop in the user's props: `gpu` is `worker.gpu` where the role has its own. */
  field(prop: string): string;
  /** The field in which a prop that is missing would be said: of a role where the workload has several sorts of them. */
  missingField(prop: string): string;
}

/**
 * One option of a workload: the props that it reads, and the pure function from their values to what is added.
 * A new option is one file here, its props in the constructs' interfaces, and a row in `table.ts`.
 */
export interface Option<P extends object> {
  /** How it is called in messages about two writers of one slot. */
  readonly name: string;
  readonly shape: Shape<P>;
  /** Other props, in which a role may say an entry that all roles have here. */
  readonly yieldsTo?: readonly string[];
  /** Props of other options on which it depends. */
  readonly reads?: readonly string[];
  contribute(props: Partial<P>, target: Target): Contribution;
}
