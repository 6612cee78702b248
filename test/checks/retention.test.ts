import { ApiObject, type Chart, Duration, JsonPatch } from 'cdk8s';
import { Secret } from 'cdk8s-plus-27';
import {
  CephCluster,
  CephDataset,
  CephStorage,
  CephStorageClass,
  CephVolumes,
  Checks,
  DataOrigin,
  DatasetCopy,
  DatasetLoad,
  type DeleteAfterUseOptions,
  GpuTrainingJob,
  type GpuTrainingJobProps,
  JobKind,
  JobSetCluster,
  ModelService,
  ObjectStore,
  RayJobCluster,
  ReclaimPolicy,
  Retention,
  Runtime,
  TfJobCluster,
  TrainJob,
} from '../../lib';
import { RESOURCES, testChart, yamlOf } from '../support/charts';
import { told } from './apps';

const TRAINING = { image: 'registry.example.com/ml/train:1.0', resources: RESOURCES };
const COMMIT = '77f3279092a1c1579b2250db8eafed0ad422088c';

function dataset(chart: Chart, options: Partial<DeleteAfterUseOptions> = {}, storage = CephStorage.cephFs('rook-cephfs')): CephDataset {
  return new CephDataset(chart, 'images', { storage, size: '1Gi', retention: Retention.deleteAfterUse({ job: 'train', ...options }) });
}

function problems(chart: Chart): [string, string, string][] {
  return Checks.problemsIn(chart).map(({ rule, severity, message }) => [rule, severity, message]);
}

