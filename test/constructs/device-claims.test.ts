import type { Chart } from 'cdk8s';
import {
  Checks,
  ClusterProfile,
  DatasetCache,
  Gpu,
  GpuTrainingJob,
  KueueClusterQueue,
  MlNamespace,
  ModelService,
  MpiJobCluster,
  Parallel,
  Placement,
  PyTorchJobCluster,
  Resources,
  TfJobCluster,
  Topology,
} from '../../lib';
import { chartOn, envOf, IMAGE, mainOf, mountedAt, podOf } from '../pod/reading';
import { cephFs, manifestOf, manifestsOf, RESOURCES, refusal, testChart, yamlOf } from '../support/charts';
import { schemaProblems } from '../support/schemas';
import { podsIn, WORKLOADS } from './kinds';

beforeEach(() => {
  // Warnings are told there.
  jest.spyOn(process.stderr, 'write').mockReturnValue(true);
});
afterEach(() => jest.restoreAllMocks());

const newest = (more: object = {}) => chartOn(ClusterProfile.generic(), { kubernetesVersion: '1.34', ...more });
const TWO = Gpu.claim('gpu.nvidia.com', 2);

function training(gpu: Gpu, more: object = {}, chart: Chart = newest()): Chart {
  new GpuTrainingJob(chart, 'train-model', { image: IMAGE, resources: RESOURCES, gpu, ...more });
  return chart;
}

function service(more: object = {}): Chart {
  const chart = newest();
  new ModelService(chart, 'serve', { image: IMAGE, resources: RESOURCES, port: 5000, gpu: TWO, ...more });
  return chart;
}

function tfJob(chart: Chart, more: object = {}): Chart {
  new TfJobCluster(chart, 'tfjob', {
    image: IMAGE,
    resources: RESOURCES,
    worker: { replicas: 2, gpu: TWO },
    parameterServer: { replicas: 1 },
    ...more,
  });
  return chart;
}

test('a training that claims a device', () => {
  const chart = training(Gpu.claim('gpu.nvidia.com', 1));
  expect(yamlOf(chart)).toMatchSnapshot();
  expect(Checks.problemsIn(chart)).toEqual([]);
});

test('a claim with all that can be said of it', () => {
  const selectors = ["device.attributes['gpu.nvidia.com'].architecture == 'Hopper'"];
  const options = { product: 'NVIDIA H100 80GB HBM3', memory: '70Gi', selectors, matchAttribute: 'resource.kubernetes.io/pcieRoot' };
  const template = manifestOf(training(Gpu.claim('gpu.nvidia.com', 4, options)), 'ResourceClaimTemplate');
  expect(template.spec).toEqual({
    metadata: { labels: template.metadata.labels },
    spec: {
      devices: {
        requests: [
          {
            name: 'gpu',
            exactly: {
              deviceClassName: 'gpu.nvidia.com',
              allocationMode: 'ExactCount',
              count: 4,
              selectors: [
                { cel: { expression: `device.attributes['gpu.nvidia.com'].productName == "NVIDIA H100 80GB HBM3"` } },
                { cel: { expression: `device.capacity['gpu.nvidia.com'].memory.compareTo(quantity("70Gi")) >= 0` } },
                { cel: { expression: selectors[0] } },
              ],
            },
          },
        ],
        constraints: [{ requests: ['gpu'], matchAttribute: 'resource.kubernetes.io/pcieRoot' }],
      },
    },
  });
  expect(schemaProblems(template, '1.36')).toEqual([]);
});

