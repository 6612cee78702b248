import {
  CephDataset,
  CephStorage,
  ClusterOperator,
  DatasetCache,
  Gpu,
  InitializerSource,
  Network,
  Placement,
  Queue,
  Resources,
  Runtime,
  Topology,
  TrainerFramework,
  TrainJob,
} from '../../lib';
import { IMAGE } from '../pod/reading';
import { cephFs, RESOURCES, refusal } from '../support/charts';
import { clusterRuntime, namespacedRuntime, trained, trainerChart } from '../support/trainer';

beforeEach(() => {
  // Warnings are told there.
  jest.spyOn(process.stderr, 'write').mockReturnValue(true);
});
afterEach(() => jest.restoreAllMocks());

test.each([
  [
    'variables that a runtime which is not known may write',
    { env: { PET_NNODES: '2', DMLC_TASK_ID: '1', JAX_PROCESS_ID: '0', OMPI_MCA_plm_rsh_args: 'a', JOB_COMPLETION_INDEX: '1' } },
    ['PET_NNODES', 'DMLC_TASK_ID', 'JAX_PROCESS_ID', 'OMPI_MCA_plm_rsh_args', 'JOB_COMPLETION_INDEX'].map(
      (name) => `env: writes env ${name}, which the workload's controller writes already (leave it out of env)`,
    ),
  ],
  [
    'a name that is no DNS label of the older sort',
    { name: '1st' },
    [
      'name: makes the TrainJob, its JobSet and the Service by which its pods are found "1st", which must be a DNS label that starts with a letter: at most 63 of a-z, 0-9 and -, got "1st" (for example "st")',
    ],
  ],
  [
    'a runtime that is none',
    { runtime: 'torch-distributed' as never },
    [
      'runtime: must be a runtime, got "torch-distributed" (write Runtime.cluster("torch-distributed"), or give a ClusterTrainingRuntime or TrainingRuntime)',
    ],
  ],
  [
    'a runtime whose name is none',
    { runtime: Runtime.cluster('Torch') },
    ['runtime.name: must be a DNS name: at most 253 of a-z, 0-9, - and dots between parts, got "Torch" (for example "torch")'],
  ],
  [
    'other processes than GPUs',
    { processesPerNode: 2, gpu: Gpu.nvidia(1) },
    ['processesPerNode: is 2 processes for each pod, which has one GPU, got 2 (leave it out)'],
  ],
  [
    'a process for several GPUs',
    { processesPerNode: 1, gpu: Gpu.nvidia(4) },
    ['processesPerNode: is one process for each pod, which has 4 GPUs, got 1 (leave it out)'],
  ],
  [
    "a gang, which is its runtime's",
    { queue: Queue.volcano('team-a') },
    [
      'queue: is volcano, which Kubeflow Trainer is told in the runtime, for all trainings that name it (write it in a TrainingRuntime or ClusterTrainingRuntime; of a TrainJob itself queue is Queue.kueue)',
    ],
  ],
  [
    'pods that are spread',
    { placement: [Placement.spread(Topology.ZONE)] },
    ['placement: spreads the pods, which a TrainJob can not say (write Placement.apart(Topology.NODE), or leave it out)'],
  ],
  [
    'more variables, arguments and words than the API server takes',
    {
      command: Array.from({ length: 129 }, () => 'a'),
      args: Array.from({ length: 129 }, () => 'a'),
      env: Object.fromEntries(Array.from({ length: 129 }, (_, i) => [`A${i}`, 'a'])),
    },
    [
      'command: has 129 entries, and Kubeflow Trainer takes 128 (write a file that the program reads)',
      'args: has 129 entries, and Kubeflow Trainer takes 128 (write a file that the program reads)',
      'env: has 142 entries, and Kubeflow Trainer takes 128 (write a file that the program reads)',
    ],
  ],
  ['nodes that are no number of them', { nodes: 0 }, ['nodes: must be a whole number from 1 to 10000, got 0 (for example 1)']],
])('refuses %s', (_, props, lines) => {
  expect(refusal(() => trained(props))).toEqual(lines);
});

