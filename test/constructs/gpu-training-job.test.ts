import { type Chart, Duration } from 'cdk8s';
import { ConfigMap, EnvValue, type IServiceAccount, Secret, ServiceAccount } from 'cdk8s-plus-27';
import {
  CephDataset,
  Checkpoint,
  ClusterProfile,
  DataLoading,
  DatasetCache,
  DatasetPart,
  Gpu,
  type GpuTrainingJobProps,
  ImagePullPolicy,
  Isolation,
  Mount,
  Parallel,
  Placement,
  PodSecurity,
  Resources,
  Topology,
} from '../../lib';
import { chartAt, chartOn, invalidAt, jobOf, training } from '../pod/reading';
import { cephFs, manifestOf, yamlOf } from '../support/charts';
import { invalidities } from '../support/invalidities';

/** All props that go together. */
function everything(chart: Chart): Partial<GpuTrainingJobProps> {
  const models = CephDataset.fromClaimName(chart, 'models', 'ceph-model-pvc');
  const token = Secret.fromSecretName(chart, 'token', 'hub-token');
  return {
    name: 'train',
    run: 'r2',
    imagePullPolicy: ImagePullPolicy.IF_NOT_PRESENT,
    command: ['python', '-m', 'train'],
    args: ['--epochs', '5'],
    env: { LOG_LEVEL: 'info', OMP_NUM_THREADS: '4', CHECKPOINTS: '$(MODEL_PATH)/checkpoints' },
    envValues: { HF_TOKEN: EnvValue.fromSecretValue({ secret: token, key: 'token' }) },
    gpu: Gpu.nvidia(8, { product: 'nvidia-h100-80gb' }),
    resources: Resources.guaranteed({ cpu: '32', memory: '256Gi', ephemeralStorage: '20Gi', extended: { 'rdma/hca': 1 } }),
    dataset: CephDataset.fromClaimName(chart, 'images', 'ceph-dataset-pvc'),
    datasetLayout: { mountPath: '/mnt/data', train: 'v2/train', test: 'v2/test' },
    cache: DatasetCache.localDisk('200Gi', { part: DatasetPart.TRAIN, image: 'registry.example.com/busybox:1.37' }),
    dataLoading: DataLoading.of({ workers: 24, prefetch: 4 }),
    datasets: { labels: CephDataset.fromClaimName(chart, 'labels', 'label-pvc') },
    model: models.artifact('v2/model.keras'),
    baseModel: models.artifact('v1/model.keras'),
    checkpoint: Checkpoint.to(models, { every: Duration.minutes(20), keep: 2, path: 'r1', writing: Duration.minutes(3) }),
    mounts: [
      Mount.scratchDisk('/scratch', '100Gi'),
      Mount.configMap('/etc/train', ConfigMap.fromConfigMapName(chart, 'settings', 'train-settings')),
    ],
    sharedMemory: '32Gi',
    placement: [Placement.together(Topology.ZONE), Placement.spot({ required: true })],
    security: PodSecurity.restricted({ user: 20001, group: 20002 }),
    priorityClassName: 'research',
    schedulerName: 'gpu-packer',
    runtimeClassName: 'nvidia',
    labels: { team: 'vision' },
    annotations: { 'example.com/owner': 'vision@example.com' },
    podAnnotations: { 'example.com/log-format': 'json' },
    serviceAccount: ServiceAccount.fromServiceAccountName(chart, 'account', 'trainer'),
    isolation: Isolation.NONE,
    parallel: Parallel.shards(4),
    backoffLimit: 2,
    activeDeadline: Duration.hours(12),
    ttlAfterFinished: Duration.hours(1),
    terminationGrace: Duration.minutes(5),
    failFastExitCodes: [78, 42],
  };
}

test('minimal', () => {
  const chart = training();
  expect(yamlOf(chart)).toMatchSnapshot();
  expect([...invalidAt(chart, '1.33'), ...invalidAt(chart, '1.36')]).toEqual([]);
});

test('everything', () => {
  const chart = training(everything, chartOn(ClusterProfile.gke(), { imagePullSecrets: ['registry'] }));
  expect(yamlOf(chart)).toMatchSnapshot();
  expect([...invalidAt(chart, '1.33'), ...invalidAt(chart, '1.36')]).toEqual([]);
});

