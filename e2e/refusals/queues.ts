import type { Chart } from 'cdk8s';
import {
  type FlavorQuota,
  Gpu,
  KueueClusterQueue,
  type KueueClusterQueueProps,
  KueueResourceFlavor,
  type KueueResourceFlavorProps,
  KueueTopology,
  KueueWorkloadPriorityClass,
  PriorityClass,
  Topology,
  VolcanoQueue,
} from 'cdk8s-ml';
import { edited, type Refusal, right } from './refusal';

const FLAVOR: FlavorQuota = { flavor: 'cpus', nominal: { cpu: '8', memory: '8Gi' } };

const queue =
  (props: Partial<KueueClusterQueueProps> = {}) =>
  (chart: Chart) =>
    new KueueClusterQueue(chart, 'gpus', { flavors: [FLAVOR], ...props });

const flavor =
  (props: KueueResourceFlavorProps = {}) =>
  (chart: Chart) =>
    new KueueResourceFlavor(chart, 'a100', props);

const topology =
  (...levels: Topology[]) =>
  (chart: Chart) =>
    new KueueTopology(chart, 'racks', { levels });

const priority =
  (value: number, id = 'urgent') =>
  (chart: Chart) =>
    new PriorityClass(chart, id, { value });

const many = Array.from({ length: 9 }, (_, i) => `l${i}`);
const groups = Array.from({ length: 17 }, (_, i) => `example.com/r${i}`);

/** Queues that the API server does not take, by the CRDs of Kueue and Volcano and by itself. */
export const INVALID_QUEUES: readonly Refusal[] = [
  {
    mistake: 'a queue of Kueue that borrows without a cohort',
    rule: 'queue-cohort',
    make: queue({ flavors: [{ ...FLAVOR, borrowingLimit: { cpu: '1' } }] }),
    objects: () => edited(right(queue()), 'ClusterQueue', 'spec.resourceGroups.0.flavors.0.resources.0.borrowingLimit', '1'),
    outcome: { refused: /borrowingLimit must be nil when cohort is empty/ },
  },
  {
    mistake: 'flavors of one group that do not name the same resources',
    rule: 'queue-groups',
    make: queue({ flavors: [FLAVOR, { flavor: 'a100', nominal: { cpu: '8', gpus: [Gpu.nvidia(8)] } }] }),
    objects: () =>
      edited(right(queue()), 'ClusterQueue', 'spec.resourceGroups.0.flavors.1', {
        name: 'a100',
        resources: [{ name: 'nvidia.com/gpu', nominalQuota: '8' }],
      }),
    outcome: { refused: /flavors must have the same number of resources as the coveredResources/ },
  },
  {
    mistake: 'more groups of resources than Kueue takes',
    rule: 'queue-size',
    make: queue({ flavors: groups.map((name, i) => ({ flavor: `f${i}`, nominal: { other: { [name]: '1' } } })) }),
    objects: () =>
      edited(
        right(queue()),
        'ClusterQueue',
        'spec.resourceGroups',
        groups.map((name, i) => ({
          coveredResources: [name],
          flavors: [{ name: `f${i}`, resources: [{ name, nominalQuota: '1' }] }],
        })),
      ),
    outcome: { refused: /spec\.resourceGroups: Too many: 17: must have at most 16 items/ },
  },
  {
    mistake: 'a topology of a flavor of any nodes',
    rule: 'flavor-topology',
    make: flavor({ topologyName: 'racks' }),
    objects: () => edited(right(flavor({ nodeLabels: {} })), 'ResourceFlavor', 'spec.topologyName', 'racks'),
    outcome: { refused: /at least one nodeLabel is required when topology is set/ },
  },
  {
    mistake: 'a flavor of more labels than Kueue takes',
    rule: 'flavor-size',
    make: flavor({ nodeLabels: Object.fromEntries(many.map((key) => [key, 'x'])) }),
    objects: () => edited(right(flavor()), 'ResourceFlavor', 'spec.nodeLabels', Object.fromEntries(many.map((key) => [key, 'x']))),
    outcome: { refused: /spec\.nodeLabels: Too many: 9: must have at most 8 items/ },
  },
  {
    mistake: 'a topology with single nodes above zones',
    rule: 'topology-levels',
    make: topology(Topology.NODE, Topology.ZONE),
    objects: () =>
      edited(
        right(topology(Topology.ZONE)),
        'Topology',
        'spec.levels',
        ['kubernetes.io/hostname', 'topology.kubernetes.io/zone'].map((nodeLabel) => ({ nodeLabel })),
      ),
    outcome: { refused: /can only be used at the lowest level of topology/ },
  },
  {
    mistake: 'a topology with a level twice',
    rule: 'topology-levels',
    make: topology(Topology.ZONE, Topology.ZONE),
    objects: () =>
      edited(
        right(topology(Topology.ZONE)),
        'Topology',
        'spec.levels',
        [0, 1].map(() => ({ nodeLabel: 'topology.kubernetes.io/zone' })),
      ),
    outcome: { refused: /must be unique/ },
  },
  {
    mistake: 'a description of a priority that is longer than Kueue takes',
    rule: 'description',
    make: (chart) => new KueueWorkloadPriorityClass(chart, 'urgent', { value: 1, description: 'x'.repeat(2049) }),
    objects: () =>
      edited(
        right((chart) => new KueueWorkloadPriorityClass(chart, 'urgent', { value: 1 })),
        'WorkloadPriorityClass',
        'description',
        'x'.repeat(2049),
      ),
    outcome: { refused: /description: Too long/ },
  },
  {
    mistake: "a queue's share of nothing",
    rule: 'type',
    make: (chart) => new VolcanoQueue(chart, 'team-a', { weight: 0 }),
    objects: () =>
      edited(
        right((chart) => new VolcanoQueue(chart, 'team-a')),
        'Queue',
        'spec.weight',
        0,
      ),
    outcome: { refused: /spec\.weight: Invalid value: 0: spec\.weight in body should be greater than or equal to 1/ },
  },
  {
    mistake: "a priority above the cluster's own",
    rule: 'type',
    make: priority(1_000_000_001),
    objects: () => edited(right(priority(1)), 'PriorityClass', 'value', 1_000_000_001),
    outcome: { refused: /maximum allowed value of a user defined priority is 1000000000/ },
  },
  {
    mistake: "a class of priority by a name of the cluster's own",
    rule: 'priority-class',
    make: priority(1, 'system-urgent'),
    objects: () => edited(right(priority(1)), 'PriorityClass', 'metadata.name', 'system-urgent'),
    outcome: { refused: /priority class names with 'system-' prefix are reserved for system use only/ },
  },
];
