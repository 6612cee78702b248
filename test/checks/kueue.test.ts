import type { Chart } from 'cdk8s';
import {
  type FlavorQuota,
  Gpu,
  KueueClusterQueue,
  type KueueClusterQueueProps,
  KueueLocalQueue,
  KueueResourceFlavor,
  KueueTopology,
  KueueWorkloadPriorityClass,
  Parallel,
  Queue,
  Resources,
  TfJobCluster,
  Topology,
} from '../../lib';
import { testChart } from '../support/charts';
import { shownOf, told, training } from './apps';

// Warnings are told on standard error; what they say is asked of `Checks` here.
beforeAll(() => {
  jest.spyOn(process.stderr, 'write').mockReturnValue(true);
});
afterAll(() => jest.restoreAllMocks());

const RESOURCES = Resources.guaranteed({ cpu: '8', memory: '64Gi' });
const QUEUE = Queue.kueue('team-a');

function flavor(name: string, gpus: number, more: Partial<FlavorQuota> = {}): FlavorQuota {
  return { flavor: name, nominal: { cpu: '1000', memory: '100Ti', gpus: [Gpu.nvidia(gpus)] }, ...more };
}

/** A chart with a queue of these flavors. */
function queued(flavors: FlavorQuota[], props: Partial<KueueClusterQueueProps> = {}): Chart {
  const chart = testChart();
  const { name: clusterQueue } = new KueueClusterQueue(chart, 'gpus', { flavors, ...props });
  new KueueLocalQueue(chart, 'team-a', { clusterQueue });
  return chart;
}

function workers(chart: Chart, count: number, gpus = 8): Chart {
  training(chart, 'train', { gpu: Gpu.nvidia(gpus), parallel: Parallel.workers(count), queue: QUEUE });
  return chart;
}

const NEVER = 'ClusterQueue gpus of demo/gpus never lets it go (ask for less, or raise the quota of the queue)';

describe('a training that its queue has never room for', () => {
  test('is refused with the numbers', () => {
    expect(shownOf(workers(queued([flavor('a100', 16)]), 4))).toEqual([
      `[demo/train] spec.template.spec.containers: Job train requests 32 of nvidia.com/gpu for its 4 pods, and the queue gives at most 16 of a100: ${NEVER}`,
    ]);
    expect(told(workers(queued([flavor('a100', 32)]), 4))).toEqual([]);
  });

  test('may borrow as much as the limit says, and anything where nothing is said', () => {
    const limited = (limit: number) => queued([flavor('a100', 16, { borrowingLimit: { gpus: [Gpu.nvidia(limit)] } })], { cohort: 'all' });
    expect(told(workers(limited(16), 4))).toEqual([]);
    expect(shownOf(workers(limited(15), 4))).toEqual([expect.stringContaining('at most 31 of a100')]);
    expect(told(workers(queued([flavor('a100', 16)], { cohort: 'all' }), 4))).toEqual([]);
  });

  test('is warned of where all queues of its cohort in the app have too little together, for there may be others', () => {
    const cohort = 'all';
    const beside = (gpus: number, lendingLimit = gpus) => {
      const chart = queued([flavor('a100', 16)], { cohort });
      const lent = { gpus: [Gpu.nvidia(lendingLimit)] };
      new KueueClusterQueue(chart, 'others', { flavors: [flavor('a100', gpus, { lendingLimit: lent })], cohort });
      new KueueClusterQueue(chart, 'strangers', { flavors: [flavor('a100', 64)], cohort: 'another' });
      return workers(chart, 4);
    };
    expect(told(beside(16))).toEqual([]);
    expect(told(beside(16, 15))).toEqual([
      `warning demo/train: spec.template.spec.containers: Job train requests 32 of nvidia.com/gpu for its 4 pods, and the queue and the others of its cohort in this app give at most 31 of a100: ${NEVER}`,
    ]);
  });

  test('has all pods of a sort on one flavor', () => {
    expect(shownOf(workers(queued([flavor('a100', 16), flavor('h100', 24)]), 4))).toEqual([
      `[demo/train] spec.template.spec.containers: Job train requests 32 of nvidia.com/gpu for its 4 pods, and the queue gives at most 16 of a100, 24 of h100, of which its 4 pods take one flavor: ${NEVER}`,
    ]);
  });

  test('may have each sort of pods on a flavor of its own, and no more than there is of all', () => {
    const both = (replicas: number) => {
      const chart = queued([flavor('a100', 8), flavor('h100', 8)]);
      const role = { resources: RESOURCES, gpu: Gpu.nvidia(4) };
      new TfJobCluster(chart, 'train', {
        image: 'registry.example.com/ml/train:1.0',
        resources: RESOURCES,
        chief: role,
        worker: { ...role, replicas },
        queue: QUEUE,
      });
      return chart;
    };
    expect(told(both(2))).toEqual([]);
    const narrow = queued([flavor('a100', 8)]);
    const role = { resources: RESOURCES, gpu: Gpu.nvidia(4) };
    new TfJobCluster(narrow, 'train', {
      image: 'registry.example.com/ml/train:1.0',
      resources: RESOURCES,
      chief: role,
      worker: { ...role, replicas: 2 },
      queue: QUEUE,
    });
    expect(shownOf(narrow)).toEqual([
      expect.stringContaining(
        'TFJob train requests 12 of nvidia.com/gpu for its 3 pods, and the queue gives at most 8 of a100: ClusterQueue',
      ),
    ]);
  });

  test('is refused where it requests what the queue does not name: Kueue lets it go never', () => {
    const chart = queued([{ flavor: 'cpus', nominal: { cpu: '1000', memory: '100Ti' } }]);
    expect(shownOf(workers(chart, 2))).toEqual([
      `[demo/train] spec.template.spec.containers: Job train requests nvidia.com/gpu, and the queue has no flavor with it: ${NEVER}`,
    ]);
  });

  test('counts pods where the queue does', () => {
    const nominal = { cpu: '1000', memory: '100Ti', pods: 1 };
    const chart = queued([{ flavor: 'cpus', nominal }]);
    training(chart, 'train', { parallel: Parallel.workers(2), queue: QUEUE });
    expect(shownOf(chart)).toEqual([expect.stringContaining('requests 2 of pods for its 2 pods, and the queue gives at most 1 of cpus')]);
  });

  test('is not spoken of where its queue is not in the app, or it has none', () => {
    const chart = testChart();
    new KueueClusterQueue(chart, 'gpus', { flavors: [flavor('a100', 1)] });
    expect(told(workers(chart, 4))).toEqual([]);
    const none = queued([flavor('a100', 1)]);
    training(none, 'train', { gpu: Gpu.nvidia(8) });
    expect(told(none)).toEqual([]);
  });
});

