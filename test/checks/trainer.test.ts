import { ApiObject, type Chart } from 'cdk8s';
import { Secret } from 'cdk8s-plus-27';
import { Checks, InitializerSource, MlNamespace, Queue, Resources, Runtime } from '../../lib';
import { viewOfApp } from '../../lib/checks/view';
import { secret as ownSecret } from '../interop/objects';
import { cephFs, testChart } from '../support/charts';
import { clusterRuntime, trained } from '../support/trainer';

beforeEach(() => {
  // Warnings are told there.
  jest.spyOn(process.stderr, 'write').mockReturnValue(true);
});
afterEach(() => jest.restoreAllMocks());

const API = 'trainer.kubeflow.org/v1alpha1';

interface Part {
  readonly name?: string;
  readonly step?: string;
  readonly replicas?: number;
  readonly containers?: readonly object[];
}

function part({ name = 'node', step = 'trainer', replicas, containers = [{ name: 'node', image: 'a/b:1' }] }: Part = {}): object {
  const metadata = { labels: { 'trainer.kubeflow.org/trainjob-ancestor-step': step } };
  return { name, ...(replicas === undefined ? {} : { replicas }), template: { metadata, spec: { template: { spec: { containers } } } } };
}

/** A runtime that somebody else has written. */
function foreignRuntime(chart: Chart, parts: readonly object[], name = 'torch-distributed', kind = 'ClusterTrainingRuntime'): void {
  new ApiObject(chart, `${kind}-${name}`, {
    apiVersion: API,
    kind,
    metadata: { name },
    spec: {
      mlPolicy: { numNodes: 3 },
      template: { spec: { replicatedJobs: parts, volumeClaimPolicies: [{ templates: [{ metadata: { name: 'initializer' } }] }] } },
    },
  });
}

function foreignJob(chart: Chart, spec: object): void {
  new ApiObject(chart, 'job', { apiVersion: API, kind: 'TrainJob', metadata: { name: 'job' }, spec });
}

function told(chart: Chart): string[] {
  return Checks.problemsIn(chart).map(({ rule, field, message, severity }) => `${severity} ${rule} ${field}: ${message}`);
}

function groupsOf(chart: Chart) {
  return viewOfApp(chart.node.root.node.findAll()).pods.map(({ entry, pods, labels }) => ({ entry, pods, labels }));
}

const INITIALIZER = { name: 'dataset-initializer', step: 'dataset-initializer' };

describe('the pods of a training are known', () => {
  test('as those of its runtime with what it says over them, where the app makes the runtime', () => {
    const chart = testChart();
    trained(
      { runtime: clusterRuntime(chart, { nodes: 2 }), resources: undefined as never, nodes: 4, dataset: cephFs(chart, 'images') },
      chart,
    );
    const [runtime, job] = groupsOf(chart);
    expect([runtime?.pods.count, job?.pods.count, job?.pods.partial]).toEqual([0, 4, undefined]);
    const spec = job?.pods.template.spec;
    expect(spec?.volumes?.map(({ name }) => name)).toEqual(['tmp', 'images', 'dshm']);
    expect(spec?.containers[0]).toMatchObject({ image: 'registry.example.com/ml/train:1.0', resources: { limits: { cpu: '8' } } });
    expect(spec?.securityContext?.runAsNonRoot).toBe(true);
    expect(job?.labels).toMatchObject({ 'jobset.sigs.k8s.io/jobset-name': 'train', 'jobset.sigs.k8s.io/replicatedjob-name': 'node' });
  });

  test('by what it says alone, where the app does not make it', () => {
    const [job] = groupsOf(trained({ nodes: 4 }));
    expect([job?.pods.count, job?.pods.partial, job?.pods.role]).toEqual([4, true, 'node']);
  });

  test.each([
    ['2.0', { podSpecOverrides: [{ targetJobs: [{ name: 'node' }], volumes: [{ name: 'a' }] }] }],
    ['2.1', { podTemplateOverrides: [{ targetJobs: [{ name: 'node' }], spec: { volumes: [{ name: 'a' }] } }] }],
    [
      '2.3',
      {
        runtimePatches: [
          {
            manager: 'a/b',
            trainingRuntimeSpec: {
              template: {
                spec: { replicatedJobs: [{ name: 'node', template: { spec: { template: { spec: { volumes: [{ name: 'a' }] } } } } }] },
              },
            },
          },
        ],
      },
    ],
  ])('in each form that it was said in (%s)', (_, patches) => {
    const chart = testChart();
    foreignRuntime(chart, [part()]);
    foreignJob(chart, {
      runtimeRef: { name: 'torch-distributed' },
      trainer: { image: 'c/d:1', env: [{ name: 'A', value: '1' }] },
      ...patches,
    });
    const job = groupsOf(chart).find(({ entry }) => entry.manifest.kind === 'TrainJob');
    expect(job?.pods.count).toBe(3);
    expect(job?.pods.template.spec).toMatchObject({ volumes: [{ name: 'a' }], containers: [{ image: 'c/d:1', env: [{ name: 'A' }] }] });
  });

  test('with those that load, and the Secrets that these need', () => {
    const chart = testChart();
    const secret = Secret.fromSecretName(chart, 'secret', 'hub');
    trained({ initializer: { dataset: InitializerSource.huggingFace('a/b', { secret }) } }, chart);
    expect(groupsOf(chart).map(({ pods }) => [pods.role, pods.count])).toEqual([
      ['dataset-initializer', 1],
      ['node', 1],
    ]);
    expect(told(chart)).toEqual([]);
  });
});

