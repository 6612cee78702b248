import {
  CohortReclaim,
  Gpu,
  GpuTrainingJob,
  JaxJobCluster,
  KueueClusterQueue,
  KueueLocalQueue,
  KueueResourceFlavor,
  KueueTopology,
  KueueWorkloadPriorityClass,
  Parallel,
  Placement,
  PriorityClass,
  Queue,
  TfJobCluster,
  Topology,
  VolcanoQueue,
} from '../../../lib';
import { RESOURCES } from '../charts';
import { IMAGE, type Makers } from './maker';

/** Queues, and what waits in them. */
export const QUEUES: Makers = {
  'queues of Kueue: flavors by topology, a cohort, priorities': (chart) => {
    const { name: topologyName } = new KueueTopology(chart, 'racks', { levels: [Topology.label('example.com/rack'), Topology.NODE] });
    const nodeLabels = { 'example.com/pool': 'a100' };
    const { name: flavor } = new KueueResourceFlavor(chart, 'a100', {
      nodeLabels,
      topologyName,
      tolerations: [Placement.tolerate('example.com/spot')],
    });
    const nominal = { cpu: '128', memory: '1Ti', gpus: [Gpu.nvidia(16)] };
    const { name: clusterQueue } = new KueueClusterQueue(chart, 'gpus', {
      cohort: 'all',
      namespaces: ['ml'],
      preemption: { reclaimWithinCohort: CohortReclaim.ANY },
      flavors: [{ flavor, nominal, borrowingLimit: { gpus: [Gpu.nvidia(8)] }, lendingLimit: { cpu: '64' } }],
    });
    new KueueWorkloadPriorityClass(chart, 'urgent', { value: 1000, description: 'what can not wait' });
    return new KueueLocalQueue(chart, 'team-a', { clusterQueue });
  },
  'a queue of Volcano': (chart) =>
    new VolcanoQueue(chart, 'team-a', {
      weight: 2,
      capability: { cpu: '128', gpus: [Gpu.nvidia(16)] },
      deserved: { gpus: [Gpu.nvidia(8)] },
      guarantee: { gpus: [Gpu.nvidia(4)] },
    }),
  'a class of priority': (chart) => new PriorityClass(chart, 'urgent', { value: 1000, description: 'what can not wait' }),
  'a training in a queue of Kueue': (chart) =>
    new GpuTrainingJob(chart, 'train', { image: IMAGE, resources: RESOURCES, queue: Queue.kueue('team-a', { priority: 'high' }) }),
  'a training in shards in a queue of Volcano': (chart) =>
    new GpuTrainingJob(chart, 'train', {
      image: IMAGE,
      resources: RESOURCES,
      parallel: Parallel.shards(4),
      queue: Queue.volcano('team-a'),
    }),
  'a training in shards that scheduler-plugins starts together': (chart) =>
    new GpuTrainingJob(chart, 'train', { image: IMAGE, resources: RESOURCES, parallel: Parallel.shards(4), queue: Queue.coscheduling() }),
  'a distributed training in a queue of Kueue that is topology aware': (chart) =>
    new TfJobCluster(chart, 'train', {
      image: IMAGE,
      resources: RESOURCES,
      worker: { replicas: 2, gpu: Gpu.nvidia(8) },
      placement: [Placement.together(Topology.NVLINK, { required: true })],
      queue: Queue.kueue('team-a', { topologyAware: true }),
    }),
  'a distributed training in a queue of Kueue': (chart) =>
    new JaxJobCluster(chart, 'train', { image: IMAGE, resources: RESOURCES, worker: { replicas: 2 }, queue: Queue.kueue('team-a') }),
  'a distributed training in a queue of Volcano': (chart) =>
    new TfJobCluster(chart, 'train', {
      image: IMAGE,
      resources: RESOURCES,
      worker: { replicas: 4 },
      parameterServer: { replicas: 2 },
      queue: Queue.volcano('team-a'),
    }),
};
