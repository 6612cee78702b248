import { Duration } from 'cdk8s';
import { EnvValue, Secret } from 'cdk8s-plus-27';
import {
  Checks,
  ClusterTrainingRuntime,
  Gpu,
  Mount,
  Network,
  Placement,
  PodSecurity,
  Queue,
  Topology,
  TrainerFramework,
  type TrainingRuntimeProps,
} from '../../lib';
import type { Manifest, PodTemplate } from '../../lib/pod/kubernetes';
import { IMAGE } from '../pod/reading';
import { manifestOf, RESOURCES, refusal, yamlOf } from '../support/charts';
import { invalidities } from '../support/invalidities';
import { clusterRuntime, namespacedRuntime, trained, trainerChart } from '../support/trainer';

interface Spec {
  readonly mlPolicy: object;
  readonly podGroupPolicy?: object;
  readonly template: {
    readonly metadata?: object;
    readonly spec: { readonly replicatedJobs: { template: { spec: { template: PodTemplate } } }[] };
  };
}

function specOf(props: Partial<TrainingRuntimeProps> = {}, version = '2.3'): Spec {
  const chart = trainerChart(version);
  clusterRuntime(chart, props);
  return (manifestOf(chart, 'ClusterTrainingRuntime') as Manifest & { spec: Spec }).spec;
}

function podOf(props: Partial<TrainingRuntimeProps> = {}): PodTemplate {
  const [part] = specOf(props).template.spec.replicatedJobs;
  if (part === undefined) throw new Error('no part');
  return part.template.spec.template;
}

test('minimal, for the whole cluster', () => {
  const chart = trainerChart();
  clusterRuntime(chart);
  expect(yamlOf(chart)).toMatchSnapshot();
  expect(invalidities(chart)).toEqual([]);
  expect(Checks.problemsIn(chart)).toEqual([]);
});

test('has fast links, of which trainings with one pod alone are warned', () => {
  const chart = trainerChart();
  const runtime = clusterRuntime(chart, { network: Network.efa(4) });
  expect(Checks.problemsIn(chart)).toEqual([]);
  expect(podOf({ network: Network.efa(4) }).spec.containers[0]?.resources?.limits).toMatchObject({ 'vpc.amazonaws.com/efa': '4' });
  trained({ runtime, resources: undefined as never }, chart);
  expect(Checks.problemsIn(chart).map(({ path, rule }) => [path, rule])).toEqual([['demo/train', 'network-of-one-pod']]);
});

test('everything, for a namespace', () => {
  const chart = trainerChart('2.3', { imagePullSecrets: ['registry'] });
  namespacedRuntime(chart, {
    name: 'torch-a100',
    nodes: 4,
    gpu: Gpu.nvidia(8, { product: 'NVIDIA-A100-SXM4-80GB' }),
    command: ['torchrun'],
    args: ['train.py'],
    env: { NCCL_DEBUG: 'INFO' },
    envValues: { TOKEN: EnvValue.fromSecretValue({ secret: Secret.fromSecretName(chart, 'secret', 'hub'), key: 'token' }) },
    mounts: [Mount.scratchDisk('/scratch', '10Gi')],
    sharedMemory: '8Gi',
    placement: [Placement.tolerate('example.com/pool')],
    security: PodSecurity.restricted({ user: 20_000 }),
    priorityClassName: 'high',
    runtimeClassName: 'nvidia',
    queue: Queue.coscheduling({ scheduleTimeout: Duration.minutes(10) }),
    backoffLimit: 2,
    ttlAfterFinished: Duration.days(1),
    terminationGrace: Duration.minutes(5),
    labels: { team: 'platform' },
    annotations: { note: 'a' },
    podAnnotations: { note: 'b' },
  });
  expect(yamlOf(chart)).toMatchSnapshot();
  expect(invalidities(chart)).toEqual([]);
  expect(Checks.problemsIn(chart)).toEqual([]);
});

test.each([
  [TrainerFramework.torch(), { numNodes: 1, torch: {} }],
  [TrainerFramework.jax(), { numNodes: 1, jax: {} }],
  [TrainerFramework.xgboost(), { numNodes: 1, xgboost: {} }],
  [TrainerFramework.plain(), { numNodes: 1 }],
])('says its framework, and how many pods there are (%#)', (framework, policy) => {
  expect(specOf({ framework }).mlPolicy).toEqual(policy);
});

test('Volcano starts all pods or none, in a queue', () => {
  const spec = specOf({ queue: Queue.volcano('team-a') });
  expect(spec.podGroupPolicy).toEqual({ volcano: {} });
  expect(spec.template.metadata).toEqual({ annotations: { 'scheduling.volcano.sh/queue-name': 'team-a' } });
  expect(podOf({ queue: Queue.volcano('team-a') }).spec.schedulerName).toBe('volcano');
});

test('what is finished stays where that is asked for', () => {
  expect(specOf({ keepFinished: true }).template.spec).not.toHaveProperty('ttlSecondsAfterFinished');
});

test('its pods have no account of their own, no labels of a workload, and a thread for each CPU of a process', () => {
  const { metadata, spec } = podOf({ gpu: Gpu.nvidia(4) });
  expect([spec.serviceAccountName, metadata.labels]).toEqual([undefined, undefined]);
  expect(spec.containers[0]?.env?.[0]).toEqual({ name: 'OMP_NUM_THREADS', value: '2' });
});