describe.each(Object.entries(WORKLOADS))('%s', (_, make) => {
  function claiming(): Chart {
    const chart = newest({ trainingOperatorVersion: '1.8' });
    make(chart, { gpu: TWO });
    return chart;
  }

  test('has the claim in the pod and in the program alone, with /dev/shm, and without an extended resource', () => {
    const pods = podsIn(claiming()).filter(({ role }) => !['Launcher', 'Scheduler', 'Server'].includes(role));
    for (const { spec } of pods) {
      const [claim] = spec.resourceClaims ?? [];
      expect(claim?.name).toBe('gpu');
      expect(mainOf(spec).resources?.claims).toEqual([{ name: 'gpu' }]);
      expect(Object.keys(mainOf(spec).resources?.limits ?? {})).toEqual(['cpu', 'ephemeral-storage', 'memory']);
      expect(mountedAt(spec, '/dev/shm')?.volume.emptyDir).toEqual({ medium: 'Memory', sizeLimit: '16Gi' });
      expect(spec.tolerations).toContainEqual({ key: 'nvidia.com/gpu', operator: 'Exists', effect: 'NoSchedule' });
    }
    expect(pods).not.toEqual([]);
  });

  test('names templates that are there, and valid', () => {
    const chart = claiming();
    const made = manifestsOf(chart).filter(({ kind }) => kind === 'ResourceClaimTemplate');
    const named = podsIn(chart).flatMap(({ spec }) => (spec.resourceClaims ?? []).map((claim) => claim.resourceClaimTemplateName));
    expect([...new Set(named)].sort()).toEqual(made.map(({ metadata }) => metadata.name).sort());
    expect(manifestsOf(chart).flatMap((manifest) => schemaProblems(manifest, '1.36'))).toEqual([]);
    expect(Checks.problemsIn(chart).filter(({ severity }) => severity === 'error')).toEqual([]);
  });

  test('is refused where the cluster does not serve the claims', () => {
    const chart = chartOn(ClusterProfile.generic(), { kubernetesVersion: '1.33', trainingOperatorVersion: '1.8' });
    expect(refusal(() => make(chart, { gpu: TWO }))).toEqual([
      "gpu: claims devices by resource.k8s.io/v1, which Kubernetes serves since 1.34, and the cluster has 1.33 (write Gpu.nvidia(1) for GPUs of a device plugin, or say it of the cluster: ClusterProfile.generic().attach(app, { kubernetesVersion: '1.34' }))",
    ]);
  });
});

test('an init container gets none of the devices', () => {
  const chart = newest();
  training(TWO, { dataset: cephFs(chart, 'images'), cache: DatasetCache.localDisk('10Gi') }, chart);
  const [copy] = podOf(chart).initContainers ?? [];
  expect(Object.keys(copy?.resources ?? {})).toEqual(['limits', 'requests']);
});

test('roles claim what each of them says', () => {
  const chart = newest();
  tfJob(chart, { evaluator: { gpu: Gpu.claim('mig.nvidia.com', 1) } });
  const templates = manifestsOf(chart).filter(({ kind }) => kind === 'ResourceClaimTemplate');
  expect(templates.map(({ metadata }) => metadata.name)).toEqual(['tfjob-worker-gpu', 'tfjob-evaluator-gpu']);
  expect(podsIn(chart).map(({ role, spec }) => [role, spec.resourceClaims?.[0]?.resourceClaimTemplateName])).toEqual(
    expect.arrayContaining([
      ['PS', undefined],
      ['Worker', 'tfjob-worker-gpu'],
      ['Evaluator', 'tfjob-evaluator-gpu'],
    ]),
  );
});

test('roles without devices that are together with those that claim some go where these are', () => {
  const chart = tfJob(newest(), { placement: [Placement.together(Topology.NODE)] });
  const server = podsIn(chart).find(({ role }) => role === 'PS');
  expect(server?.spec.tolerations).toEqual([{ key: 'nvidia.com/gpu', operator: 'Exists', effect: 'NoSchedule' }]);
});

test('a class whose maker is not known has no toleration', () => {
  expect(podOf(training(Gpu.claim('fpga.example.com', 1))).tolerations).toBeUndefined();
});

test('what is wanted of a device is asked of the device, and not of the labels of nodes', () => {
  expect(podOf(training(Gpu.claim('gpu.nvidia.com', 1, { memory: '40Gi' }))).affinity).toBeUndefined();
});

test('memory that is not reserved is refused as with any GPU', () => {
  expect(refusal(() => training(TWO, { resources: Resources.bestEffort() }))).toEqual([
    'resources: does not reserve the memory that a pod with a GPU may use (write Resources.guaranteed, or leave memoryLimit out)',
  ]);
});

