import { JsonPatch } from 'cdk8s';
import { Gpu, Resources } from '../../lib';
import { testChart } from '../support/charts';
import { own, ownDeployment, rulesTold, told, training } from './apps';

const AMOUNTS = { cpu: '1', memory: '4Gi', 'ephemeral-storage': '1Gi' };
const SHM = [{ name: 'shm', emptyDir: { medium: 'Memory', sizeLimit: '1Gi' } }];
const MOUNT = [{ name: 'shm', mountPath: '/dev/shm' }];
const TOLERATIONS = [{ key: 'nvidia.com/gpu', operator: 'Exists', effect: 'NoSchedule' }];

/** What is told of a Deployment that somebody wrote, without its head. */
function toldOf(container: object, pod: object = {}, spec: object = {}): string[] {
  const chart = testChart();
  training(chart, 'ours');
  const containers = [{ name: 'main', image: 'a:1', ...container }];
  ownDeployment(chart, 'theirs', { pod: { containers, volumes: SHM, tolerations: TOLERATIONS, ...pod }, ...spec });
  return told(chart).map((text) => text.replace('warning demo/theirs: ', '').replace('Deployment theirs ', ''));
}

function withGpu(more: object = {}, container: object = { volumeMounts: MOUNT }) {
  return { resources: { limits: { ...AMOUNTS, 'nvidia.com/gpu': '1' }, ...more }, ...container };
}

test('a right pod with GPUs is not spoken of, nor is one without', () => {
  expect(toldOf(withGpu())).toEqual([]);
  expect(toldOf({})).toEqual([]);
});

test('GPUs that a pod claims are GPUs as those of a device plugin', () => {
  const chart = testChart();
  const devices = { requests: [{ name: 'gpus', exactly: { deviceClassName: 'gpu.nvidia.com', count: 2 } }] };
  own(chart, 'claim', 'resource.k8s.io/v1', 'ResourceClaimTemplate', { spec: { devices } });
  const resourceClaims = [{ name: 'gpu', resourceClaimTemplateName: 'claim' }];
  const main = { name: 'main', image: 'a:1', resources: { limits: AMOUNTS, requests: { memory: '2Gi' }, claims: [{ name: 'gpu' }] } };
  const beside = { name: 'beside', image: 'a:1', resources: { limits: AMOUNTS } };
  training(chart, 'ours');
  ownDeployment(chart, 'theirs', { pod: { containers: [main, beside], resourceClaims } });
  expect(rulesTold(chart)).toEqual([
    'warning demo/theirs gpu-memory-reserved',
    'warning demo/theirs no-shared-memory',
    'warning demo/theirs gpu-taint',
  ]);
});

test('a pod with GPUs reserves its memory', () => {
  expect(toldOf(withGpu({ requests: { memory: '2Gi' } }))).toEqual([
    'spec.template.spec.containers: has a container main that has GPUs, and of its 4Gi of memory reserves 2Gi (let request and limit of memory be equal)',
  ]);
});

test('a role of an operator reserves two thirds of its memory', () => {
  const of = (memory: string) => {
    const chart = testChart();
    training(chart, 'ours');
    const resources = { limits: AMOUNTS, requests: { memory } };
    const containers = [{ name: 'tensorflow', image: 'a:1', resources }];
    own(chart, 'theirs', 'kubeflow.org/v1', 'TFJob', { tfReplicaSpecs: { Worker: { replicas: 1, template: { spec: { containers } } } } });
    return told(chart);
  };
  expect(of('3Gi')).toEqual([]);
  expect(of('2Gi')).toEqual([
    'warning demo/theirs: spec.tfReplicaSpecs.Worker.template.spec.containers: TFJob theirs has a container tensorflow that may use more than ' +
      'one and a half times the 2Gi of memory that it reserves: 4Gi (reserve what the program needs)',
  ]);
});

test('memory that a patch takes from the reserve is an error beside GPUs', () => {
  const chart = testChart();
  const resources = Resources.burstable({ cpu: '1', cpuLimit: '2', memory: '4Gi' });
  const { job } = training(chart, 'train', { gpu: Gpu.nvidia(1), resources });
  job.addJsonPatch(JsonPatch.replace('/spec/template/spec/containers/0/resources/requests/memory', '1Gi'));
  expect(rulesTold(chart)).toEqual(['error demo/train gpu-memory-reserved']);
});

test('what a pod with GPUs does not say is told in one line', () => {
  expect(toldOf({ resources: { limits: { 'nvidia.com/gpu': 1, memory: '4Gi' } }, volumeMounts: MOUNT })).toEqual([
    'spec.template.spec.containers: has a container main that has no request of cpu, no request of ephemeral-storage, no limit of ephemeral-storage (say what it needs)',
  ]);
});

test('a pod with GPUs has shared memory', () => {
  expect(toldOf(withGpu({}, {}))).toEqual([
    'spec.template.spec.containers: has a container main that has GPUs, and 64 MB of shared memory: loaders of data end with a bus error ' +
      '(mount an emptyDir with medium Memory and a sizeLimit at /dev/shm)',
  ]);
});

describe('the nodes of a pod with GPUs', () => {
  test('are tainted, mostly', () => {
    expect(toldOf(withGpu(), { tolerations: [] })).toEqual([
      'spec.template.spec.tolerations: asks for GPUs, and neither tolerates the taint of their nodes nor selects them ' +
        '(add the toleration { key: nvidia.com/gpu, operator: Exists, effect: NoSchedule }, or as your nodes are tainted)',
    ]);
  });

  test.each<[string, object]>([
    ['tolerated', { tolerations: [{ operator: 'Exists' }] }],
    ['selected by their labels', { nodeSelector: { 'nvidia.com/gpu.product': 'A100' }, tolerations: [] }],
    ['selected by affinity', { affinity: { nodeAffinity: {} }, tolerations: [] }],
    ['named', { nodeName: 'node-1', tolerations: [] }],
  ])('are right where they are %s', (_, pod) => {
    expect(toldOf(withGpu(), pod)).toEqual([]);
  });
});

test('a rollout waits for spare GPUs', () => {
  expect(toldOf(withGpu(), {}, { replicas: 2, strategy: {} })).toEqual([
    'spec.strategy: starts a new pod before an old one ends, which waits for a spare GPU (write maxSurge: 0 and maxUnavailable: 1, or keep a GPU spare)',
  ]);
  const three = { strategy: { rollingUpdate: { maxSurge: 3 } } };
  expect(toldOf(withGpu(), {}, three)).toEqual([expect.stringContaining('starts 3 new pods before an old one ends')]);
  expect(toldOf(withGpu(), {}, { strategy: { rollingUpdate: { maxSurge: 0 } } })).toEqual([]);
  expect(toldOf({}, {}, { strategy: {} })).toEqual([]);
});

test.each(['nvidia.com/mig-1g.10gb', 'nvidia.com/gpu.shared', 'amd.com/gpu', 'gpu.intel.com/i915'])('%s is a GPU', (name) => {
  expect(toldOf({ resources: { limits: { ...AMOUNTS, [name]: 1 } } })).toEqual([expect.stringContaining('64 MB of shared memory')]);
});
