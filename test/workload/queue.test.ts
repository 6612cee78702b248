import { type Chart, Duration } from 'cdk8s';
import {
  CephDataset,
  CephStorage,
  Checks,
  Elastic,
  GpuTrainingJob,
  Parallel,
  Placement,
  PyTorchJobCluster,
  Queue,
  TfJobCluster,
  Topology,
} from '../../lib';
import type { PodTemplate } from '../../lib/pod/kubernetes';
import { chartAt, cluster, IMAGE, training } from '../pod/reading';
import { manifestOf, manifestsOf, RESOURCES, refusal, testChart } from '../support/charts';
import { invalidities } from '../support/invalidities';

beforeEach(() => {
  // Warnings are told there.
  jest.spyOn(process.stderr, 'write').mockReturnValue(true);
});
afterEach(() => jest.restoreAllMocks());

function templateOf(chart: Chart): PodTemplate {
  return (manifestOf(chart, 'Job').spec as { template: PodTemplate }).template;
}

function policyOf(chart: Chart, kind = 'TFJob'): unknown {
  return (manifestOf(chart, kind).spec as { runPolicy: { schedulingPolicy?: unknown } }).runPolicy.schedulingPolicy;
}

const WORKERS = { worker: { replicas: 4 }, parameterServer: { replicas: 2 } };

describe('a queue of Kueue', () => {
  const QUEUE = Queue.kueue('team-a', { priority: 'high' });

  test.each<[string, Chart]>([
    ['Job', training({ queue: QUEUE }, chartAt('1.27'))],
    ['TFJob', cluster({ queue: QUEUE })],
  ])('is a label of the %s alone, which is not applied suspended', (kind, chart) => {
    const [workload, ...others] = manifestsOf(chart);
    expect(workload?.kind).toBe(kind);
    const labels = { 'kueue.x-k8s.io/queue-name': 'team-a', 'kueue.x-k8s.io/priority-class': 'high' };
    expect(workload?.metadata.labels).toMatchObject(labels);
    expect(JSON.stringify(workload)).not.toContain('suspend');
    expect(JSON.stringify(others)).not.toContain('kueue');
    expect(JSON.stringify(workload?.spec)).not.toContain('kueue');
    expect(invalidities(chart)).toEqual([]);
  });

  test('has no priority unless one is said', () => {
    expect(manifestOf(training({ queue: Queue.kueue('team-a') }), 'Job').metadata.labels).not.toHaveProperty(
      'kueue.x-k8s.io/priority-class',
    );
  });
});