test.each([
  [
    'priorityClassName',
    'it is said by the runtime, for all trainings that name it: write it in a TrainingRuntime or ClusterTrainingRuntime',
  ],
  ['backoffLimit', 'it is said by the runtime, for all trainings that name it: write it in a TrainingRuntime or ClusterTrainingRuntime'],
  ['replicas', 'write nodes: 4; the runtime says how each pod finds its place'],
  ['loadedBy', 'a TrainJob can add no init container to its runtime; apply the training when the load is done, or write a GpuTrainingJob'],
  ['numProcPerNode', 'write processesPerNode: 8'],
  ['resourcesPerNode', "write resources: Resources.guaranteed({ cpu: '8', memory: '64Gi' }), and gpu"],
  ['runtimeRef', "write runtime: Runtime.cluster('torch-distributed')"],
  ['managedBy', 'Kueue writes it where a training goes to another cluster'],
])('says where %s is said', (name, fix) => {
  expect(refusal(() => trained({ [name]: 1 } as never))).toEqual([`${name}: is not a known prop (${fix})`]);
});

test('refuses what is required, all together', () => {
  expect(refusal(() => new TrainJob(trainerChart(), 'train', {} as never))).toEqual([
    "runtime: is required (for example Runtime.cluster('torch-distributed'))",
    "resources: is required: a pod that reserves nothing is evicted first (for example Resources.guaranteed({ cpu: '8', memory: '64Gi' }))",
  ]);
});

test('refuses a name whose pods have too long a name', () => {
  const [line] = refusal(() => trained({ name: 'a'.repeat(50), nodes: 100 }));
  expect(line).toMatch(/^name: /);
  expect(line).toContain('its pods, the longest');
  expect(refusal(() => trained({ name: 'a'.repeat(46), nodes: 100 }))).toEqual([]);
});

test('refuses a runtime of another namespace', () => {
  const chart = trainerChart();
  const runtime = namespacedRuntime(trainerChart());
  // In an app of its own; the namespace is what counts.
  Object.assign(runtime, { _runtime: { ...runtime._runtime, namespace: 'platform' } });
  expect(refusal(() => trained({ runtime }, chart))).toEqual([
    'runtime: is the TrainingRuntime torch in the namespace platform, and the training is in the namespace ml (put both in one namespace, or write a ClusterTrainingRuntime)',
  ]);
});

test('refuses initializers, which a runtime of the program has not', () => {
  const chart = trainerChart();
  const initializer = { dataset: InitializerSource.huggingFace('tatsu-lab/alpaca') };
  expect(refusal(() => trained({ runtime: clusterRuntime(chart), initializer }, chart))).toEqual([
    "initializer.dataset: needs a runtime with a dataset-initializer, and ClusterTrainingRuntime torch has none (write dataset: new CephDataset(...), filled by a DatasetLoad; or name a runtime that has one: Runtime.cluster('torchtune-qwen2.5-1.5b'))",
  ]);
});

test('refuses amounts that its runtime says and it does not, which 2.3 would keep, and older versions would not', () => {
  const burstable = Resources.burstable({ cpu: '4', memory: '8Gi' });
  const lines = (version: string, gpu: Gpu, resources = RESOURCES) =>
    refusal(() => {
      const chart = trainerChart(version);
      trained({ runtime: clusterRuntime(chart, { gpu: Gpu.nvidia(1) }), gpu, resources }, chart);
    });
  const kept = (field: string, name: string) =>
    `${field}: says nothing of ${name} where the runtime does, which Kubeflow Trainer 2.3 then keeps (say it too, with the same class of resources and the same kind of GPUs; or name a runtime without it)`;
  expect(lines('2.3', Gpu.nvidia(2), burstable)).toEqual([kept('resources', 'cpu')]);
  expect(lines('2.3', Gpu.amd(1))).toEqual([kept('gpu', 'nvidia.com/gpu')]);
  expect(lines('2.2', Gpu.amd(1))).toEqual([]);
  const linked = trainerChart();
  const runtime = clusterRuntime(linked, { network: Network.rdma('rdma/hca', 1) });
  expect(refusal(() => trained({ runtime, nodes: 2, network: Network.efa(1, { hugePages: '0' }) }, linked))).toEqual([
    kept('network', 'rdma/hca'),
  ]);
});