test("the scenario's job, with all that comes with it, is valid in every supported Kubernetes when written for the oldest", () => {
  const chart = training(
    (scope) => ({
      gpu: Gpu.nvidia(1),
      dataset: cephFs(scope, 'ceph-dataset-pvc'),
      model: cephFs(scope, 'ceph-model-pvc').artifact('v1/model.keras'),
    }),
    chartAt('1.27'),
  );
  expect(invalidities(chart)).toEqual([]);
});

/** The schema of 1.27.0 wants conditions in each rule, which no server ever did: kubernetes/kubernetes#120204 mends it in 1.27.6. */
const FALSE_ALARM = '1.27 Job train-r2: spec.podFailurePolicy.rules[1].onPodConditions: required, but missing';

test('with all props a job for Kubernetes 1.27 is valid in every supported one', () => {
  const chart = training(everything, chartOn(ClusterProfile.gke(), { kubernetesVersion: '1.27' }));
  expect(invalidities(chart).filter((problem) => problem !== FALSE_ALARM)).toEqual([]);
});

describe('fields that a cluster lacks are left out', () => {
  const shards = { parallel: Parallel.shards(4) };
  const keys = ['backoffLimit', 'backoffLimitPerIndex', 'maxFailedIndexes', 'podReplacementPolicy'] as const;
  const has = (chart: Chart) => keys.filter((key) => jobOf(chart)[key] !== undefined);

  test.each(['1.27', '1.28'])('Kubernetes %s counts retries of all shards together', (version) => {
    const chart = training(shards, chartAt(version));
    expect(has(chart)).toEqual(['backoffLimit']);
    expect(jobOf(chart).backoffLimit).toBe(4);
  });

  test.each(['1.29', '1.33', '1.36'])('Kubernetes %s counts retries of each shard, and replaces a pod when it has ended', (version) => {
    const chart = training(shards, chartAt(version));
    expect(has(chart)).toEqual(['backoffLimitPerIndex', 'maxFailedIndexes', 'podReplacementPolicy']);
    expect(jobOf(chart)).toMatchObject({ backoffLimitPerIndex: 4, maxFailedIndexes: 0, podReplacementPolicy: 'Failed' });
  });
});

test('rendering twice gives the same bytes', () => {
  const chart = () => training(everything, chartOn(ClusterProfile.gke()));
  expect(yamlOf(chart())).toBe(yamlOf(chart()));
  const once = chart();
  expect(yamlOf(once)).toBe(yamlOf(once));
});

describe('what comes with a job', () => {
  test('a ServiceAccount of its own, without a token in its pods', () => {
    const chart = training();
    expect(manifestOf(chart, 'ServiceAccount')).toMatchObject({ metadata: { name: 'train-model' }, automountServiceAccountToken: false });
    expect(jobOf(chart).template.spec).toMatchObject({ serviceAccountName: 'train-model', automountServiceAccountToken: false });
  });

  test('none where one is given', () => {
    const chart = training((scope) => {
      const account = new ServiceAccount(scope, 'account', { metadata: { name: 'trainer' } });
      return { serviceAccount: account as IServiceAccount };
    });
    expect(manifestOf(chart, 'ServiceAccount').metadata.name).toBe('trainer');
    expect(jobOf(chart).template.spec.serviceAccountName).toBe('trainer');
  });

  test('a NetworkPolicy that lets its pods talk among themselves, nobody else in, and everything out', () => {
    const own = { matchLabels: { 'app.kubernetes.io/component': 'training', 'app.kubernetes.io/instance': 'train-model' } };
    expect(manifestOf(training(), 'NetworkPolicy').spec).toEqual({
      podSelector: own,
      policyTypes: ['Ingress', 'Egress'],
      ingress: [{ from: [{ podSelector: own }] }],
      egress: [{}],
    });
  });

  test('no NetworkPolicy where the namespace has rules of its own', () => {
    expect(() => manifestOf(training({ isolation: Isolation.NONE }), 'NetworkPolicy')).toThrow('0 objects of kind NetworkPolicy');
  });
});
