import type { Chart } from 'cdk8s';
import {
  ClusterProfile,
  CohortReclaim,
  Gpu,
  GpuTrainingJob,
  KueueClusterQueue,
  type KueueClusterQueueProps,
  KueueLocalQueue,
  KueueResourceFlavor,
  type KueueResourceFlavorProps,
  KueueTopology,
  KueueWorkloadPriorityClass,
  Placement,
  QueueingStrategy,
  QueuePreemption,
  TaintEffect,
  Topology,
} from '../../lib';
import { manifestOf, RESOURCES, refusal, testChart, yamlOf } from '../support/charts';
import { invalidities } from '../support/invalidities';

const NOMINAL = { cpu: '128', memory: '1Ti' };
const FLAVORS = [{ flavor: 'cpus', nominal: NOMINAL }];

function withQueue(props: Partial<KueueClusterQueueProps> = {}, chart = testChart()): Chart {
  new KueueClusterQueue(chart, 'gpus', { flavors: FLAVORS, ...props });
  return chart;
}

function withFlavor(props: KueueResourceFlavorProps): Chart {
  const chart = testChart();
  new KueueResourceFlavor(chart, 'a100', props);
  return chart;
}

function withLevels(levels: Topology[]): Chart {
  const chart = testChart();
  new KueueTopology(chart, 'racks', { levels });
  return chart;
}

function groupsOf(chart: Chart): unknown {
  return (manifestOf(chart, 'ClusterQueue').spec as { resourceGroups: unknown }).resourceGroups;
}

test('minimal', () => {
  const chart = testChart();
  const flavor = new KueueResourceFlavor(chart, 'any');
  const { name } = new KueueClusterQueue(chart, 'gpus', { flavors: [{ flavor: flavor.name, nominal: NOMINAL }] });
  new KueueLocalQueue(chart, 'team-a', { clusterQueue: name });
  new KueueTopology(chart, 'nodes', { levels: [Topology.NODE] });
  new KueueWorkloadPriorityClass(chart, 'urgent', { value: 1000 });
  expect(yamlOf(chart)).toMatchSnapshot();
  expect(invalidities(chart)).toEqual([]);
});

test('everything', () => {
  const chart = testChart();
  const labels = { team: 'platform' };
  const topology = new KueueTopology(chart, 'topology', {
    name: 'racks',
    labels,
    levels: [Topology.ZONE, Topology.label('example.com/rack'), Topology.NODE],
  });
  const flavor = new KueueResourceFlavor(chart, 'flavor', {
    name: 'a100.spot',
    labels,
    nodeLabels: { 'example.com/pool': 'a100' },
    tolerations: [
      Placement.tolerate('example.com/spot'),
      Placement.tolerate('example.com/pool', { value: 'a100', effect: TaintEffect.NO_SCHEDULE }),
    ],
    topologyName: topology.name,
  });
  const queue = new KueueClusterQueue(chart, 'queue', {
    name: 'research.gpus',
    labels,
    cohort: 'all',
    namespaces: ['ml', 'vision'],
    namespaceLabels: { team: 'research' },
    queueingStrategy: QueueingStrategy.STRICT_FIFO,
    preemption: {
      withinClusterQueue: QueuePreemption.LOWER_OR_NEWER_EQUAL_PRIORITY,
      reclaimWithinCohort: CohortReclaim.ANY,
    },
    flavors: [
      {
        flavor: flavor.name,
        nominal: {
          ...NOMINAL,
          ephemeralStorage: '10Ti',
          hugePages2Mi: '20Gi',
          hugePages1Gi: '0',
          gpus: [Gpu.nvidia(16), Gpu.amd(0)],
          pods: 100,
          other: { 'rdma/hca': '8' },
        },
        borrowingLimit: { gpus: [Gpu.nvidia(8)], cpu: '0' },
        lendingLimit: { memory: '512Gi' },
      },
    ],
  });
  const local = new KueueLocalQueue(chart, 'local', { name: 'team-a', labels, namespace: 'vision', clusterQueue: queue.name });
  new KueueWorkloadPriorityClass(chart, 'priority', { name: 'urgent', labels, value: -5, description: 'what can wait' });
  expect([local.name, queue.name, flavor.name]).toEqual(['team-a', 'research.gpus', 'a100.spot']);
  expect(yamlOf(chart)).toMatchSnapshot();
  expect(invalidities(chart)).toEqual([]);
});

