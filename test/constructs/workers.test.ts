import type { Chart } from 'cdk8s';
import { CephDataset, Checks, Gpu, type GpuTrainingJobProps, Parallel, Rendezvous, RestartPolicy } from '../../lib';
import { chartAt, mainOf, podOf, training } from '../pod/reading';
import { manifestOf, refusal, testChart, yamlOf } from '../support/charts';
import { invalidities } from '../support/invalidities';

function together(rendezvous?: Rendezvous, more: Partial<GpuTrainingJobProps> = {}, chart: Chart = testChart()): Chart {
  return training({ parallel: Parallel.workers(3, rendezvous === undefined ? {} : { rendezvous }), ...more }, chart);
}

function envOf(chart: Chart): Record<string, unknown> {
  return Object.fromEntries((mainOf(podOf(chart)).env ?? []).map(({ name, value, valueFrom }) => [name, value ?? valueFrom]));
}

test('workers that torchrun starts', () => {
  const chart = together(Rendezvous.TORCHRUN, { gpu: Gpu.nvidia(2), command: ['torchrun', 'train.py'] });
  expect(yamlOf(chart)).toMatchSnapshot();
  expect(invalidities(together(Rendezvous.TORCHRUN, {}, chartAt('1.27')))).toEqual([]);
  expect(Checks.problemsIn(chart)).toEqual([]);
});

test('are started by torchrun unless another is said', () => expect(envOf(together())).toEqual(envOf(together(Rendezvous.TORCHRUN))));

test('torchrun is told where the first is, who each is, and of a process for each GPU', () => {
  expect(envOf(together(Rendezvous.TORCHRUN, { gpu: Gpu.nvidia(4) }))).toMatchObject({
    WORKER_INDEX: { fieldRef: { fieldPath: "metadata.annotations['batch.kubernetes.io/job-completion-index']" } },
    PET_NNODES: '3',
    PET_NODE_RANK: '$(WORKER_INDEX)',
    PET_NPROC_PER_NODE: '4',
    PET_MASTER_ADDR: 'train-model-0.train-model',
    PET_MASTER_PORT: '29500',
    OMP_NUM_THREADS: '2',
  });
});

test('JAX is told of its coordinator and of its processes', () => {
  expect(envOf(together(Rendezvous.JAX))).toMatchObject({
    JAX_COORDINATOR_ADDRESS: 'train-model-0.train-model:6666',
    JAX_NUM_PROCESSES: '3',
    JAX_PROCESS_ID: '$(WORKER_INDEX)',
  });
});

test('TensorFlow has the addresses of all, and its own place', () => {
  const config = String(envOf(together(Rendezvous.TENSORFLOW)).TF_CONFIG).replace('$(WORKER_INDEX)', '2');
  expect(JSON.parse(config)).toEqual({
    cluster: { worker: ['train-model-0.train-model:2222', 'train-model-1.train-model:2222', 'train-model-2.train-model:2222'] },
    task: { type: 'worker', index: 2 },
  });
});

test('each has a name before it is ready, by a headless Service that selects the pods of the job', () => {
  const chart = together();
  expect(manifestOf(chart, 'Service')).toMatchObject({
    metadata: { name: 'train-model' },
    spec: { clusterIP: 'None', publishNotReadyAddresses: true, ports: [{ name: 'rendezvous', port: 29500 }] },
  });
  expect(podOf(chart).subdomain).toBe('train-model');
  expect(manifestOf(chart, 'Job').spec).toMatchObject({ completionMode: 'Indexed', completions: 3, parallelism: 3 });
});

test('all write one model, since one of them does', () => {
  const chart = testChart();
  const model = CephDataset.fromClaimName(chart, 'models', 'models').artifact('v1/model.pt');
  const env = envOf(together(Rendezvous.TORCHRUN, { model }, chart));
  expect(env.MODEL_FILE).toBe('/models/v1/model.pt');
  expect(env).not.toHaveProperty('SHARD_INDEX');
});

test.each<[string, Partial<GpuTrainingJobProps>, string]>([
  ['no worker', { parallel: Parallel.workers(0) }, 'parallel.count: must be a whole number from 1 to 100000, got 0 (for example 1)'],
  [
    'a rendezvous that is none',
    { parallel: Parallel.workers(2, { rendezvous: 'mpi' as Rendezvous }) },
    'parallel.rendezvous: must be one of torchrun, jax, tensorflow, got "mpi" (use the enum Rendezvous)',
  ],
  [
    'a variable of torchrun',
    { parallel: Parallel.workers(2), env: { PET_NNODES: '4' } },
    'env: writes env PET_NNODES, which parallel writes already (leave it out of env)',
  ],
  [
    'containers that start again unseen',
    { parallel: Parallel.workers(2), restartPolicy: RestartPolicy.ON_FAILURE },
    'restartPolicy: must be Never with parallel: Kubernetes counts retries of each index by pods that end (leave restartPolicy out)',
  ],
])('%s is refused', (_, props, line) => expect(refusal(() => training(props))).toEqual([line]));

test('a name that no Service can have is refused', () => {
  expect(refusal(() => training({ parallel: Parallel.workers(2), name: '3d-model' }))).toEqual([
    expect.stringContaining('the Service by which the workers are found'),
  ]);
});
