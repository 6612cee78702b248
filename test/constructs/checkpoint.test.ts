import { type Chart, Duration } from 'cdk8s';
import {
  AccessMode,
  CephDataset,
  Checkpoint,
  Checks,
  ClusterProfile,
  Elastic,
  Gpu,
  type GpuTrainingJobProps,
  Parallel,
  Placement,
  PyTorchJobCluster,
} from '../../lib';
import type { PodSpec } from '../../lib/pod/kubernetes';
import { chartAt, chartOn, cluster, envOf, IMAGE, mountedAt, podOf, roleOf, training } from '../pod/reading';
import { cephFs, RESOURCES, refusal, testChart, yamlOf } from '../support/charts';
import { invalidities } from '../support/invalidities';

beforeEach(() => {
  // Warnings are told there.
  jest.spyOn(process.stderr, 'write').mockReturnValue(true);
});
afterEach(() => jest.restoreAllMocks());

const EVERY = Duration.minutes(30);

/** A training with a checkpoint in a dataset of its own. */
function interrupted(props: Partial<GpuTrainingJobProps> = {}, options: object = {}, chart: Chart = testChart()): Chart {
  const checkpoint = Checkpoint.to(cephFs(chart, 'work'), { every: EVERY, ...options });
  return training({ checkpoint, ...props }, chart);
}

function variables(pod: PodSpec): Record<string, unknown> {
  return Object.fromEntries(Object.entries(envOf(pod)).filter(([name]) => name.startsWith('CHECKPOINT_')));
}

function warnings(chart: Chart): string[] {
  return Checks.problemsIn(chart).map(({ field, message, fix }) => `${field}: ${message} (${fix})`);
}

test('a training with checkpoints', () => {
  const chart = interrupted();
  expect(yamlOf(chart)).toMatchSnapshot();
  expect(invalidities(interrupted({}, {}, chartAt('1.27')))).toEqual([]);
  expect(warnings(chart)).toEqual([]);
});

test('the program is told where checkpoints are, how often it writes one and how many it keeps', () => {
  const pod = podOf(interrupted());
  expect(variables(pod)).toEqual({
    CHECKPOINT_PATH: '/checkpoints/train-model',
    CHECKPOINT_EVERY_SECONDS: '1800',
    CHECKPOINT_KEEP: '3',
  });
  expect(mountedAt(pod, '/checkpoints')).toEqual({
    mount: { mountPath: '/checkpoints', name: expect.any(String) },
    volume: { name: expect.any(String), persistentVolumeClaim: { claimName: 'work' } },
  });
});

test('a new run begins anew, unless it names the folder of another', () => {
  expect(variables(podOf(interrupted({ run: 'r2' }))).CHECKPOINT_PATH).toBe('/checkpoints/train-model-r2');
  const resumed = interrupted({ run: 'r2' }, { path: 'train-model', keep: 1 });
  expect(variables(podOf(resumed))).toMatchObject({ CHECKPOINT_PATH: '/checkpoints/train-model', CHECKPOINT_KEEP: '1' });
});

test('each part has checkpoints of its own, and workers of one training have them together', () => {
  const path = (parallel: Parallel) => variables(podOf(interrupted({ parallel }))).CHECKPOINT_PATH;
  expect(path(Parallel.shards(4))).toBe('/checkpoints/train-model/shard-$(SHARD_INDEX)');
  expect(path(Parallel.workers(4))).toBe('/checkpoints/train-model');
});

test('one volume serves model and checkpoints of one dataset', () => {
  const chart = testChart();
  const models = cephFs(chart, 'models');
  training({ model: models.artifact('v1/model.pt'), checkpoint: Checkpoint.to(models, { every: EVERY }) }, chart);
  expect(podOf(chart).volumes?.filter(({ persistentVolumeClaim }) => persistentVolumeClaim !== undefined)).toHaveLength(1);
});

test('all roles write checkpoints but the evaluator, which reads them', () => {
  const chart = testChart();
  const checkpoint = Checkpoint.to(cephFs(chart, 'work'), { every: EVERY });
  cluster({ checkpoint, parameterServer: { replicas: 1 }, evaluator: {} }, chart);
  const readOnly = (key: string) => mountedAt(roleOf(chart, key).template.spec, '/checkpoints')?.mount.readOnly ?? false;
  expect(['Worker', 'PS', 'Evaluator'].map(readOnly)).toEqual([false, false, true]);
});

test('a pod has as long to end as writing a checkpoint may take, and two minutes at least', () => {
  const grace = (options: object, props = {}) => podOf(interrupted(props, options)).terminationGracePeriodSeconds;
  expect(grace({})).toBe(120);
  expect(grace({ writing: Duration.minutes(10) })).toBe(660);
  expect(grace({ writing: Duration.minutes(10) }, { terminationGrace: Duration.minutes(15) })).toBe(900);
});