describe('a dataset that goes after a job', () => {
  test('is right where the job is there and has it', () => {
    const chart = testChart();
    new GpuTrainingJob(chart, 'train', { ...TRAINING, dataset: dataset(chart) });
    expect(problems(chart)).toEqual([]);
  });

  test('is right with a run of the job', () => {
    const chart = testChart();
    new GpuTrainingJob(chart, 'train', { ...TRAINING, run: 'r2', dataset: dataset(chart, { job: 'train-r2' }) });
    expect(problems(chart)).toEqual([]);
  });

  test('is right with a TFJob', () => {
    const chart = testChart();
    new TfJobCluster(chart, 'train', { ...TRAINING, worker: { replicas: 2 }, dataset: dataset(chart, { kind: JobKind.TF_JOB }) });
    expect(problems(chart)).toEqual([]);
  });

  test('is right with a RayJob, whose pods go with their cluster, and which stays itself', () => {
    const chart = testChart();
    const images = dataset(chart, { kind: JobKind.RAY_JOB });
    new RayJobCluster(chart, 'train', { ...TRAINING, command: ['python', 'train.py'], worker: { replicas: 2 }, dataset: images });
    expect(problems(chart)).toEqual([]);
  });

  test('is right with a TrainJob, whose runtime says how long its pods stay', () => {
    const chart = testChart();
    const images = dataset(chart, { kind: JobKind.TRAIN_JOB });
    new TrainJob(chart, 'train', { ...TRAINING, runtime: Runtime.cluster('torch-distributed'), dataset: images });
    expect(problems(chart)).toEqual([]);
  });

  test('is wrong with an MPIJob of the training operator, of which the cleanup knows nothing', () => {
    const chart = testChart();
    dataset(chart, { kind: JobKind.MPI_JOB });
    new ApiObject(chart, 'mpi', { apiVersion: 'kubeflow.org/v1', kind: 'MPIJob', metadata: { name: 'train' } });
    expect(told(chart).filter((text) => text.includes('retention.job'))).toEqual([
      'error demo/images: retention.job: MPIJob train of demo/mpi is of kubeflow.org/v1, and a cleanup waits for those of kubeflow.org/v2beta1 (take Retention.keep(), and delete the claim by hand)',
    ]);
  });

  test('is right where the job is said to be elsewhere', () => {
    const chart = testChart();
    dataset(chart, { external: true });
    expect(problems(chart)).toEqual([]);
  });

  test('is wrong where there is no such job, as without the suffix of its run', () => {
    const chart = testChart();
    new GpuTrainingJob(chart, 'train', { ...TRAINING, run: 'r2', dataset: dataset(chart) });
    expect(problems(chart)[0]).toEqual(['deleted-after-nobody', 'error', "is no Job of the claim's namespace: the app has train-r2"]);
    expect(() => yamlOf(chart)).toThrow(/retention\.job: is no Job of the claim's namespace.*\(write its final name/);
  });

  test('is offered none of the jobs that the library makes for itself, and no copy is one of them', () => {
    const chart = testChart();
    const images = dataset(chart);
    new DatasetLoad(chart, 'load', { dataset: images, from: DataOrigin.hub({ repository: 'ylecun/mnist', revision: COMMIT }) });
    expect(problems(chart)).toEqual([['deleted-after-nobody', 'error', "is no Job of the claim's namespace: the app has no Job there"]]);
    const credentials = Secret.fromSecretName(chart, 'keys', 'keys');
    new DatasetCopy(chart, 'archive', { dataset: images, to: ObjectStore.s3({ bucket: 'backups', credentials }) });
    expect(problems(chart)[0]?.[2]).toBe("is no Job of the claim's namespace: the app has archive");
  });

  test('is wrong where the job does not have it', () => {
    const chart = testChart();
    dataset(chart);
    new GpuTrainingJob(chart, 'train', TRAINING);
    expect(problems(chart)).toEqual([
      ['deleted-after-nobody', 'error', 'Job train of demo/train does not use the claim, which would be deleted after it'],
    ]);
  });

  test('is wrong where a server has it too', () => {
    const chart = testChart();
    const images = dataset(chart);
    new GpuTrainingJob(chart, 'train', { ...TRAINING, dataset: images });
    new ModelService(chart, 'serve', { ...TRAINING, port: 80, mounts: [images.mount('/x', { readOnly: true })] });
    expect(problems(chart)).toEqual([
      [
        'deleted-under-others',
        'error',
        'Deployment serve of demo/serve uses the claim too, which is deleted when Job train is complete: its next pods would wait for ever',
      ],
    ]);
  });

  test.each([
    ['Job', (chart: Chart) => new GpuTrainingJob(chart, 'train', { ...TRAINING, keepFinished: true, dataset: dataset(chart) })],
    [
      'TFJob',
      (chart: Chart) => {
        const images = dataset(chart, { kind: JobKind.TF_JOB });
        return new TfJobCluster(chart, 'train', { ...TRAINING, keepFinished: true, worker: { replicas: 2 }, dataset: images });
      },
    ],
    [
      'JobSet',
      (chart: Chart) => {
        const images = dataset(chart, { kind: JobKind.JOB_SET });
        return new JobSetCluster(chart, 'train', { ...TRAINING, keepFinished: true, roles: [{ name: 'worker' }], dataset: images });
      },
    ],
  ])('is warned of where the finished %s stays, whose pods hold it', (kind, make) => {
    const chart = testChart();
    make(chart);
    expect(problems(chart)).toEqual([
      [
        'held-by-finished-pods',
        'warning',
        `${kind} train of demo/train stays when it is finished, and Kubernetes keeps the deleted claim (Terminating) until its pods are gone`,
      ],
    ]);
  });

  describe.each<[string, (chart: Chart, run: Pick<GpuTrainingJobProps, 'ttlAfterFinished' | 'activeDeadline'>) => unknown]>([
    ['Job', (chart, run) => new GpuTrainingJob(chart, 'train', { ...TRAINING, ...run, dataset: dataset(chart) })],
    [
      'TFJob',
      (chart, run) => {
        const images = dataset(chart, { kind: JobKind.TF_JOB });
        return new TfJobCluster(chart, 'train', { ...TRAINING, ...run, worker: { replicas: 2 }, dataset: images });
      },
    ],
  ])('and a %s', (kind, make) => {
    test.each([0, 59])('that goes %i s after its end are wrong: nobody may see it complete', (seconds) => {
      const chart = testChart();
      make(chart, { ttlAfterFinished: Duration.seconds(seconds) });
      expect(told(chart)).toEqual([
        `error demo/images: retention.job: ${kind} train of demo/train goes ${seconds} s after it is finished, and the claim stays where the cleanup, which looks every 10 s, has not seen it complete (ttlAfterFinished: some minutes at least, for example Duration.minutes(10))`,
      ]);
    });

    test('that may run longer than the cleanup waits are warned of', () => {
      const chart = testChart();
      make(chart, { activeDeadline: Duration.days(31) });
      expect(told(chart)).toEqual([
        `warning demo/images: retention.job: ${kind} train of demo/train may run for 2678400 s, and the cleanup waits for 2592000 s (30 days): the claim stays where the job takes longer (activeDeadline: Duration.days(30) at most, or delete the claim by hand)`,
      ]);
    });

    test('within those limits are right', () => {
      const chart = testChart();
      make(chart, { ttlAfterFinished: Duration.minutes(1), activeDeadline: Duration.days(30) });
      expect(told(chart)).toEqual([]);
    });
  });

  test('is right where what fills it is done before', () => {
    const chart = testChart();
    const images = dataset(chart);
    new GpuTrainingJob(chart, 'train', { ...TRAINING, dataset: images });
    const load = new GpuTrainingJob(chart, 'load', { ...TRAINING, dataset: images });
    load.job.addJsonPatch(JsonPatch.replace('/metadata/labels/app.kubernetes.io~1component', 'dataset-load'));
    expect(problems(chart)).toEqual([]);
  });

  test('is warned of where another job has it too, which may be done by then', () => {
    const chart = testChart();
    const images = dataset(chart);
    new GpuTrainingJob(chart, 'train', { ...TRAINING, dataset: images });
    new GpuTrainingJob(chart, 'test', { ...TRAINING, dataset: images });
    expect(problems(chart)).toEqual([
      [
        'deleted-under-others',
        'warning',
        'Job test of demo/test uses the claim too, which is deleted when Job train is complete, be the other done or not',
      ],
    ]);
  });
});

describe('a class of the same app', () => {
  function classed(reclaimPolicy: ReclaimPolicy, retention: Retention): [string, string, string][] {
    const chart = testChart();
    const { storage } = new CephStorageClass(chart, 'class', {
      cluster: CephCluster.rook(),
      volumes: CephVolumes.cephFs('myfs'),
      reclaimPolicy,
    });
    new CephDataset(chart, 'images', { storage, size: '1Gi', retention });
    return problems(chart);
  }
  const withChart = Retention.deleteWithChart({ confirmDataLoss: true });
  const afterUse = Retention.deleteAfterUse({ job: 'train', external: true });

  test.each([
    ['with its chart', withChart],
    ['after its use', afterUse],
  ])('that retains its volumes is warned of for a claim that goes %s', (_, retention) => {
    expect(classed(ReclaimPolicy.RETAIN, retention)).toEqual([
      [
        'volume-outlives-claim',
        'warning',
        'StorageClass class of demo/class retains its volumes: the claim goes, and its volume stays (Released) with all that is on it',
      ],
    ]);
    expect(classed(ReclaimPolicy.DELETE, retention)).toEqual([]);
  });

  test('that retains them is right for a claim that stays', () => expect(classed(ReclaimPolicy.RETAIN, Retention.keep())).toEqual([]));
});
