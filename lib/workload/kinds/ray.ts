import type { Manifest, PodTemplate } from '../../pod/kubernetes';
import type { KindFacts, PodsInside } from './kind';

interface WorkerGroup {
  readonly groupName?: string;
  readonly replicas?: number;
  readonly minReplicas?: number;
  readonly maxReplicas?: number;
  readonly numOfHosts?: number;
  readonly template?: PodTemplate;
}

interface ClusterSpec {
  readonly enableInTreeAutoscaling?: boolean;
  readonly headGroupSpec?: { readonly template?: PodTemplate };
  readonly workerGroupSpecs?: readonly WorkerGroup[];
}

/** What the CRD says where nothing is said: as many as there can be, which bounds nothing. */
const UNBOUNDED = 2 ** 31 - 1;
const HEAD = 'head';
const HEAD_GROUP = 'headgroup';

/** Labels that KubeRay gives the pods (its `labelPod`). */
export const RAY_LABELS = ['cluster', 'node-type', 'group', 'identifier', 'is-ray-node'].map((name) => `ray.io/${name}`);

function inside(role: string, field: string, template: PodTemplate | undefined, count: number, surge: number): PodsInside[] {
  return template === undefined ? [] : [{ role, field, template, count, surge }];
}

/** The most that there are at once: where the autoscaler decides, its bound, if there is one. */
function countOf({ replicas = 0, minReplicas = 0, maxReplicas = UNBOUNDED, numOfHosts = 1 }: WorkerGroup, scales: boolean): number {
  const bound = scales && maxReplicas !== UNBOUNDED ? maxReplicas : 0;
  return Math.max(replicas, minReplicas, bound) * numOfHosts;
}

function clusterPods(spec: ClusterSpec, field: string, isDoubled: boolean): PodsInside[] {
  const surge = (count: number): number => (isDoubled ? count : 0);
  const workers = (spec.workerGroupSpecs ?? []).flatMap((group, i) => {
    const count = countOf(group, spec.enableInTreeAutoscaling === true);
    return inside(group.groupName ?? '', `${field}.workerGroupSpecs[${i}].template`, group.template, count, surge(count));
  });
  return [...inside(HEAD, `${field}.headGroupSpec.template`, spec.headGroupSpec?.template, 1, surge(1)), ...workers];
}

function at(manifest: Manifest, field: string): unknown {
  return field.split('.').reduce<unknown>((part, key) => (part as Record<string, unknown> | undefined)?.[key], manifest);
}

/** What tells a kind with a Ray cluster in it from the others. */
interface RayKind {
  /** How the pods that start the program are called, in kinds that have them. */
  readonly submitter?: string;
  /** Whether a changed cluster is made beside the old one. */
  readonly isDoubled?: true;
}

/** How the pods are found of which KubeRay makes a cluster, wherever in a kind its spec is. */
export function podsOfRay(field: string, { submitter, isDoubled }: RayKind = {}): Pick<KindFacts, 'podsInside' | 'podLabels'> {
  return {
    podsInside: (manifest) => {
      const cluster = clusterPods((at(manifest, field) as ClusterSpec | undefined) ?? {}, field, isDoubled === true);
      if (submitter === undefined) return cluster;
      const own = at(manifest, 'spec.submitterPodTemplate') as PodTemplate | undefined;
      return [...cluster, ...inside(submitter, 'spec.submitterPodTemplate', own, 1, 0)];
    },
    podLabels: (_, role): Readonly<Record<string, string>> => {
      if (role === submitter) return {};
      const isHead = role === HEAD;
      return {
        'ray.io/is-ray-node': 'yes',
        'ray.io/node-type': isHead ? HEAD : 'worker',
        'ray.io/group': isHead ? HEAD_GROUP : role,
      };
    },
  };
}

/** Kinds of KubeRay that the library does not write: a user's own are seen by the checks too. */
export const RAY_KINDS: readonly KindFacts[] = [
  { apiVersion: 'ray.io/v1', kind: 'RayCluster', scalable: false, ...podsOfRay('spec') },
  { apiVersion: 'ray.io/v1', kind: 'RayService', scalable: false, ...podsOfRay('spec.rayClusterConfig', { isDoubled: true }) },
];
