import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import { ApiObject, App, Chart, Testing } from 'cdk8s';
import {
  CephDataset,
  CephStorage,
  Checks,
  Gpu,
  GpuTrainingJob,
  MlNamespace,
  type MlNamespaceProps,
  ModelService,
  PodSecurity,
  Resources,
} from 'cdk8s-ml';
import type { KubeObject } from '../cluster/client';
import { hasServiceAccount } from '../cluster/namespaces';
import { found, until } from '../cluster/until';
import { applyAll, moved } from './support/apply';
import { client, instancePods, NEEDS_FAKE_NODES, newNamespace, podsOf, removeAfterwards } from './support/cluster';

const NAME = `cdk8s-ml-e2e-${process.pid}-bounded`;
const RESOURCES = Resources.guaranteed({ cpu: '1', memory: '1Gi' });
const HOLD = { 'e2e.cdk8s-ml.io/hold': 'true' };
const TRAINING = { image: 'registry.example.com/ml/train:1.0', resources: RESOURCES, podAnnotations: HOLD };
const SERVING = { image: 'registry.example.com/ml/serve:1.0', resources: RESOURCES, port: 5000 };

const BOUNDS: MlNamespaceProps = {
  quota: {
    gpus: [Gpu.nvidia(2), Gpu.amd(0)],
    cpu: '16',
    memory: '64Gi',
    storage: '2Ti',
    claims: 2,
    storageOfClasses: { 'rook-ceph-block': '1Gi' },
  },
  containers: { max: { memory: '32Gi' } },
  claims: { min: '1Gi', max: '1Ti' },
};

/** A program in the namespace of the tests: what it writes, beside the namespace, and the rules that the library has against it. */
function program(make: (chart: Chart) => unknown): { readonly objects: KubeObject[]; readonly rules: string[] } {
  const app = new App();
  const chart = new Chart(app, 'e2e', { namespace: NAME });
  new MlNamespace(chart, 'namespace', BOUNDS);
  const inside = new Chart(chart, 'inside', { namespace: NAME });
  make(inside);
  const rules = Checks.problemsIn(app).map(({ rule }) => rule);
  return { objects: inside.node.findAll().flatMap((node) => (node instanceof ApiObject ? [node.toJson()] : [])), rules };
}

/** What the events of the namespace say. */
async function said(pattern: RegExp): Promise<string> {
  return found(`an event says ${pattern}`, async () =>
    (await client.list('v1', 'Event', NAME)).map(({ message }) => String(message)).find((message) => pattern.test(message)),
  );
}

before(async () => {
  const chart = new Chart(new App(), 'e2e', { namespace: NAME });
  assert.deepEqual(program(() => undefined).rules, []);
  new MlNamespace(chart, 'namespace', BOUNDS);
  const objects: KubeObject[] = Testing.synth(chart);
  await applyAll(objects);
  for (const object of objects) removeAfterwards(object);
  await until('the namespace has its ServiceAccount', () => hasServiceAccount(client, NAME));
  await until('the quota is counted', async () => (await client.read('v1', 'ResourceQuota', NAME, 'quota'))?.status?.hard !== undefined);
});

const dataset =
  (size: string, storage = CephStorage.cephFs('rook-cephfs'), id = 'data') =>
  (chart: Chart) =>
    new CephDataset(chart, id, { storage, size });

describe('of a namespace with bounds, a server refuses what the library does:', () => {
  const REFUSED: Readonly<Record<string, readonly [(chart: Chart) => unknown, string, RegExp]>> = {
    'a claim over its storage': [
      (chart) => ['a', 'b', 'c'].map((id) => dataset('700Gi', undefined, id)(chart)),
      'claims-over-quota',
      /exceeded quota: quota/,
    ],
    'a claim over the storage of a class': [
      dataset('2Gi', CephStorage.rbd('rook-ceph-block')),
      'claims-over-quota',
      /exceeded quota: quota/,
    ],
    'a claim that is too large': [dataset('1500Gi'), 'outside-limits', /maximum storage usage per PersistentVolumeClaim is 1Ti/],
    'a claim that is too small': [dataset('10Mi'), 'outside-limits', /minimum storage usage per PersistentVolumeClaim is 1Gi/],
  };
  for (const [what, [make, rule, says]] of Object.entries(REFUSED)) {
    test(what, async () => {
      const { objects, rules } = program(make);
      assert.ok(rules.includes(rule), rules.join());
      try {
        await assert.rejects(applyAll(objects), says);
      } finally {
        for (const object of objects) await client.delete(object);
      }
    });
  }
});