test('refuses GPUs of claims, in its runtime too', () => {
  const line = 'gpu: is a claim of devices, which a training of Kubeflow Trainer can not name (write Gpu.nvidia(8), or a GpuTrainingJob)';
  const gpu = Gpu.claim('gpu.nvidia.com', 1);
  expect(refusal(() => trained({ gpu }, trainerChart('2.3', { kubernetesVersion: '1.34' })))).toEqual([line]);
  expect(refusal(() => clusterRuntime(trainerChart('2.3', { kubernetesVersion: '1.34' }), { gpu }))).toEqual([line]);
});

test('refuses processes of a framework that has none', () => {
  const chart = trainerChart();
  const runtime = clusterRuntime(chart, { framework: TrainerFramework.jax() });
  expect(refusal(() => trained({ runtime, processesPerNode: 2 }, chart))).toEqual([
    'processesPerNode: is for PyTorch and MPI, and the framework of the runtime is jax, got 2 (leave it out)',
  ]);
});

test('refuses the variables of the framework of its runtime alone', () => {
  const chart = trainerChart();
  const runtime = clusterRuntime(chart, { framework: TrainerFramework.xgboost() });
  expect(refusal(() => trained({ runtime, env: { PET_NNODES: '2', DMLC_TASK_ID: '1' } }, chart))).toEqual([
    "env: writes env DMLC_TASK_ID, which the workload's controller writes already (leave it out of env)",
  ]);
});

test('refuses a copy of the dataset that an init container makes, and takes one of Fluid', () => {
  const chart = trainerChart('2.3', { installed: [ClusterOperator.FLUID] });
  const dataset = cephFs(chart, 'images');
  expect(refusal(() => trained({ image: IMAGE, dataset, cache: DatasetCache.localDisk('100Gi') }, chart))).toEqual([
    'cache: needs the init container copy-dataset, and a TrainJob can add none to its runtime (write DatasetCache.fluid(...), or a GpuTrainingJob; or leave it out)',
  ]);
});

test.each([
  [
    'no scheme',
    InitializerSource.uri('tatsu-lab/alpaca'),
    'initializer.dataset.uri: must be a URI with a scheme, got "tatsu-lab/alpaca" (for example "s3://datasets/imagenet")',
  ],
  [
    'too long a place',
    InitializerSource.s3('a'.repeat(2048)),
    /^initializer\.dataset\.uri: has 2053 characters, and Kubeflow Trainer takes 2048, got .*\(shorten it\)$/,
  ],
  [
    'the variable of its place',
    InitializerSource.s3('a/b', { env: { STORAGE_URI: 's3://c' } }),
    'initializer.dataset.env: writes env STORAGE_URI, which Kubeflow Trainer writes already (leave it out: it is the place that is named)',
  ],
  [
    'a secret in the open',
    InitializerSource.huggingFace('a/b', { env: { ACCESS_TOKEN: 'hf_abc' } }),
    'initializer.dataset.env.ACCESS_TOKEN: looks like a secret written into the manifest (keep it in a Secret: envValues with EnvValue.fromSecretValue of cdk8s-plus, or Mount.secret)',
  ],
])('refuses an initializer with %s', (_, dataset, line) => {
  expect(refusal(() => trained({ initializer: { dataset } }))).toEqual([typeof line === 'string' ? line : expect.stringMatching(line)]);
});

test('refuses a claim for one node with several pods', () => {
  const chart = trainerChart();
  const block = new CephDataset(chart, 'block', { storage: CephStorage.rbd('rook-ceph-block'), size: '1Gi' });
  const [line] = refusal(() => trained({ nodes: 2, dataset: block }, chart));
  expect(line).toContain('dataset: uses the claim block with up to 2 pods, and ReadWriteOnce allows one node');
});