test('a training takes its queue and its priority from their constructs, so that names can not differ', () => {
  const chart = testChart();
  const { name: priority } = new KueueWorkloadPriorityClass(chart, 'urgent', { value: 1000 });
  const queue = new KueueLocalQueue(chart, 'team-a', { clusterQueue: 'gpus' }).queue({ priority });
  new GpuTrainingJob(chart, 'train', { image: 'registry.example.com/ml/train:1.0', resources: RESOURCES, queue });
  expect(manifestOf(chart, 'Job').metadata.labels).toMatchObject({
    'kueue.x-k8s.io/queue-name': 'team-a',
    'kueue.x-k8s.io/priority-class': 'urgent',
  });
});

test('a queue that says nothing of namespaces is for all: Kueue takes a missing selector for none', () => {
  expect(manifestOf(withQueue(), 'ClusterQueue').spec).toMatchObject({ namespaceSelector: {} });
});

test('local disk is not what is shared out, unless a flavor says so', () => {
  expect(groupsOf(withQueue())).toMatchObject([{ coveredResources: ['cpu', 'memory', 'ephemeral-storage'] }]);
  const resources = [{ name: 'cpu' }, { name: 'memory' }, { name: 'ephemeral-storage', nominalQuota: '1Pi' }];
  expect(groupsOf(withQueue())).toMatchObject([{ flavors: [{ resources }] }]);
  const said = withQueue({ flavors: [{ flavor: 'cpus', nominal: { ...NOMINAL, ephemeralStorage: '1Ti' } }] });
  expect(groupsOf(said)).toMatchObject([{ flavors: [{ resources: [{}, {}, { nominalQuota: '1Ti' }] }] }]);
});

test('flavors that count the same resources are one group, in one order, however they are written', () => {
  const flavors = [
    { flavor: 'a100', nominal: { gpus: [Gpu.nvidia(8)], other: { 'a.example.com/x': '1' } } },
    { flavor: 'cpus', nominal: NOMINAL },
    { flavor: 'h100', nominal: { other: { 'a.example.com/x': '2' }, gpus: [Gpu.nvidia(16)] } },
  ];
  expect(groupsOf(withQueue({ flavors }))).toMatchObject([
    { coveredResources: ['a.example.com/x', 'nvidia.com/gpu'], flavors: [{ name: 'a100' }, { name: 'h100' }] },
    { coveredResources: ['cpu', 'memory', 'ephemeral-storage'], flavors: [{ name: 'cpus' }] },
  ]);
});

test('racks of a topology have the label of the cluster profile', () => {
  const chart = testChart();
  ClusterProfile.generic().attach(chart, { rackLabel: 'example.com/rack' });
  new KueueTopology(chart, 'racks', { levels: [Topology.RACK, Topology.NODE] });
  expect(manifestOf(chart, 'Topology').spec).toEqual({
    levels: [{ nodeLabel: 'example.com/rack' }, { nodeLabel: 'kubernetes.io/hostname' }],
  });
});

