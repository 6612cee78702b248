import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import {
  ClusterProfile,
  Gpu,
  GpuTrainingJob,
  type GpuTrainingJobProps,
  MlNamespace,
  ModelService,
  Network,
  Parallel,
  Placement,
  PodSecurityLevel,
  PyTorchJobCluster,
  Resources,
  TfJobCluster,
} from 'cdk8s-ml';
import type { KubeObject } from '../cluster/client';
import { found, until } from '../cluster/until';
import { applied, type synthesized } from './support/apply';
import {
  client,
  conditionOf,
  FAKE,
  instancePods,
  isScheduled,
  NEEDS_FAKE_NODES,
  newNamespace,
  newNodes,
  removeAfterwards,
} from './support/cluster';

const IMAGE = 'registry.example.com/ml/train:1.0';
const RESOURCES = Resources.guaranteed({ cpu: '1', memory: '1Gi' });
const HOLD = { 'e2e.cdk8s-ml.io/hold': 'true' };
const TRAINING = { image: IMAGE, resources: RESOURCES, podAnnotations: HOLD };
const CLASS = 'gpu.nvidia.com';
const H100 = 'NVIDIA H100 80GB HBM3';
const A100 = 'NVIDIA A100-SXM4-40GB';
const PRODUCTS: Readonly<Record<string, readonly [string, string]>> = { 'dra-h100': [H100, '81559Mi'], 'dra-a100': [A100, '40960Mi'] };

/** The class of NVIDIA's driver. */
const DEVICE_CLASS = {
  apiVersion: 'resource.k8s.io/v1',
  kind: 'DeviceClass',
  metadata: { name: CLASS },
  spec: { selectors: [{ cel: { expression: `device.driver == '${CLASS}' && device.attributes['${CLASS}'].type == 'gpu'` } }] },
};

/** Eight devices of a node, as NVIDIA's driver publishes them, behind two PCI roots. */
function slice(nodeName: string, productName: string, memory: string): object {
  const devices = Array.from({ length: 8 }, (_, i) => ({
    name: `gpu-${i}`,
    attributes: {
      type: { string: 'gpu' },
      productName: { string: productName },
      'resource.kubernetes.io/pcieRoot': { string: `pci0000:0${i % 2}` },
    },
    capacity: { memory: { value: memory } },
  }));
  return {
    apiVersion: 'resource.k8s.io/v1',
    kind: 'ResourceSlice',
    metadata: { name: nodeName },
    spec: { driver: CLASS, nodeName, pool: { name: nodeName, generation: 1, resourceSliceCount: 1 }, devices },
  };
}

let namespace: string;
before(async () => {
  namespace = await newNamespace();
  if (!FAKE) return;
  removeAfterwards(await client.create(DEVICE_CLASS));
  // No label tells them apart, and the taint keeps pods away that claim nothing.
  await newNodes(Object.keys(PRODUCTS).map((name) => ({ name, taints: ['nvidia.com/gpu'] })));
  for (const [node, [product, memory]] of Object.entries(PRODUCTS)) removeAfterwards(await client.create(slice(node, product, memory)));
});

/** What a program with claims makes. */
function claiming(make: Parameters<typeof synthesized>[1], within = namespace): Promise<KubeObject[]> {
  return applied(within, (chart) => {
    ClusterProfile.generic().attach(chart, { kubernetesVersion: '1.34' });
    make(chart);
  });
}

function train(name: string, gpu: Gpu, more: Partial<GpuTrainingJobProps> = {}): Promise<KubeObject[]> {
  return claiming((chart) => new GpuTrainingJob(chart, name, { ...TRAINING, gpu, ...more }));
}

function scheduled(name: string, count: number): Promise<KubeObject[]> {
  return found(`${count} pods of ${name} are placed`, async () => {
    const pods = await instancePods(namespace, name);
    return pods.length === count && pods.every(isScheduled) ? pods : undefined;
  });
}

async function waitsFor(name: string, reason: RegExp): Promise<void> {
  await until(`a pod of ${name} waits, with the reason`, async () => {
    const pods = await instancePods(namespace, name);
    return pods.some((pod) => reason.test(conditionOf(pod, 'PodScheduled')?.message ?? ''));
  });
}

interface Given {
  readonly pool: string;
  readonly device: string;
}

/** The devices that the scheduler has given to a pod. */
async function devicesOf(pod: KubeObject): Promise<Given[]> {
  const statuses: { resourceClaimName: string }[] = pod.status.resourceClaimStatuses ?? [];
  const claims = await Promise.all(
    statuses.map(({ resourceClaimName }) => client.read('resource.k8s.io/v1', 'ResourceClaim', namespace, resourceClaimName)),
  );
  return claims.flatMap((claim) => claim?.status?.allocation?.devices?.results ?? []);
}

