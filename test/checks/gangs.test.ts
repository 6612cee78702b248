import { Duration, JsonPatch } from 'cdk8s';
import { Elastic, Gpu, KueueLocalQueue, Parallel, PyTorchJobCluster, type PyTorchJobClusterProps, Queue } from '../../lib';
import { RESOURCES, testChart } from '../support/charts';
import { own, rulesTold, told, training } from './apps';

// Warnings are told on standard error; what they say is asked of `Checks` here.
beforeAll(() => {
  jest.spyOn(process.stderr, 'write').mockReturnValue(true);
});
afterAll(() => jest.restoreAllMocks());

type Test = ReturnType<typeof testChart>;
const GPUS = { gpu: Gpu.nvidia(1) };
const QUEUE = Queue.kueue('team-a');

function workers(chart: Test, id: string, count = 4, props: object = GPUS) {
  return training(chart, id, { parallel: Parallel.workers(count), ...props });
}

function torch(chart: Test, id: string, props: Partial<PyTorchJobClusterProps> = {}) {
  return new PyTorchJobCluster(chart, id, {
    image: 'registry.example.com/ml/train:1.0',
    resources: RESOURCES,
    ...GPUS,
    worker: { replicas: 4 },
    ...props,
  });
}

describe('several pods with GPUs of one training that wait for nobody', () => {
  test('are warned of beside another such training, with which they may block each other', () => {
    const chart = testChart();
    workers(chart, 'one');
    torch(chart, 'two');
    const fix = "(write queue: Queue.kueue('team-a'), .volcano('default') or .coscheduling(), as the cluster has it)";
    const why = 'half placed, each holds GPUs that the other waits for';
    expect(told(chart)).toEqual([
      `warning demo/one: queue: Job one places its 4 pods with GPUs one by one, as does PyTorchJob two of demo/two: ${why} ${fix}`,
      `warning demo/two: queue: PyTorchJob two places its 4 pods with GPUs one by one, as does Job one of demo/one: ${why} ${fix}`,
    ]);
  });

  test('are warned of beside queues, which they go around', () => {
    const chart = testChart();
    workers(chart, 'one');
    new KueueLocalQueue(chart, 'team-a', { clusterQueue: 'gpus' });
    expect(told(chart)).toEqual([
      'warning demo/one: queue: Job one places its 4 pods with GPUs one by one, beside LocalQueue team-a: it takes GPUs that the queue has given to others ' +
        "(write queue: Queue.kueue('team-a'), .volcano('default') or .coscheduling(), as the cluster has it)",
    ]);
  });

  test('are warned of beside a training that waits', () => {
    const chart = testChart();
    workers(chart, 'one');
    training(chart, 'waits', { ...GPUS, queue: QUEUE });
    expect(told(chart)).toEqual([expect.stringContaining('beside Job waits: it takes GPUs')]);
  });

  test('are right alone in their app: whether there is anybody else is not known', () => {
    const chart = testChart();
    workers(chart, 'one');
    training(chart, 'single', GPUS);
    expect(told(chart)).toEqual([]);
  });

  test.each<[string, (chart: Test) => unknown]>([
    ['that wait in a queue', (chart) => workers(chart, 'two', 4, { ...GPUS, queue: QUEUE })],
    ['of another scheduler', (chart) => workers(chart, 'two', 4, { ...GPUS, schedulerName: 'runai-scheduler' })],
  ])('are told of alone beside those %s', (_, make) => {
    const chart = testChart();
    workers(chart, 'one');
    make(chart);
    expect(rulesTold(chart)).toEqual(['warning demo/one no-gang']);
  });

  test.each<[string, (chart: Test) => unknown]>([
    ['without GPUs', (chart) => workers(chart, 'two', 4, {})],
    ['of one pod', (chart) => workers(chart, 'two', 1)],
    [
      'whose workers may be one',
      (chart) => torch(chart, 'two', { elastic: Elastic.between(1, 4), backoffLimit: 0, activeDeadline: Duration.hours(1) }),
    ],
  ])('are no other trainings: those %s', (_, make) => {
    const chart = testChart();
    workers(chart, 'one');
    make(chart);
    expect(rulesTold(chart)).not.toContain('warning demo/one no-gang');
  });
});

const AMOUNTS = { cpu: '1', memory: '1Gi', 'ephemeral-storage': '1Gi' };