test('a claim for one node of a training with several pods by another hand is told', () => {
  const chart = testChart();
  new ApiObject(chart, 'claim', {
    apiVersion: 'v1',
    kind: 'PersistentVolumeClaim',
    metadata: { name: 'block' },
    spec: { accessModes: ['ReadWriteOnce'] },
  });
  const volumes = [{ name: 'a', persistentVolumeClaim: { claimName: 'block' } }];
  foreignJob(chart, {
    runtimeRef: { name: 'x' },
    trainer: { numNodes: 2 },
    podSpecOverrides: [{ targetJobs: [{ name: 'node' }], volumes }],
  });
  expect(told(chart)).toEqual([
    'warning claim-on-several-nodes spec.podSpecOverrides[0].spec.volumes: TrainJob job may run 2 pods on the claim block of demo/claim, which is ReadWriteOnce',
  ]);
});

test('a ServiceAccount, a claim or a Secret that is missing is told', () => {
  const chart = testChart();
  trained({ initializer: { model: InitializerSource.huggingFace('a/b', { secret: ownSecret(chart, 'hub') }) } }, chart);
  chart.node.tryRemoveChild('hub');
  expect(told(chart)).toEqual([expect.stringContaining('missing-reference spec.trainer.spec.containers: TrainJob train uses the Secret')]);
});

test('the quota of a namespace is held against all pods of a training, and against none of a runtime', () => {
  const chart = testChart();
  new MlNamespace(chart, 'namespace', { name: 'ml', quota: { cpu: '20', memory: '1Ti' } });
  trained({ runtime: clusterRuntime(chart, { nodes: 100 }), resources: undefined as never, nodes: 2 }, chart);
  expect(told(chart)).toEqual([]);
  const over = testChart();
  new MlNamespace(over, 'namespace', { name: 'ml', quota: { cpu: '20', memory: '1Ti' } });
  trained({ resources: Resources.guaranteed({ cpu: '16', memory: '1Gi' }), nodes: 2 }, over);
  expect(told(over).join()).toContain('error over-quota');
});

test('what a runtime that is not seen may say is not missed', () => {
  const chart = testChart();
  new MlNamespace(chart, 'namespace', { name: 'ml', quota: { cpu: '20', memory: '1Ti' }, containers: { max: { memory: '512Gi' } } });
  const volumes = [{ name: 'a', emptyDir: {} }];
  const podSpecOverrides = [
    { targetJobs: [{ name: 'node' }], containers: [{ name: 'node', volumeMounts: [{ name: 'a', mountPath: '/a' }] }], volumes },
  ];
  const resourcesPerNode = { limits: { 'nvidia.com/gpu': 8 } };
  foreignJob(chart, { runtimeRef: { name: 'x' }, trainer: { numNodes: 2, resourcesPerNode }, podSpecOverrides });
  expect(told(chart).filter((line) => !line.includes('quota'))).toEqual([]);
});