describe('claims of devices', NEEDS_FAKE_NODES, () => {
  test('are allocated by the scheduler, on the tainted node that has them', async () => {
    await train('two', Gpu.claim(CLASS, 2));
    const [pod] = await scheduled('two', 1);
    assert.ok(pod !== undefined && pod.spec.nodeName in PRODUCTS);
    const devices = await devicesOf(pod);
    assert.deepEqual(new Set(devices.map(({ pool }) => pool)), new Set([pod.spec.nodeName]));
    assert.equal(new Set(devices.map(({ device }) => device)).size, 2);
  });

  test('of a product and of a least memory are allocated where these are', async () => {
    await train('product', Gpu.claim(CLASS, 1, { product: A100 }));
    await train('memory', Gpu.claim(CLASS, 1, { memory: '79Gi' }));
    assert.equal((await scheduled('product', 1))[0]?.spec.nodeName, 'dra-a100');
    assert.equal((await scheduled('memory', 1))[0]?.spec.nodeName, 'dra-h100');
  });

  test('with an attribute that all devices share have no others', async () => {
    await train('root', Gpu.claim(CLASS, 2, { matchAttribute: 'resource.kubernetes.io/pcieRoot' }));
    const [pod] = await scheduled('root', 1);
    const devices = pod === undefined ? [] : await devicesOf(pod);
    assert.equal(new Set(devices.map(({ device }) => Number(device.replace('gpu-', '')) % 2)).size, 1);
  });

  test('of more than a node has wait, and the scheduler says why', async () => {
    await train('too-many', Gpu.claim(CLASS, 9));
    await waitsFor('too-many', /cannot allocate all claims/);
  });

  test('of what no device is wait', async () => {
    await train('none', Gpu.claim(CLASS, 1, { selectors: [`device.attributes['${CLASS}'].productName == 'none'`] }));
    await waitsFor('none', /cannot allocate all claims/);
  });

  test('are one for each pod of a TFJob, of a PyTorchJob and of a service', async () => {
    const gpu = Gpu.claim(CLASS, 1);
    await claiming(
      (chart) => new TfJobCluster(chart, 'tf', { ...TRAINING, worker: { replicas: 2, gpu }, parameterServer: { replicas: 1 } }),
    );
    await claiming((chart) => new PyTorchJobCluster(chart, 'torch', { ...TRAINING, gpu, worker: { replicas: 2 } }));
    await claiming((chart) => new ModelService(chart, 'serve', { image: IMAGE, resources: RESOURCES, port: 5000, gpu, replicas: 2 }));
    const counts = { tf: 3, torch: 2, serve: 2 };
    for (const [name, count] of Object.entries(counts)) {
      const pods = await scheduled(name, count);
      const given = (await Promise.all(pods.map(devicesOf))).flat();
      assert.equal(new Set(given.map(({ pool, device }) => `${pool}/${device}`)).size, 2, name);
    }
  });

  test('go with their pods', async () => {
    const objects = await train('gone', Gpu.claim(CLASS, 1));
    const [pod] = await scheduled('gone', 1);
    const claim: string = pod?.status.resourceClaimStatuses[0].resourceClaimName;
    const job = objects.find(({ kind }) => kind === 'Job');
    if (job !== undefined) await client.delete(job);
    await until(
      'the claim is gone',
      async () => (await client.read('resource.k8s.io/v1', 'ResourceClaim', namespace, claim)) === undefined,
    );
  });

  test('over the quota of their namespace are not made', async () => {
    const within = await newNamespace();
    await applied(within, (chart) => {
      const quota = { gpus: [Gpu.claim(CLASS, 1)] };
      new MlNamespace(chart, 'bounded', { name: within, quota, podSecurity: PodSecurityLevel.RESTRICTED });
    });
    await claiming((chart) => new GpuTrainingJob(chart, 'over', { ...TRAINING, gpu: Gpu.claim(CLASS, 2) }), within);
    await until('the quota is held', async () =>
      (await client.list('v1', 'Event', within)).some(({ message }) =>
        /exceeded quota: quota, requested: gpu\.nvidia\.com\.deviceclass/.test(message),
      ),
    );
  });

  test('in CEL that does not compile are refused by the server', async () => {
    await assert.rejects(train('cel', Gpu.claim(CLASS, 1, { selectors: ['device.nothing =='] })), /compilation failed/);
  });
});

describe('fast links', NEEDS_FAKE_NODES, () => {
  const pool = { 'example.com/pool': `links-${process.pid}` };
  const placement = [Placement.on(pool, { required: true })];
  before(async () => {
    if (!FAKE) return;
    const devices = { 'vpc.amazonaws.com/efa': '4', 'rdma/hca': '2', 'hugepages-2Mi': '10Gi', 'hugepages-1Gi': '4Gi' };
    await newNodes([{ name: `links-${process.pid}`, labels: pool, devices }]);
  });

  test('are given to as many pods as the node has adapters and huge pages for', async () => {
    const props = { ...TRAINING, placement, network: Network.efa(1), parallel: Parallel.workers(3) };
    await claiming((chart) => new GpuTrainingJob(chart, 'efa', props));
    await waitsFor('efa', /Insufficient hugepages-2Mi/);
    const pods = await instancePods(namespace, 'efa');
    assert.equal(pods.filter(isScheduled).length, 2);
  });

  test('by a device plugin are limit and request, and huge pages go with them', async () => {
    const resources = Resources.guaranteed({ cpu: '1', memory: '1Gi', hugePages1Gi: '1Gi' });
    const worker = { replicas: 3, network: Network.rdma('rdma/hca', 1) };
    await claiming((chart) => new PyTorchJobCluster(chart, 'rdma', { ...TRAINING, resources, placement, worker }));
    await waitsFor('rdma', /Insufficient rdma\/hca/);
    const pods = await instancePods(namespace, 'rdma');
    assert.equal(pods.filter(isScheduled).length, 2);
    assert.ok(pods.every(({ status }) => status.qosClass === 'Guaranteed'));
  });
});
