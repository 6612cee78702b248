import { Duration } from 'cdk8s';
import { Secret, ServiceAccount } from 'cdk8s-plus-27';
import {
  Checkpoint,
  Checks,
  ClusterOperator,
  DataLoading,
  Gpu,
  InitializerSource,
  Isolation,
  Mount,
  Network,
  Placement,
  PodSecurity,
  Queue,
  Runtime,
  Topology,
  TrainerFramework,
} from '../../lib';
import { IMAGE } from '../pod/reading';
import { cephFs, manifestOf, manifestsOf, refusal, yamlOf } from '../support/charts';
import { invalidities } from '../support/invalidities';
import { BY_NAME, clusterRuntime, envOf, namespacedRuntime, patchOf, specOf, trained, trainerChart } from '../support/trainer';

beforeEach(() => {
  // Warnings are told there.
  jest.spyOn(process.stderr, 'write').mockReturnValue(true);
});
afterEach(() => jest.restoreAllMocks());

test('minimal', () => {
  const chart = trained();
  expect(yamlOf(chart)).toMatchSnapshot();
  expect(invalidities(chart)).toEqual([]);
  expect(Checks.problemsIn(chart)).toEqual([]);
});

test('everything', () => {
  const chart = trainerChart('2.3', { imagePullSecrets: ['registry'] });
  const models = cephFs(chart, 'models');
  trained(
    {
      runtime: Runtime.cluster('torchtune-qwen2.5-1.5b'),
      name: 'mnist',
      run: 'r2',
      image: IMAGE,
      nodes: 4,
      processesPerNode: 8,
      command: ['torchrun', 'train.py'],
      args: ['--epochs=5'],
      env: { EPOCHS: '5' },
      gpu: Gpu.nvidia(8),
      dataset: cephFs(chart, 'images'),
      datasets: { labels: cephFs(chart, 'labels') },
      dataLoading: DataLoading.of({ workers: 1 }),
      model: models.artifact('v2/model.pt'),
      baseModel: models.artifact('v1/model.pt'),
      checkpoint: Checkpoint.to(models, { every: Duration.minutes(30) }),
      mounts: [Mount.scratchDisk('/scratch', '10Gi')],
      sharedMemory: '8Gi',
      placement: [Placement.together(Topology.ZONE), Placement.tolerate('example.com/pool')],
      security: PodSecurity.restricted({ user: 20_000 }),
      serviceAccount: ServiceAccount.fromServiceAccountName(chart, 'account', 'trainer'),
      labels: { team: 'vision' },
      annotations: { note: 'a' },
      podAnnotations: { note: 'b' },
      queue: Queue.kueue('team-a', { priority: 'high' }),
      activeDeadline: Duration.hours(8),
      terminationGrace: Duration.minutes(5),
      initializer: {
        dataset: InitializerSource.s3('datasets/imagenet', {
          secret: Secret.fromSecretName(chart, 'secret', 's3'),
          env: { ENDPOINT: 'https://s3.example.com' },
        }),
        model: InitializerSource.uri('hf://Qwen/Qwen2.5-1.5B-Instruct'),
      },
    },
    chart,
  );
  expect(yamlOf(chart)).toMatchSnapshot();
  expect(invalidities(chart)).toEqual([]);
  expect(Checks.problemsIn(chart)).toEqual([]);
});

test('of a runtime of the program says only what is different, and has the rest of it', () => {
  const chart = trainerChart();
  const runtime = clusterRuntime(chart, {
    nodes: 2,
    gpu: Gpu.nvidia(2),
    env: { EPOCHS: '5', SEED: '1' },
    placement: [Placement.tolerate('pool')],
  });
  trained({ runtime, resources: undefined as never, command: ['torchrun', 'train.py'], env: { SEED: '2' } }, chart);
  expect(specOf(chart).trainer).toEqual({
    command: ['torchrun', 'train.py'],
    env: [
      { name: 'SEED', value: '2' },
      { name: 'DATALOADER_WORKERS', value: '3' },
      { name: 'DATALOADER_PREFETCH', value: '2' },
    ],
    numNodes: 2,
    numProcPerNode: 2,
  });
  expect(patchOf(chart).spec).toEqual({ serviceAccountName: 'train' });
});

test('has other GPUs than its runtime, with all amounts, and the tolerations of both', () => {
  const chart = trainerChart();
  const runtime = clusterRuntime(chart, { placement: [Placement.tolerate('pool')] });
  trained({ runtime, resources: undefined as never, gpu: Gpu.nvidia(4) }, chart);
  expect(specOf(chart).trainer).toMatchObject({ numProcPerNode: 4, resourcesPerNode: { limits: { cpu: '8', 'nvidia.com/gpu': '4' } } });
  expect(patchOf(chart).spec.tolerations?.map(({ key }) => key)).toEqual(['nvidia.com/gpu', 'pool']);
  expect(patchOf(chart).spec.volumes?.map(({ name }) => name)).toEqual(['dshm']);
});