describe('of a namespace with bounds, a server makes no pods of what the library refuses:', NEEDS_FAKE_NODES, () => {
  const NEVER: Readonly<Record<string, readonly [(chart: Chart) => unknown, string, RegExp]>> = {
    'GPUs over the quota': [
      (chart) => new GpuTrainingJob(chart, 'gpus', { ...TRAINING, gpu: Gpu.nvidia(3) }),
      'over-quota',
      /exceeded quota: quota, requested: requests\.nvidia\.com\/gpu=3/,
    ],
    'GPUs of a kind that is forbidden': [
      (chart) => new GpuTrainingJob(chart, 'amd', { ...TRAINING, gpu: Gpu.amd(1) }),
      'over-quota',
      /exceeded quota: quota, requested: requests\.amd\.com\/gpu=1/,
    ],
    'CPUs over the quota': [
      (chart) => new GpuTrainingJob(chart, 'cpus', { ...TRAINING, resources: Resources.guaranteed({ cpu: '17', memory: '1Gi' }) }),
      'over-quota',
      /exceeded quota: quota, requested: requests\.cpu=17/,
    ],
    'a container over the LimitRange': [
      (chart) => new GpuTrainingJob(chart, 'large', { ...TRAINING, resources: Resources.guaranteed({ cpu: '1', memory: '33Gi' }) }),
      'outside-limits',
      /maximum memory usage per Container is 32Gi/,
    ],
    'pods that may be root': [
      (chart) => new ModelService(chart, 'root', { ...SERVING, security: PodSecurity.baseline() }),
      'namespace-pod-security',
      /violates PodSecurity "restricted:latest"/,
    ],
  };
  for (const [what, [make, rule, says]] of Object.entries(NEVER)) {
    test(what, async () => {
      const { objects, rules } = program(make);
      assert.ok(rules.includes(rule), rules.join());
      await applyAll(objects);
      await said(says);
      for (const object of objects) await client.delete(object);
    });
  }
});

describe('into a namespace with bounds, a server lets', NEEDS_FAKE_NODES, () => {
  test('what fits, and counts its GPUs', async () => {
    const { objects, rules } = program((chart) => new GpuTrainingJob(chart, 'fits', { ...TRAINING, gpu: Gpu.nvidia(2) }));
    assert.deepEqual(rules, []);
    await applyAll(objects);
    await until('its pod is there', async () => (await instancePods(NAME, 'fits')).length === 1);
    await until('its GPUs are counted', async () => {
      const quota = await client.read('v1', 'ResourceQuota', NAME, 'quota');
      return quota?.status?.used['requests.nvidia.com/gpu'] === '2';
    });
    for (const object of objects) await client.delete(object);
  });

  test('a pod that says nothing of resources, to which the default is given', async () => {
    const securityContext = { allowPrivilegeEscalation: false, runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } };
    const container = { name: 'a', image: 'a:1', securityContext: { ...securityContext, capabilities: { drop: ['ALL'] } } };
    const metadata = { name: 'silent', namespace: NAME, annotations: HOLD };
    await client.create({ apiVersion: 'v1', kind: 'Pod', metadata, spec: { containers: [container] } });
    const [pod] = (await podsOf(NAME)).filter(({ metadata: { name } }) => name === 'silent');
    // The most memory is the default limit, and with it the request stays the default one.
    assert.equal(pod?.spec.containers[0].resources.requests.cpu, '100m');
    if (pod !== undefined) await client.delete(pod);
  });
});

test('a quota on limits of GPUs counts nothing, as the library says', NEEDS_FAKE_NODES, async () => {
  const app = new App();
  const chart = new Chart(app, 'e2e', { namespace: NAME });
  new GpuTrainingJob(chart, 'train', { ...TRAINING, gpu: Gpu.nvidia(1) });
  const hard = { 'limits.nvidia.com/gpu': '1', 'count/jobs.batch': '100' };
  new ApiObject(chart, 'quota', { apiVersion: 'v1', kind: 'ResourceQuota', metadata: { name: 'bare' }, spec: { hard } });
  assert.ok(Checks.problemsIn(app).some(({ rule }) => rule === 'quota-counts-nothing'));
  const namespace = await newNamespace();
  await client.apply({ apiVersion: 'v1', kind: 'ResourceQuota', metadata: { name: 'bare', namespace }, spec: { hard } });
  await applyAll(
    moved(
      Testing.synth(chart).filter(({ kind }) => kind !== 'ResourceQuota'),
      namespace,
    ),
  );
  await until('its pod is there', async () => (await instancePods(namespace, 'train')).length === 1);
  const used = await found('the quota is counted', async () => (await client.read('v1', 'ResourceQuota', namespace, 'bare'))?.status?.used);
  assert.equal(used['count/jobs.batch'], '1');
  assert.equal(used['limits.nvidia.com/gpu'] ?? '0', '0');
});

test('a pod that does not say what a quota counts is refused, as the library says', async () => {
  const app = new App();
  const chart = new Chart(app, 'e2e', { namespace: NAME });
  new GpuTrainingJob(chart, 'train', TRAINING);
  const spec = { hard: { 'requests.cpu': '8', 'limits.memory': '8Gi' } };
  const pod = { containers: [{ name: 'a', image: 'a:1' }] };
  new ApiObject(chart, 'quota', { apiVersion: 'v1', kind: 'ResourceQuota', metadata: { name: 'all' }, spec });
  new ApiObject(chart, 'pod', { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'silent' }, spec: pod });
  assert.deepEqual(
    Checks.problemsIn(app).map(({ rule }) => rule),
    ['quota-needs-requests'],
  );
  const namespace = await newNamespace('baseline');
  await client.apply({ apiVersion: 'v1', kind: 'ResourceQuota', metadata: { name: 'all', namespace }, spec });
  const quota = () => client.read('v1', 'ResourceQuota', namespace, 'all');
  await until('the quota is counted', async () => (await quota())?.status?.hard !== undefined);
  await assert.rejects(
    client.create({ apiVersion: 'v1', kind: 'Pod', metadata: { name: 'silent', namespace }, spec: pod }),
    /must specify limits\.memory for: a; requests\.cpu for: a/,
  );
});