test('pods of others can be neighbours', () => {
  const pods = { app: 'cache' };
  expect(podOf({ placement: [Placement.together(Topology.NODE, { pods })] }).spec.affinity?.podAffinity).toBeDefined();
});

test.each<[string, Partial<TrainingRuntimeProps>, string]>([
  ['a queue of Kueue', { queue: Queue.kueue('team-a') }, 'queue: is kueue, whose queue is named by each training (write it in TrainJob)'],
  [
    'fewer pods than all',
    { queue: Queue.coscheduling({ minMembers: 1 }) },
    'queue.minMembers: is said, and Kubeflow Trainer always waits for all pods (leave it out)',
  ],
  [
    'two schedulers',
    { queue: Queue.volcano('team-a'), schedulerName: 'mine' },
    'schedulerName: names a scheduler, and queue is volcano, which has its own, got "mine" (leave it out)',
  ],
  [
    'neighbours that are its own pods',
    { placement: [Placement.apart(Topology.NODE)] },
    'placement[0]: is about the pods of a training, whose labels its runtime does not know (write it in TrainJob)',
  ],
  [
    'pods that are spread',
    { placement: [Placement.spread(Topology.ZONE)] },
    'placement[0]: is about the pods of a training, whose labels its runtime does not know (leave it out)',
  ],
  [
    'variables of its framework',
    { env: { PET_NNODES: '2' } },
    "env: writes env PET_NNODES, which the workload's controller writes already (leave it out of env)",
  ],
  [
    'a name that is none',
    { name: 'Torch' },
    'name: must be a DNS label: at most 63 of a-z, 0-9 and -, and no - at either end, got "Torch" (for example "torch")',
  ],
  [
    'a time to live of what stays',
    { keepFinished: true, ttlAfterFinished: Duration.days(1) },
    'ttlAfterFinished: says when the finished training goes, and keepFinished that it stays (leave one out)',
  ],
  ['an image that moves', { image: 'a/b:latest' }, expect.stringMatching(/^image: /)],
])('refuses %s', (_, props, line) => {
  expect(refusal(() => clusterRuntime(trainerChart(), props))).toEqual([line]);
});

test('refuses a name of ids that is none', () => {
  const facts = { framework: TrainerFramework.torch(), image: IMAGE, resources: RESOURCES };
  expect(refusal(() => new ClusterTrainingRuntime(trainerChart(), 'My_Torch', facts))).toEqual([
    expect.stringMatching(/^name: must be a DNS label.* \(the name comes from the construct's ids\), got "My_Torch"/),
  ]);
});

test('refuses what is required, all together', () => {
  expect(refusal(() => new ClusterTrainingRuntime(trainerChart(), 'torch', {} as never))).toEqual([
    'framework: is required (for example TrainerFramework.torch())',
    'image: is required (for example "registry.example.com/ml/train:1.0")',
    "resources: is required: a pod that reserves nothing is evicted first (for example Resources.guaranteed({ cpu: '8', memory: '64Gi' }))",
  ]);
});

test.each([
  [{ framework: TrainerFramework.jax() }, 'framework: is jax', '2.2', 'write TrainerFramework.plain(), and env'],
  [{ framework: TrainerFramework.xgboost() }, 'framework: is xgboost', '2.2', 'write TrainerFramework.plain(), and env'],
])('refuses a framework that an older version has not (%#)', (props, what, since, fix) => {
  expect(refusal(() => clusterRuntime(trainerChart('2.1'), props))).toEqual([
    `${what}, which Kubeflow Trainer can be told from ${since} on, and the cluster has 2.1 (${fix}; or say in ClusterProfile.attach that the cluster has a later one: trainerVersion: '${since}')`,
  ]);
});

test('refuses Volcano for the version that has it not', () => {
  expect(refusal(() => clusterRuntime(trainerChart('2.0'), { queue: Queue.volcano('team-a') }))).toEqual([
    "queue: is volcano, which Kubeflow Trainer can be told from 2.1 on, and the cluster has 2.0 (write Queue.coscheduling(); or say in ClusterProfile.attach that the cluster has a later one: trainerVersion: '2.1')",
  ]);
});

test.each([
  ['dataset', 'it is said by each training: write it in TrainJob'],
  ['serviceAccount', 'it is said by each training: write it in TrainJob'],
  ['numNodes', 'write nodes: 4'],
  ['mlPolicy', 'write framework: TrainerFramework.torch(), and nodes'],
  ['podGroupPolicy', 'write queue: Queue.coscheduling(), or .volcano'],
  ['processesPerNode', 'it is said by each training: write it in TrainJob; by default there is one for each GPU'],
])('says where %s is said', (name, fix) => {
  expect(refusal(() => clusterRuntime(trainerChart(), { [name]: 1 } as never))).toEqual([`${name}: is not a known prop (${fix})`]);
});

test('a framework that is none is refused', () => {
  expect(refusal(() => clusterRuntime(trainerChart(), { framework: 'torch' as never }))).toEqual([
    'framework: must be a TrainerFramework, got "torch" (write TrainerFramework.torch())',
  ]);
});