describe('a queue of Kueue that is topology aware', () => {
  const QUEUE = Queue.kueue('team-a', { topologyAware: true });
  const REQUIRED = 'kueue.x-k8s.io/podset-required-topology';
  const PREFERRED = 'kueue.x-k8s.io/podset-preferred-topology';

  test.each<[string, Placement, Record<string, string>]>([
    ['one node', Placement.together(Topology.NODE, { required: true }), { [REQUIRED]: 'kubernetes.io/hostname' }],
    ['one NVLink domain', Placement.together(Topology.NVLINK, { required: true }), { [REQUIRED]: 'nvidia.com/gpu.clique' }],
    ['nodes near each other', Placement.together(Topology.label('example.com/block')), { [PREFERRED]: 'example.com/block' }],
  ])('is told that the pods are to be together on %s, and the scheduler is not', (_, rule, annotations) => {
    const chart = training({ queue: QUEUE, placement: [rule], parallel: Parallel.shards(4) }, chartAt('1.27'));
    const { metadata, spec } = templateOf(chart);
    expect(metadata.annotations).toMatchObject(annotations);
    expect(spec).not.toHaveProperty('affinity');
    expect(invalidities(chart)).toEqual([]);
  });

  test('is told of each role, in its own pod template, with what the role says itself', () => {
    const placement = [Placement.together(Topology.ZONE)];
    const worker = { replicas: 4, placement: [Placement.together(Topology.NODE, { required: true })] };
    const { spec } = manifestOf(cluster({ ...WORKERS, worker, placement, queue: QUEUE }), 'TFJob');
    expect(spec).toMatchObject({
      tfReplicaSpecs: {
        PS: { template: { metadata: { annotations: { [PREFERRED]: 'topology.kubernetes.io/zone' } } } },
        Worker: { template: { metadata: { annotations: { [REQUIRED]: 'kubernetes.io/hostname' } } } },
      },
    });
    expect(JSON.stringify(spec)).not.toContain('podAffinity');
  });

  test('leaves to the scheduler what is about other pods, and what keeps pods apart', () => {
    const others = Placement.together(Topology.ZONE, { pods: { app: 'cache' }, external: true });
    const chart = training({ queue: QUEUE, placement: [others, Placement.apart(Topology.NODE)] });
    expect(JSON.stringify(templateOf(chart).metadata)).not.toContain('podset');
    expect(templateOf(chart).spec.affinity).toMatchObject({ podAffinity: {}, podAntiAffinity: {} });
  });

  test('keeps the pods of a role on the one node of their claim, and not those of two roles', () => {
    const placement = [Placement.together(Topology.NODE, { required: true })];
    const job = testChart();
    const claim = (chart: Chart) => new CephDataset(chart, 'data', { storage: CephStorage.rbd('rook-rbd'), size: '1Gi' });
    const props = { queue: QUEUE, placement };
    const shards = { ...props, dataset: claim(job), parallel: Parallel.shards(2) };
    new GpuTrainingJob(job, 'train', { image: IMAGE, resources: RESOURCES, ...shards });
    expect(Checks.problemsIn(job)).toEqual([]);
    const two = testChart();
    const roles = { ...props, image: IMAGE, resources: RESOURCES, dataset: claim(two), worker: { replicas: 2 }, chief: {} };
    expect(refusal(() => new TfJobCluster(two, 'train', roles))).toEqual([
      expect.stringContaining('uses the claim data with up to 3 pods, and ReadWriteOnce allows one node'),
    ]);
  });

  test('takes one level, and two are refused', () => {
    const placement = [Placement.together(Topology.ZONE), Placement.together(Topology.NODE, { required: true })];
    expect(refusal(() => training({ queue: QUEUE, placement }))).toEqual([
      'placement: is to be together by topology.kubernetes.io/zone and by kubernetes.io/hostname, and Kueue takes one level (keep the one that matters most)',
    ]);
  });

  test('is one by its own word alone: others go by affinity', () => {
    const chart = training({ queue: Queue.kueue('team-a'), placement: [Placement.together(Topology.NODE)] });
    expect(JSON.stringify(templateOf(chart).metadata)).not.toContain('podset');
    expect(templateOf(chart).spec.affinity).toMatchObject({ podAffinity: {} });
  });

  test('is said so by true or false', () => {
    expect(refusal(() => training({ queue: Queue.kueue('team-a', { topologyAware: 'yes' as never }) }))).toEqual([
      'queue.topologyAware: must be true or false, got "yes" (write it without quotes)',
    ]);
  });
});

describe('a queue of Volcano', () => {
  test('has a PodGroup of all pods of a job, which its scheduler places', () => {
    const chart = training({ queue: Queue.volcano('team-a'), parallel: Parallel.shards(4) }, chartAt('1.27'));
    expect(manifestOf(chart, 'PodGroup')).toMatchObject({
      apiVersion: 'scheduling.volcano.sh/v1beta1',
      metadata: { name: 'train-model', namespace: 'ml' },
      spec: { minMember: 4, queue: 'team-a' },
    });
    const { metadata, spec } = templateOf(chart);
    expect(metadata.annotations).toMatchObject({ 'scheduling.k8s.io/group-name': 'train-model' });
    expect(spec.schedulerName).toBe('volcano');
    expect(invalidities(chart)).toEqual([]);
  });

  test("tells the operator of a distributed training's pods in all roles, and makes no PodGroup of its own", () => {
    const chart = cluster({ ...WORKERS, queue: Queue.volcano('team-a') });
    expect(policyOf(chart)).toEqual({ minAvailable: 6, queue: 'team-a' });
    expect(manifestsOf(chart).map(({ kind }) => kind)).not.toContain('PodGroup');
    expect(JSON.stringify(manifestsOf(chart))).not.toContain('schedulerName');
    expect(invalidities(chart)).toEqual([]);
  });

  test('waits for the fewest pods of an elastic training', () => {
    const chart = testChart();
    const props = { image: IMAGE, resources: RESOURCES, worker: { replicas: 4 }, elastic: Elastic.between(2, 8) };
    new PyTorchJobCluster(chart, 'train', { ...props, queue: Queue.volcano('team-a') });
    expect(policyOf(chart, 'PyTorchJob')).toEqual({ minAvailable: 2, queue: 'team-a' });
  });
});