test('a patch that breaks what a runtime promises is found in it and in its trainings', () => {
  const chart = testChart();
  const runtime = clusterRuntime(chart);
  const path = '/spec/template/spec/replicatedJobs/0/template/spec/template/spec/containers/0/securityContext';
  runtime.runtime.addJsonPatch({ _toJson: () => ({ op: 'remove', path }) } as never);
  trained({ runtime, resources: undefined as never }, chart);
  const rules = Checks.problemsIn(chart).map(({ rule, path: of }) => `${of} ${rule}`);
  expect(new Set(rules)).toEqual(new Set(['demo/torch pod-security', 'demo/train pod-security']));
});

test.each([
  [
    'with several replicas of a step',
    [part({ replicas: 2 })],
    'warning wrong-runtime spec.template.spec.replicatedJobs[0].replicas: ClusterTrainingRuntime torch-distributed has 2 replicas of the step trainer, and one is taken',
  ],
  [
    'without the container of a step',
    [part(), part({ ...INITIALIZER, containers: [{ name: 'main' }] })],
    'warning wrong-runtime spec.template.spec.replicatedJobs[1].template.spec.template.spec.containers: ClusterTrainingRuntime torch-distributed has no container dataset-initializer in the step dataset-initializer',
  ],
])('a runtime %s is told', (_, parts, line) => {
  const chart = testChart();
  foreignRuntime(chart, parts);
  expect(told(chart)).toEqual([line]);
});

test.each([
  [
    'that has nothing that trains',
    [part({ step: 'other', containers: [{ name: 'node' }] })],
    {},
    'warning runtime-misfit spec.runtimeRef: TrainJob job needs a container node in a step trainer, which the ClusterTrainingRuntime torch-distributed does not have',
  ],
  [
    'that lacks a part that it patches',
    [part()],
    { podSpecOverrides: [{ targetJobs: [{ name: 'launcher' }] }] },
    'warning runtime-misfit spec.podSpecOverrides[0]: TrainJob job speaks of the part launcher, which the ClusterTrainingRuntime torch-distributed does not have',
  ],
  [
    'that lacks a container that it patches',
    [part()],
    { podTemplateOverrides: [{ targetJobs: [{ name: 'node' }], spec: { containers: [{ name: 'sidecar' }] } }] },
    'warning runtime-misfit spec.podTemplateOverrides[0]: TrainJob job speaks of the container sidecar of node, which the ClusterTrainingRuntime torch-distributed does not have',
  ],
  [
    'whose initializer has no volume of that name',
    [part(), part({ ...INITIALIZER, containers: [{ name: 'dataset-initializer' }] })],
    { initializer: { dataset: { storageUri: 'hf://a/b' } } },
    'warning runtime-misfit spec.initializer.dataset: TrainJob job needs a container dataset-initializer with the volume initializer, which the ClusterTrainingRuntime torch-distributed does not have',
  ],
])('a training of a runtime %s is told', (_, parts, spec, line) => {
  const chart = testChart();
  foreignRuntime(chart, parts);
  foreignJob(chart, { runtimeRef: { name: 'torch-distributed' }, ...spec });
  expect(told(chart)).toContain(line);
});

test('a training that fits its runtime by another hand is told nothing', () => {
  const chart = testChart();
  const mounted = [{ name: 'dataset-initializer', image: 'a/b:1', volumeMounts: [{ name: 'initializer', mountPath: '/workspace' }] }];
  foreignRuntime(chart, [part(), part({ ...INITIALIZER, containers: mounted })]);
  trained({ initializer: { dataset: InitializerSource.huggingFace('a/b') } }, chart);
  expect(told(chart)).toEqual([]);
});

test('a training that names a runtime of the other kind is told', () => {
  const chart = testChart();
  foreignRuntime(chart, [part()], 'ours', 'TrainingRuntime');
  trained({ runtime: Runtime.cluster('ours') }, chart);
  expect(told(chart)).toEqual([
    'warning runtime-misfit spec.runtimeRef: TrainJob train names the ClusterTrainingRuntime ours, which nothing in the app makes; it makes the TrainingRuntime ours in the namespace ml',
  ]);
});

test('a training in a queue that has no room for all of its pods is told', () => {
  const chart = testChart();
  trained({ queue: Queue.kueue('team-a'), nodes: 2 }, chart);
  expect(told(chart)).toEqual([]);
});