describe('what loses work is warned of', () => {
  test('a pod that is killed before its checkpoint is written', () => {
    const chart = interrupted({ terminationGrace: Duration.minutes(2) }, { writing: Duration.minutes(5) });
    expect(warnings(chart)).toEqual([
      'terminationGrace: is less than the 300 seconds that writing a checkpoint may take: it is killed in the middle ' +
        '(leave it out, or say in Checkpoint.to how long writing takes)',
    ]);
  });

  test('a role that is killed before its checkpoint is written, by its name', () => {
    const chart = testChart();
    const checkpoint = Checkpoint.to(cephFs(chart, 'work'), { every: EVERY });
    cluster({ checkpoint, worker: { replicas: 2, terminationGrace: Duration.seconds(30) } }, chart);
    expect(warnings(chart)).toEqual([expect.stringContaining('worker.terminationGrace: is less than the 60 seconds')]);
  });

  test('a shell that keeps SIGTERM from the program', () => {
    expect(warnings(interrupted({ command: ['sh', '-c', 'pip list && python train.py'] }))).toEqual([
      'command: is a shell, which keeps SIGTERM from the program: it is killed without its last checkpoint ' +
        "(write ['python', 'train.py'], or exec before the program)",
    ]);
    expect(warnings(interrupted({ command: ['sh', '-c', 'pip list && exec python train.py'] }))).toEqual([]);
    expect(warnings(interrupted({ command: ['python', 'train.py'] }))).toEqual([]);
  });

  const NONE = (why: string) =>
    `checkpoint: is not given, and ${why}: each time it begins anew ` +
    '(write checkpoint: Checkpoint.to(dataset, { every: Duration.minutes(30) }), and go on from CHECKPOINT_PATH)';
  const SPOT = 'its pods may run on spot nodes, which are taken back at any time';
  const LONG = { gpu: Gpu.nvidia(1), activeDeadline: Duration.hours(13) };

  test('a training on spot nodes without a checkpoint', () => {
    const placement = [Placement.spot()];
    expect(warnings(training({ placement }, chartOn(ClusterProfile.gke())))).toEqual([NONE(SPOT)]);
    expect(warnings(interrupted({ placement }, {}, chartOn(ClusterProfile.gke())))).toEqual([]);
  });

  test('one of whose roles only is on spot nodes', () => {
    const chart = chartOn(ClusterProfile.aks());
    cluster({ worker: { replicas: 2, placement: [Placement.spot({ required: true })] }, parameterServer: { replicas: 1 } }, chart);
    expect(warnings(chart)).toEqual([NONE(SPOT)]);
  });

  test.each<[string, Partial<GpuTrainingJobProps>, string[]]>([
    ['that may work for many hours on GPUs', LONG, [NONE('it may work for 13 hours on GPUs, and is tried again')]],
    ['on CPUs alone', { activeDeadline: Duration.hours(13) }, []],
    ['that is never tried again', { ...LONG, backoffLimit: 0 }, []],
    ['that ends within half a day', { ...LONG, activeDeadline: Duration.hours(12) }, []],
    ['of which no deadline is said', { gpu: Gpu.nvidia(1) }, []],
  ])('a training %s', (_, props, lines) => expect(warnings(training(props))).toEqual(lines));

  test('an elastic training without a checkpoint', () => {
    const chart = testChart();
    const elastic = Elastic.between(1, 4);
    new PyTorchJobCluster(chart, 'train', { image: IMAGE, resources: RESOURCES, worker: { replicas: 2 }, elastic });
    expect(warnings(chart)).toEqual([NONE('elastic starts all workers again whenever one comes or goes')]);
  });
});

test.each<[string, () => unknown, string]>([
  [
    'a dataset that is only read',
    () => {
      const chart = testChart();
      const shown = CephDataset.fromClaimName(chart, 'shown', 'shown', { accessModes: [AccessMode.READ_ONLY_MANY] });
      training({ checkpoint: Checkpoint.to(shown, { every: EVERY }) }, chart);
    },
    'checkpoint: is to be written to a claim that is only read (ReadOnlyMany), got "shown" (write it to a dataset with ReadWriteMany or ReadWriteOnce)',
  ],
  [
    'a claim for one node, with pods on several',
    () => {
      const chart = testChart();
      const block = CephDataset.fromClaimName(chart, 'block', 'block', { accessModes: [AccessMode.READ_WRITE_ONCE] });
      training({ checkpoint: Checkpoint.to(block, { every: EVERY }), parallel: Parallel.workers(2) }, chart);
    },
    'checkpoint: uses the claim block with up to 2 pods, and ReadWriteOnce allows one node (use CephFS (ReadWriteMany), or one pod; or keep the pods on one node: Placement.together(Topology.NODE, { required: true }))',
  ],
  ['no interval', () => interrupted({}, { every: undefined }), 'checkpoint.every: is required (for example Duration.minutes(30))'],
  [
    'nothing said of it',
    () => training({ checkpoint: Checkpoint.to(cephFs(testChart(), 'work'), undefined as never) }),
    'checkpoint.every: is required (for example Duration.minutes(30))',
  ],
  [
    'an interval that writing takes',
    () => interrupted({}, { every: Duration.minutes(5), writing: Duration.minutes(5) }),
    'checkpoint.every: is no longer than the 300 seconds that writing one takes: the training would do nothing else, got 300 (write them less often)',
  ],
  [
    'none that is kept',
    () => interrupted({}, { keep: 0 }),
    'checkpoint.keep: must be a whole number from 1 to 10000, got 0 (for example 3)',
  ],
  [
    'an absolute folder',
    () => interrupted({}, { path: '/train' }),
    'checkpoint.path: must be relative to the volume, got "/train" (for example "train")',
  ],
  [
    'a claim by its name',
    () => training({ checkpoint: Checkpoint.to('work' as never, { every: EVERY }) }),
    'checkpoint.dataset: must be a Dataset, got "work" (for a claim that exists write CephDataset.fromClaimName(chart, \'data\', "work"))',
  ],
  [
    'a dataset itself',
    () => {
      const chart = testChart();
      training({ checkpoint: cephFs(chart, 'work') as never }, chart);
    },
    'checkpoint: must be a Checkpoint, got a CephDataset (write Checkpoint.to(models, { every: Duration.minutes(30) }))',
  ],
  [
    'a variable of it',
    () => interrupted({ env: { CHECKPOINT_KEEP: '9' } }),
    'env: writes env CHECKPOINT_KEEP, which checkpoint writes already (leave it out of env)',
  ],
])('%s is refused', (_, make, line) => expect(refusal(make)).toEqual([line]));