describe('each wrong queue of the cluster has its text', () => {
  const limited = (more: object) => [{ flavor: 'cpus', nominal: NOMINAL, ...more }];
  const FIX = "(write cohort: 'ml', or leave it out)";

  test.each<[string, unknown, string[]]>([
    [
      'no flavors',
      { flavors: undefined },
      ["flavors: is required (for example [{ flavor: 'a100', nominal: { cpu: '128', memory: '1Ti', gpus: [Gpu.nvidia(16)] } }])"],
    ],
    [
      'no flavor in them',
      { flavors: [] },
      [
        "flavors: must be a list of one at least, got [] (for example [{ flavor: 'a100', nominal: { cpu: '128', memory: '1Ti', gpus: [Gpu.nvidia(16)] } }])",
      ],
    ],
    [
      'no amounts',
      { flavors: [{ flavor: 'cpus', nominal: {} }] },
      ["flavors[0].nominal: names no resource, got {} (for example { cpu: '128', memory: '1Ti' })"],
    ],
    [
      'amounts of nothing',
      { flavors: [{ flavor: 'cpus', nominal: { cpu: undefined, gpus: [], other: {} } }] },
      [expect.stringMatching(/^flavors\[0\]\.nominal: names no resource, got /)],
    ],
    [
      'a slip of the unit',
      { flavors: limited({ nominal: { memory: '1TB' } }) },
      ['flavors[0].nominal.memory: is not a Kubernetes quantity, got "1TB" (did you mean "1Ti"?)'],
    ],
    [
      'a resource twice',
      { flavors: limited({ nominal: { gpus: [Gpu.nvidia(1)], other: { 'nvidia.com/gpu': '1' } } }) },
      ['flavors[0].nominal.other: names nvidia.com/gpu, which gpus names too (name each resource once)'],
    ],
    [
      'what is borrowed without a cohort',
      { flavors: limited({ borrowingLimit: { cpu: '1' } }) },
      [`flavors[0].borrowingLimit: is for queues of a cohort ${FIX}`],
    ],
    [
      'what is lent without a cohort',
      { flavors: limited({ lendingLimit: { cpu: '1' } }) },
      [`flavors[0].lendingLimit: is for queues of a cohort ${FIX}`],
    ],
    [
      'more lent than there is',
      { cohort: 'all', flavors: limited({ lendingLimit: { cpu: '129' } }) },
      ['flavors[0].lendingLimit: lends more cpu than the 128 that the queue has, got "129" (write at most "128")'],
    ],
    [
      'a limit of what the queue does not name',
      { cohort: 'all', flavors: limited({ borrowingLimit: { gpus: [Gpu.nvidia(1)] } }) },
      [
        'flavors[0].borrowingLimit: names nvidia.com/gpu, of which nominal says nothing, got "1" (say it in nominal, with 0 where the queue has none)',
      ],
    ],
    [
      'a flavor twice',
      { flavors: [...FLAVORS, ...FLAVORS] },
      ['flavors[1].flavor: is named already, got "cpus" (say all of a flavor in one entry)'],
    ],
    [
      'a resource in flavors that do not name the same',
      { flavors: [...FLAVORS, { flavor: 'a100', nominal: { cpu: '8', gpus: [Gpu.nvidia(8)] } }] },
      [
        'flavors: counts cpu, ephemeral-storage in flavors that do not name the same resources: cpus (cpu, memory, ephemeral-storage) and a100 (cpu, ephemeral-storage, nvidia.com/gpu) (name the same resources in all of them, with 0 of what a flavor has not)',
      ],
    ],
    [
      'too many groups',
      { flavors: Array.from({ length: 17 }, (_, i) => ({ flavor: `f${i}`, nominal: { other: { [`example.com/r${i}`]: '1' } } })) },
      ['flavors: has 17 groups of resources, and Kueue takes 16 (name fewer)'],
    ],
    [
      'too many flavors of one group',
      { flavors: Array.from({ length: 65 }, (_, i) => ({ flavor: `f${i}`, nominal: { gpus: [Gpu.nvidia(1)] } })) },
      ['flavors: has 65 flavors of nvidia.com/gpu, and Kueue takes 64 (name fewer)'],
    ],
    [
      'what is taken back without a cohort',
      { preemption: { reclaimWithinCohort: CohortReclaim.ANY } },
      [`preemption.reclaimWithinCohort: is for queues of a cohort: what is lent to nobody is not taken back, got "Any" ${FIX}`],
    ],
    [
      'no namespace',
      { namespaces: [] },
      ["namespaces: must be a list of one at least, got [] (for example ['ml'], or leave it out for all)"],
    ],
    [
      'a strategy that is none',
      { queueingStrategy: 'FIFO' },
      ['queueingStrategy: must be one of BestEffortFIFO, StrictFIFO, got "FIFO" (use the enum QueueingStrategy)'],
    ],
  ])('%s', (_, props, lines) => {
    expect(refusal(() => withQueue(props as Partial<KueueClusterQueueProps>))).toEqual(lines);
  });
});