test('has the fast links that its runtime says, and is not told them again', () => {
  const chart = trainerChart();
  const network = Network.rdma('rdma/hca', 2, { socketInterface: 'eth0' });
  trained({ runtime: clusterRuntime(chart, { network }), nodes: 2, resources: undefined as never, gpu: Gpu.nvidia(8) }, chart);
  expect(specOf(chart).trainer).toMatchObject({ resourcesPerNode: { limits: { 'nvidia.com/gpu': '8', 'rdma/hca': '2' } } });
  expect(envOf(chart).NCCL_SOCKET_IFNAME).toBeUndefined();
  expect(Checks.problemsIn(chart)).toEqual([]);
});

test('says fast links of its own to a runtime that it knows by name', () => {
  const chart = trained({ nodes: 2, network: Network.rdma('rdma/hca', 2, { networks: [{ name: 'roce', interface: 'net1' }] }) });
  expect(specOf(chart).trainer).toMatchObject({ resourcesPerNode: { requests: { 'rdma/hca': '2' } } });
  expect(patchOf(chart).metadata?.annotations).toMatchObject({ 'k8s.v1.cni.cncf.io/networks': 'roce@net1' });
  const older = refusal(() => trained({ nodes: 2, network: Network.secondary([{ name: 'roce' }]) }, trainerChart('2.0')));
  expect(older).toEqual([expect.stringContaining('needs k8s.v1.cni.cncf.io/networks on its pods')]);
});

test('names a runtime of its own namespace', () => {
  const own = trainerChart();
  trained({ runtime: namespacedRuntime(own) }, own);
  expect(specOf(own).runtimeRef).toEqual({ apiGroup: 'trainer.kubeflow.org', kind: 'TrainingRuntime', name: 'torch' });
  expect(specOf(trained({ runtime: Runtime.namespaced('ours') })).runtimeRef).toMatchObject({ kind: 'TrainingRuntime', name: 'ours' });
});

test('has mounts and variables of its runtime beside its own, and what they need is external for both', () => {
  const chart = trainerChart();
  const mounts = [Mount.secret('/token', Secret.fromSecretName(chart, 'secret', 'token'))];
  trained({ runtime: clusterRuntime(chart, { mounts }), mounts: [Mount.memory('/fast', '1Gi')] }, chart);
  expect(patchOf(chart).spec.containers?.[0]?.volumeMounts?.map(({ mountPath }) => mountPath)).toEqual(['/fast']);
  expect(manifestOf(chart, 'TrainJob').metadata.annotations).toEqual({ 'cdk8s-ml.io/external': 'Secret/token' });
  expect(Checks.problemsIn(chart)).toEqual([]);
});

describe('processes of each pod', () => {
  const processes = (props: Parameters<typeof trained>[0], framework?: TrainerFramework) => {
    const chart = trainerChart('2.3');
    const chosen = framework === undefined ? BY_NAME.runtime : clusterRuntime(chart, { framework });
    trained({ runtime: chosen, ...props }, chart);
    return [specOf(chart).trainer.numProcPerNode, envOf(chart).OMP_NUM_THREADS];
  };
  test('of a runtime that is not known are one for each GPU that is said, and otherwise its own finding', () => {
    expect(processes({ gpu: Gpu.nvidia(2) })).toEqual([2, '4']);
    expect(processes({})).toEqual([undefined, '1']);
    expect(processes({ processesPerNode: 4 })).toEqual([4, '2']);
  });
  test('of PyTorch are one where there are no GPUs', () => {
    expect(processes({}, TrainerFramework.torch())).toEqual([1, undefined]);
    expect(processes({ processesPerNode: 2 }, TrainerFramework.torch())).toEqual([2, '4']);
  });
  test('of other frameworks are not said', () => {
    expect(processes({}, TrainerFramework.jax())).toEqual([undefined, undefined]);
    expect(processes({ gpu: Gpu.nvidia(2) }, TrainerFramework.xgboost())).toEqual([undefined, '4']);
    expect(processes({}, TrainerFramework.plain())).toEqual([undefined, undefined]);
  });
});

test('starts suspended, and is held back by Kueue by a label', () => {
  expect(specOf(trained({ suspended: true })).suspend).toBe(true);
  const chart = trained({ queue: Queue.kueue('team-a') });
  expect(manifestOf(chart, 'TrainJob').metadata.labels).toMatchObject({ 'kueue.x-k8s.io/queue-name': 'team-a' });
  expect(specOf(chart).suspend).toBeUndefined();
});

test('its NetworkPolicy selects by the label that its pods have in all versions, and can be left out', () => {
  const { podSelector } = manifestOf(trained(), 'NetworkPolicy').spec as { podSelector: object };
  expect(podSelector).toEqual({ matchLabels: { 'jobset.sigs.k8s.io/jobset-name': 'train' } });
  expect(manifestsOf(trained({ isolation: Isolation.NONE })).map(({ kind }) => kind)).not.toContain('NetworkPolicy');
});

test('keeps its pods out of a mesh', () => {
  const chart = trained({}, trainerChart('2.3', { installed: [ClusterOperator.ISTIO] }));
  expect(patchOf(chart).metadata?.labels).toMatchObject({ 'sidecar.istio.io/inject': 'false' });
});
