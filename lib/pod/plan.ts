import type { Toleration } from 'kubernetes-types/core/v1';
import type { EnvVar } from '../values/env';
import type { VolumeSource } from '../values/mount';
import type { Amounts } from '../values/resources';
import type { Container, PodResourceClaim } from './kubernetes';

/** A volume at a path of a container. */
export interface MountPlan {
  readonly path: string;
  readonly source: VolumeSource;
  readonly readOnly: boolean;
  readonly subPath?: string;
  /** As `subPath`, with `$(NAME)` for variables of its container. */
  readonly subPathExpr?: string;
  /** The folder that it is mounted on is there, in whatever is mounted above it. */
  readonly onFolder?: true;
  /** The prop that it comes from, to name it in errors. */
  readonly prop: string;
}

export interface PortPlan {
  readonly name: string;
  readonly port: number;
}

/** One container: what is not decided here (security context, termination message) is the same for all of them. */
export interface ContainerPlan {
  readonly name: string;
  readonly image: string;
  readonly imagePullPolicy: string;
  readonly command?: readonly string[];
  readonly args?: readonly string[];
  readonly env: readonly EnvVar[];
  readonly amounts: Amounts;
  readonly mounts: readonly MountPlan[];
  readonly ports: readonly PortPlan[];
  readonly probes?: Pick<Container, 'startupProbe' | 'readinessProbe' | 'livenessProbe'>;
  readonly lifecycle?: NonNullable<Container['lifecycle']>;
}

/** A requirement on the labels of the node. */
export interface NodeRequirement {
  readonly key: string;
  readonly operator: 'In' | 'Exists' | 'Gt';
  readonly values?: readonly string[];
}

/** Near to or away from other pods. */
export interface NeighbourRule {
  readonly topologyKey: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly required: boolean;
  /** The prop that it comes from, to name it in errors. */
  readonly prop: string;
}

/** Evenly over the values of a node label. */
export interface SpreadRule {
  readonly topologyKey: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly required: boolean;
  readonly maxSkew: number;
  /** Labels by whose values the pods are counted apart, as each revision of a Deployment. */
  readonly matchLabelKeys?: readonly string[];
}

/** Where the pod may run. */
export interface PlacementPlan {
  readonly tolerations: readonly Toleration[];
  readonly nodes: readonly NodeRequirement[];
  /** Each entry is one preference, for nodes with all of its requirements. */
  readonly preferredNodes: readonly (readonly NodeRequirement[])[];
  readonly together: readonly NeighbourRule[];
  readonly apart: readonly NeighbourRule[];
  readonly spread: readonly SpreadRule[];
}

/** What the pod's containers may do. */
export interface SecurityPlan {
  readonly level: 'restricted' | 'baseline';
  readonly user: number;
  readonly group: number;
  /** The group of the files in volumes, if they are not to stay root's. */
  readonly fsGroup?: number;
  readonly writableRoot: boolean;
}

/** Single fields of the pod. */
export interface PodSettings {
  readonly serviceAccountName?: string;
  readonly priorityClassName?: string;
  readonly schedulerName?: string;
  readonly runtimeClassName?: string;
  /** The headless Service by which the pod is found under its own name. */
  readonly subdomain?: string;
  readonly terminationGracePeriodSeconds?: number;
  readonly restartPolicy?: string;
}

/** One pod, as plain data: all kinds of workload render theirs from it. */
export interface PodPlan {
  readonly main: ContainerPlan;
  /** Devices that the main container alone gets. */
  readonly claims: readonly Readonly<PodResourceClaim>[];
  readonly sidecars: readonly ContainerPlan[];
  readonly initContainers: readonly ContainerPlan[];
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
  readonly placement: PlacementPlan;
  readonly security: SecurityPlan;
  readonly settings: PodSettings;
  readonly imagePullSecrets: readonly string[];
}

/** All containers that run or have run in the pod. */
export function containersOf(pod: PodPlan): ContainerPlan[] {
  return [pod.main, ...pod.sidecars, ...pod.initContainers];
}