describe('coscheduling', () => {
  test('has a PodGroup of all pods of a job, which its scheduler places', () => {
    const chart = training({ queue: Queue.coscheduling(), parallel: Parallel.shards(4) }, chartAt('1.27'));
    expect(manifestOf(chart, 'PodGroup')).toMatchObject({
      apiVersion: 'scheduling.x-k8s.io/v1alpha1',
      spec: { minMember: 4, scheduleTimeoutSeconds: 300 },
    });
    const { metadata, spec } = templateOf(chart);
    expect(metadata.labels).toMatchObject({ 'scheduling.x-k8s.io/pod-group': 'train-model' });
    expect(spec.schedulerName).toBe('scheduler-plugins-scheduler');
    expect(invalidities(chart)).toEqual([]);
  });

  test('with another scheduler and another patience', () => {
    const queue = Queue.coscheduling({ schedulerName: 'gang', scheduleTimeout: Duration.minutes(1) });
    const chart = training({ queue });
    expect(templateOf(chart).spec.schedulerName).toBe('gang');
    expect(manifestOf(chart, 'PodGroup').spec).toMatchObject({ scheduleTimeoutSeconds: 60 });
    expect(policyOf(cluster({ ...WORKERS, queue }))).toEqual({ minAvailable: 6, scheduleTimeoutSeconds: 60 });
  });
});

test('fewer members than pods are warned of, since what has started holds its GPUs', () => {
  const chart = cluster({ ...WORKERS, queue: Queue.volcano('team-a', { minMembers: 4 }) });
  expect(policyOf(chart)).toEqual({ minAvailable: 4, queue: 'team-a' });
  expect(Checks.problemsIn(chart).map(({ severity, rule }) => [severity, rule])).toEqual([['warning', 'gang-members']]);
});

test.each<[string, object, string]>([
  [
    'more members than pods',
    { queue: Queue.volcano('team-a', { minMembers: 2 }) },
    'queue.minMembers: is more than the 1 pods that there are, which would wait for ever, got 2 (leave it out)',
  ],
  [
    'no queue of that name can be',
    { queue: Queue.kueue('Team A') },
    'queue.localQueue: must be a DNS label: at most 63 of a-z, 0-9 and -, and no - at either end, got "Team A" (for example "team-a")',
  ],
  ['a name in place of a queue', { queue: 'team-a' }, 'queue: must be a Queue, got "team-a" (write Queue.kueue(\'team-a\'))'],
  [
    'a queue of Volcano and a label of Kueue',
    { queue: Queue.volcano('a'), labels: { 'kueue.x-k8s.io/queue-name': 'a' } },
    'queue: is volcano, and the label kueue.x-k8s.io/queue-name asks for kueue too (take one of the two away)',
  ],
  [
    'a queue of Volcano and another scheduler',
    { queue: Queue.volcano('a'), schedulerName: 'mine' },
    'schedulerName: names a scheduler, and queue is volcano, which has its own, got "mine" (leave it out)',
  ],
])('%s is refused', (_, props, line) => expect(refusal(() => training(props))).toEqual([line]));