test('torchrun starts a process for each device, which share the CPUs', () => {
  expect(envOf(podOf(training(TWO, { parallel: Parallel.workers(2) })))).toMatchObject({ PET_NPROC_PER_NODE: '2', OMP_NUM_THREADS: '4' });
  const chart = newest();
  new PyTorchJobCluster(chart, 'torch', { image: IMAGE, resources: RESOURCES, gpu: TWO, worker: { replicas: 2 } });
  expect(manifestOf(chart, 'PyTorchJob').spec).toMatchObject({ nprocPerNode: '2' });
});

test('mpirun has a slot for each device, and its launcher none', () => {
  const chart = newest();
  new MpiJobCluster(chart, 'mpi', { image: IMAGE, resources: RESOURCES, gpu: TWO, worker: { replicas: 2 } });
  expect(manifestOf(chart, 'MPIJob').spec).toMatchObject({ slotsPerWorker: 2 });
  expect(podsIn(chart).find(({ role }) => role === 'Launcher')?.spec.resourceClaims).toBeUndefined();
});

test('a service is rolled out without a spare device', () => {
  expect(manifestOf(service(), 'Deployment').spec).toMatchObject({ strategy: { rollingUpdate: { maxSurge: 0, maxUnavailable: 1 } } });
  expect(manifestOf(service({ replicas: 1 }), 'Deployment').spec).toMatchObject({ strategy: { type: 'Recreate' } });
});

test('another run has a template of its own, since templates do not change', () => {
  expect(manifestOf(training(TWO, { run: 'r2' }), 'ResourceClaimTemplate').metadata.name).toBe('train-model-r2-gpu');
});

test('a namespace bounds the devices of a class', () => {
  const chart = testChart();
  new MlNamespace(chart, 'ns', {
    quota: { gpus: [Gpu.claim('gpu.nvidia.com', 64), Gpu.nvidia(8)], extended: { 'vpc.amazonaws.com/efa': 32 } },
  });
  expect(manifestOf(chart, 'ResourceQuota').spec).toEqual({
    hard: {
      'gpu.nvidia.com.deviceclass.resource.k8s.io/devices': '64',
      'requests.nvidia.com/gpu': '8',
      'requests.vpc.amazonaws.com/efa': '32',
    },
  });
  expect(Checks.problemsIn(chart)).toEqual([]);
});

test('what a quota cannot tell apart is refused', () => {
  const gpus = [Gpu.claim('gpu.nvidia.com', 8, { memory: '40Gi', selectors: ['true'], matchAttribute: 'a.com/b' })];
  const quotas = 'gpu.nvidia.com.deviceclass.resource.k8s.io/devices';
  expect(refusal(() => new MlNamespace(testChart(), 'ns', { quota: { gpus, extended: { 'nvidia.com/gpu': 8 } } }))).toEqual([
    `quota.gpus[0].memory: can't be told apart by a quota, which counts all ${quotas}, got "40Gi" (leave it out)`,
    `quota.gpus[0].selectors: can't be told apart by a quota, which counts all ${quotas}, got ["true"] (leave it out)`,
    `quota.gpus[0].matchAttribute: can't be told apart by a quota, which counts all ${quotas}, got "a.com/b" (leave it out)`,
    'quota.extended.nvidia.com/gpu: is a GPU, which has a prop of its own, got "nvidia.com/gpu" (say it in gpus: [Gpu.nvidia(1)])',
  ]);
});

test('a queue has no amount of a class', () => {
  const flavors = [{ flavor: 'a100', nominal: { gpus: [Gpu.claim('gpu.nvidia.com', 8)] } }];
  expect(refusal(() => new KueueClusterQueue(testChart(), 'queue', { flavors }))).toEqual([
    "flavors[0].nominal.gpus[0]: is a claim, which a queue does not count by its class, got \"gpu.nvidia.com\" (write it in other, by the name that deviceClassMappings of Kueue's configuration gives the class: { 'example.com/gpu': '8' })",
  ]);
});
