import type { ClusterQueueSpec, LocalQueueSpec, ResourceFlavorSpec, TopologySpec } from '../../imports/kueue.x-k8s.io';
import type { Manifest, ManifestMetadata } from '../pod/kubernetes';

/** A ClusterQueue as it is written: what is generated has classes for amounts, and enums. */
interface ClusterQueueFields extends Pick<ClusterQueueSpec, 'cohortName' | 'namespaceSelector'> {
  readonly queueingStrategy?: string;
  readonly preemption?: { readonly withinClusterQueue?: string; readonly reclaimWithinCohort?: string };
  readonly resourceGroups: readonly {
    readonly coveredResources: readonly string[];
    readonly flavors: readonly {
      readonly name: string;
      readonly resources: readonly {
        readonly name: string;
        readonly nominalQuota: string;
        readonly borrowingLimit?: string;
        readonly lendingLimit?: string;
      }[];
    }[];
  }[];
}

interface KueueSpecs {
  readonly ClusterQueue: ClusterQueueFields;
  readonly LocalQueue: LocalQueueSpec;
  readonly ResourceFlavor: ResourceFlavorSpec;
  readonly Topology: TopologySpec;
}

type Amounts = Readonly<Record<string, string>>;

interface VolcanoQueueFields {
  readonly weight?: number;
  readonly capability?: Amounts;
  readonly deserved?: Amounts;
  readonly guarantee?: { readonly resource: Amounts };
}

const KUEUE = 'kueue.x-k8s.io/v1beta2';

/** An object of Kueue, of the version that it stores (v0.19.2); v1beta1 is deprecated. */
export function kueueObject<K extends keyof KueueSpecs>(kind: K, metadata: ManifestMetadata, spec: KueueSpecs[K]): Manifest {
  return { apiVersion: KUEUE, kind, metadata, spec };
}

/** An order of trainings in queues, which says nothing of their pods. */
export function workloadPriorityClass(
  metadata: ManifestMetadata,
  fields: { readonly value: number; readonly description?: string },
): Manifest {
  return { apiVersion: KUEUE, kind: 'WorkloadPriorityClass', metadata, ...fields };
}

/** A queue of Volcano, of the whole cluster. */
export function volcanoQueue(metadata: ManifestMetadata, spec: VolcanoQueueFields): Manifest {
  return { apiVersion: 'scheduling.volcano.sh/v1beta1', kind: 'Queue', metadata, spec };
}

/** An order of pods, for the scheduler. */
export function priorityClass(
  metadata: ManifestMetadata,
  fields: { readonly value: number; readonly preemptionPolicy: string; readonly description?: string },
): Manifest {
  return { apiVersion: 'scheduling.k8s.io/v1', kind: 'PriorityClass', metadata, ...fields };
}