describe('each wrong object beside it has its text', () => {
  const nine = <T>(make: (i: number) => T): T[] => Array.from({ length: 9 }, (_, i) => make(i));

  test.each<[string, () => unknown, string[]]>([
    [
      'a topology of no nodes',
      () => withFlavor({ topologyName: 'racks' }),
      [
        "topologyName: needs nodeLabels: Kueue reads the topology of the nodes that have them, got \"racks\" (for example nodeLabels: { 'example.com/pool': 'a100' })",
      ],
    ],
    [
      'a placement that is no toleration',
      () => withFlavor({ tolerations: [Placement.apart(Topology.NODE)] }),
      [
        "tolerations[0]: must be Placement.tolerate('example.com/spot'): a flavor says which nodes are meant by nodeLabels, got a Placement (leave it out)",
      ],
    ],
    [
      'too many labels',
      () => withFlavor({ nodeLabels: Object.fromEntries(nine((i) => [`l${i}`, 'x'])) }),
      ['nodeLabels: has 9, and Kueue takes 8 (name fewer)'],
    ],
    [
      'too many tolerations',
      () => withFlavor({ tolerations: nine((i) => Placement.tolerate(`t${i}`)) }),
      ['tolerations: has 9, and Kueue takes 8 (name fewer)'],
    ],
    ['no levels', () => withLevels([]), ['levels: must be a list of one at least, got [] (for example [Topology.RACK, Topology.NODE])']],
    [
      'nodes above other levels',
      () => withLevels([Topology.NODE, Topology.ZONE]),
      ['levels[0]: is a single node, which has no levels below it, got "kubernetes.io/hostname" (make it the last level)'],
    ],
    [
      'a level twice',
      () => withLevels([Topology.ZONE, Topology.label('topology.kubernetes.io/zone')]),
      ['levels[1]: is a level already, got "topology.kubernetes.io/zone" (leave one out)'],
    ],
    [
      'racks that no profile knows',
      () => withLevels([Topology.RACK]),
      [
        "levels[0]: speaks of racks, for which the cluster profile names no label (for example ClusterProfile.generic().attach(app, { rackLabel: 'example.com/rack' }))",
      ],
    ],
    [
      'too many levels',
      () => withLevels(Array.from({ length: 17 }, (_, i) => Topology.label(`example.com/l${i}`))),
      ['levels: has 17 levels, and Kueue takes 16 (name fewer)'],
    ],
    [
      'a queue of a namespace that leads nowhere',
      () => new KueueLocalQueue(testChart(), 'team-a', {} as never),
      ['clusterQueue: is required (for example "gpus")'],
    ],
    [
      'a queue whose name is longer than a label',
      () => new KueueLocalQueue(testChart(), 'a'.repeat(64), { clusterQueue: 'gpus' }),
      [`name: has 64 characters, and 63 are allowed (the name comes from the construct's ids), got "${'a'.repeat(64)}" (shorten it by 1)`],
    ],
    [
      'a priority that is no number of 32 bits',
      () => new KueueWorkloadPriorityClass(testChart(), 'urgent', { value: 2 ** 31 }),
      ['value: must be a whole number from -2147483648 to 2147483647, got 2147483648 (for example 1000)'],
    ],
    [
      'a description that is too long',
      () => new KueueWorkloadPriorityClass(testChart(), 'urgent', { value: 1, description: 'a'.repeat(2049) }),
      ['description: has 2049 characters, and Kueue takes 2048 (shorten it)'],
    ],
  ])('%s', (_, make, lines) => {
    expect(refusal(make)).toEqual(lines);
  });
});
