import { type Chart, Duration } from 'cdk8s';
import {
  CephDataset,
  Checkpoint,
  Checks,
  Elastic,
  Gpu,
  Placement,
  PodSecurity,
  PyTorchJobCluster,
  type PyTorchJobClusterProps,
  Queue,
  Topology,
} from '../../lib';
import { IMAGE } from '../pod/reading';
import { manifestOf, RESOURCES, refusal, testChart, yamlOf } from '../support/charts';
import { invalidities } from '../support/invalidities';

beforeEach(() => {
  // Warnings are told there.
  jest.spyOn(process.stderr, 'write').mockReturnValue(true);
});
afterEach(() => jest.restoreAllMocks());

function train(props: object = {}, chart: Chart = testChart()): Chart {
  const given = { image: IMAGE, resources: RESOURCES, worker: { replicas: 4 }, ...props } as PyTorchJobClusterProps;
  new PyTorchJobCluster(chart, 'train', given);
  return chart;
}

function specOf(props: object = {}): Record<string, unknown> {
  return manifestOf(train(props), 'PyTorchJob').spec as Record<string, unknown>;
}

test('everything', () => {
  const chart = testChart();
  const models = CephDataset.fromClaimName(chart, 'models', 'ceph-model-pvc');
  train(
    {
      name: 'llm',
      run: 'r2',
      command: ['torchrun', 'train.py'],
      dataset: CephDataset.fromClaimName(chart, 'text', 'ceph-text-pvc'),
      model: models.artifact('v2/model.pt'),
      baseModel: models.artifact('v1/model.pt'),
      gpu: Gpu.nvidia(8),
      worker: { replicas: 4, terminationGrace: Duration.minutes(5) },
      elastic: Elastic.between(2, 8, { maxRestarts: 10, cpuUtilization: 80 }),
      placement: [Placement.apart(Topology.NODE)],
    },
    chart,
  );
  expect(yamlOf(chart)).toMatchSnapshot();
  expect(invalidities(chart)).toEqual([]);
});

test('of a fixed size finds its pods by a rendezvous between exactly so many', () => {
  expect(specOf().elasticPolicy).toEqual({ rdzvBackend: 'c10d', minReplicas: 4, maxReplicas: 4, maxRestarts: 3 });
});

test('with bounds starts with its replicas and may change between them', () => {
  const spec = specOf({ elastic: Elastic.between(2, 8) });
  expect(spec.elasticPolicy).toEqual({ rdzvBackend: 'c10d', minReplicas: 2, maxReplicas: 8, maxRestarts: 3 });
  expect(spec).toMatchObject({ pytorchReplicaSpecs: { Worker: { replicas: 4 } } });
});

test("is scaled by the operator's autoscaler where a utilization is said", () => {
  const metrics = [{ type: 'Resource', resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization: 80 } } }];
  expect(specOf({ elastic: Elastic.between(2, 8, { cpuUtilization: 80 }) }).elasticPolicy).toMatchObject({ metrics });
});

test('with an autoscaler in a queue of Kueue, which ends a training whose size is changed, it is warned of', () => {
  const chart = testChart();
  const dataset = CephDataset.fromClaimName(chart, 'work', 'work');
  const checkpoint = Checkpoint.to(dataset, { every: Duration.minutes(30) });
  const elastic = Elastic.between(2, 8, { cpuUtilization: 80 });
  const told = (props: object) => Checks.problemsIn(train({ checkpoint, ...props })).map(({ rule, field }) => [rule, field]);
  expect(told({ elastic, queue: Queue.kueue('team-a') })).toEqual([['elastic-in-kueue', 'elastic.cpuUtilization']]);
  expect(told({ elastic, queue: Queue.volcano('team-a') })).toEqual([]);
  expect(told({ elastic: Elastic.between(2, 8), queue: Queue.kueue('team-a') })).toEqual([]);
});

test('around a master has no rendezvous, and one master', () => {
  const spec = specOf({ master: {} });
  expect(spec).not.toHaveProperty('elasticPolicy');
  expect(spec).toMatchObject({ pytorchReplicaSpecs: { Master: { replicas: 1 }, Worker: { replicas: 4 } } });
});

test.each<[object, string]>([
  [{}, '1'],
  [{ gpu: Gpu.nvidia(8) }, '8'],
  [{ worker: { replicas: 2, gpu: Gpu.nvidia(4) } }, '4'],
  [{ processesPerPod: 6 }, '6'],
])('%j has %s processes in each pod', (props, processes) => expect(specOf(props).nprocPerNode).toBe(processes));

test.each<[object, string]>([
  [{}, 'None'],
  [{ master: {} }, 'Running'],
  [{ cleanPodPolicy: 'All' }, 'All'],
])('%j removes pods when it is done: %s', (props, cleanPodPolicy) => expect(specOf(props).runPolicy).toMatchObject({ cleanPodPolicy }));

test.each<[string, object, string]>([
  [
    'bounds the wrong way round',
    { elastic: Elastic.between(8, 2) },
    'elastic.min: is more than max, which is 2, got 8 (min is at most max)',
  ],
  [
    'a start outside of the bounds',
    { elastic: Elastic.between(5, 8) },
    'worker.replicas: is outside of elastic, which is from 5 to 8, got 4 (start with a number between them)',
  ],
  [
    'bounds and a master',
    { elastic: Elastic.between(2, 8), master: {}, security: PodSecurity.baseline() },
    'elastic: is for trainings without a master, to which all others are bound (leave master out)',
  ],
  [
    'more processes than GPUs',
    { gpu: Gpu.nvidia(2), processesPerPod: 4 },
    'processesPerPod: is 4 processes for each pod, and the worker has 2 GPUs, got 4 (leave it out, and give all roles as many GPUs)',
  ],
  [
    'a master with other GPUs than the workers',
    { master: { gpu: Gpu.nvidia(1) }, worker: { replicas: 4, gpu: Gpu.nvidia(2) }, security: PodSecurity.baseline() },
    'processesPerPod: is 2 processes for each pod, and the master has one GPU (leave it out, and give all roles as many GPUs)',
  ],
  ['text in place of bounds', { elastic: '2:8' }, 'elastic: must be an Elastic, got "2:8" (write Elastic.between(2, 8))'],
  [
    'no restarts',
    { elastic: Elastic.between(2, 8, { maxRestarts: -1 }) },
    'elastic.maxRestarts: must be a whole number from 0 to 1000, got -1 (for example 3)',
  ],
])('%s is refused', (_, props, line) => expect(refusal(() => train(props))).toEqual([line]));

test("a master is warned of, for the operator's init container that a restricted namespace refuses", () => {
  const rules = (props: object) => Checks.problemsIn(train(props)).map(({ severity, rule }) => [severity, rule]);
  expect(rules({ master: {} })).toEqual([['warning', 'operator-init-container']]);
  expect(rules({ master: {}, security: PodSecurity.baseline() })).toEqual([]);
  expect(rules({})).toEqual([]);
});