/** Pods of a TFJob that somebody wrote. */
function tfWorker(replicas: number, pod: object = {}, metadata: object = {}) {
  const containers = [{ name: 'tensorflow', image: 'a:1', resources: { limits: AMOUNTS } }];
  return { replicas, template: { metadata, spec: { containers, ...pod } } };
}

function toldOf(spec: object, worker: object, metadata: object = {}): string[] {
  const chart = testChart();
  training(chart, 'ours');
  own(chart, 'theirs', 'kubeflow.org/v1', 'TFJob', { tfReplicaSpecs: { Worker: worker }, ...spec }, metadata);
  return told(chart).map((text) => text.replace('warning demo/theirs: ', '').replace('TFJob theirs ', ''));
}

describe('a gang', () => {
  const gang = (minAvailable: number) => ({ runPolicy: { schedulingPolicy: { minAvailable } } });

  test('of more pods than there are never starts', () => {
    expect(toldOf(gang(5), tfWorker(4))).toEqual([
      'spec.runPolicy.schedulingPolicy.minAvailable: waits for 5 pods, and there are 4: it never starts (write 4)',
    ]);
  });

  test('of fewer holds what others wait for', () => {
    expect(toldOf(gang(2), tfWorker(4))).toEqual([
      'spec.runPolicy.schedulingPolicy.minAvailable: starts with 2 of its 4 pods, which then wait for the rest with their GPUs held ' +
        '(write 4, unless the program can go on with fewer)',
    ]);
  });

  test('of none is none', () => {
    expect(toldOf(gang(0), tfWorker(4))).toEqual([
      'spec.runPolicy.schedulingPolicy.minAvailable: waits for 0 pods (leave it out: all are waited for)',
    ]);
  });

  test('of all is right', () => {
    expect(toldOf(gang(4), tfWorker(4))).toEqual([]);
  });

  test.each<[string, string, object]>([
    ['scheduling.volcano.sh/v1beta1', 'Volcano', { annotations: { 'scheduling.k8s.io/group-name': 'gang' } }],
    ['scheduling.x-k8s.io/v1alpha1', 'scheduler-plugins', { labels: { 'scheduling.x-k8s.io/pod-group': 'gang' } }],
  ])('of a PodGroup of %s has the pods that are in it', (apiVersion, _, metadata) => {
    const chart = testChart();
    training(chart, 'ours');
    own(chart, 'theirs', 'kubeflow.org/v1', 'TFJob', { tfReplicaSpecs: { Worker: tfWorker(4, {}, metadata) } });
    own(chart, 'gang', apiVersion, 'PodGroup', { minMember: 5 });
    expect(told(chart)).toEqual([
      'warning demo/gang: spec.minMember: PodGroup gang waits for 5 pods, and there are 4: it never starts (write 4)',
    ]);
  });

  test("that a patch makes too large is an error in the library's own", () => {
    const chart = testChart();
    torch(chart, 'train', { queue: Queue.volcano('default') }).pyTorchJob.addJsonPatch(
      JsonPatch.replace('/spec/runPolicy/schedulingPolicy/minAvailable', 9),
    );
    expect(rulesTold(chart)).toEqual(['error demo/train gang-members']);
  });
});

describe('two ways to wait', () => {
  const KUEUE = { labels: { 'kueue.x-k8s.io/queue-name': 'team-a' } };

  test.each<[string, string, object, object]>([
    ['Kueue', 'Volcano', { runPolicy: { schedulingPolicy: { queue: 'default' } } }, tfWorker(1)],
    ['Kueue', 'Volcano', {}, tfWorker(1, { schedulerName: 'volcano' })],
    ['Kueue', 'scheduler-plugins', {}, tfWorker(1, {}, { labels: { 'scheduling.x-k8s.io/pod-group': 'a' } })],
  ])('%s and %s hold each other back', (first, second, spec, worker) => {
    expect(toldOf(spec, worker, KUEUE)).toEqual([
      `metadata.labels: waits by ${first} and by ${second}, of which each holds back what the other lets go (take one of the two away)`,
    ]);
  });

  test("Kueue's label stands on the job", () => {
    expect(toldOf({}, tfWorker(1, {}, KUEUE))).toEqual([
      'spec.tfReplicaSpecs.Worker.template.metadata.labels: has the label kueue.x-k8s.io/queue-name on its pods, and Kueue reads it on the TFJob (write it in metadata.labels)',
    ]);
    expect(toldOf({}, tfWorker(1, {}, KUEUE), KUEUE)).toEqual([]);
  });
});