describe('a name that nothing in the app makes, while it makes others of its kind', () => {
  test('is warned of: queues, priorities, flavors, topologies', () => {
    const chart = testChart();
    new KueueTopology(chart, 'racks', { levels: [Topology.NODE] });
    new KueueResourceFlavor(chart, 'a100', { nodeLabels: { pool: 'a100' }, topologyName: 'rack' });
    new KueueClusterQueue(chart, 'gpus', { flavors: [flavor('h100', 1)] });
    new KueueLocalQueue(chart, 'team-a', { clusterQueue: 'gpu' });
    new KueueWorkloadPriorityClass(chart, 'high', { value: 1 });
    training(chart, 'train', { queue: Queue.kueue('team-b', { priority: 'hihg' }) });
    const FIX = '(take the name from the construct, or check that it exists in the cluster)';
    expect(told(chart)).toEqual([
      `warning demo/train: metadata.labels.kueue.x-k8s.io/queue-name: Job train names the LocalQueue team-b, which nothing in the app makes; it makes team-a ${FIX}`,
      `warning demo/train: metadata.labels.kueue.x-k8s.io/priority-class: Job train names the WorkloadPriorityClass hihg, which nothing in the app makes; it makes high ${FIX}`,
      `warning demo/team-a: spec.clusterQueue: LocalQueue team-a names the ClusterQueue gpu, which nothing in the app makes; it makes gpus ${FIX}`,
      `warning demo/gpus: spec.resourceGroups: ClusterQueue gpus names the ResourceFlavor h100, which nothing in the app makes; it makes a100 ${FIX}`,
      `warning demo/a100: spec.topologyName: ResourceFlavor a100 names the Topology rack, which nothing in the app makes; it makes racks ${FIX}`,
    ]);
  });

  test('is not warned of where the app makes none of the kind', () => {
    const chart = testChart();
    training(chart, 'train', { queue: Queue.kueue('team-b', { priority: 'high' }) });
    expect(told(chart)).toEqual([]);
  });
});
