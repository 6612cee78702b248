import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import { Gpu, GpuTrainingJob, ModelService, Parallel, Placement, Resources, Topology } from 'cdk8s-ml';
import type { KubeObject } from '../cluster/client';
import { found } from '../cluster/until';
import { applied } from './support/apply';
import { client, conditionOf, instancePods, isScheduled, NEEDS_FAKE_NODES, newNamespace, newNodes } from './support/cluster';

const RESOURCES = Resources.guaranteed({ cpu: '1', memory: '1Gi' });
const TRAINING = { image: 'registry.example.com/ml/train:1.0', resources: RESOURCES };
const SERVING = { image: 'registry.example.com/ml/serve:1.0', resources: RESOURCES, port: 5000 };
const HOLD = { 'e2e.cdk8s-ml.io/hold': 'true' };

let namespace: string;
before(async () => {
  namespace = await newNamespace();
});

/** The pods of a workload once each is placed or was found to fit nowhere. */
function judged(name: string, count: number): Promise<KubeObject[]> {
  return found(`the scheduler has judged ${count} pods of ${name}`, async () => {
    const pods = await instancePods(namespace, name);
    const done = pods.filter((pod) => isScheduled(pod) || conditionOf(pod, 'PodScheduled')?.reason === 'Unschedulable');
    return done.length === count ? pods : undefined;
  });
}

async function nodesOf(name: string, count: number): Promise<KubeObject[]> {
  const pods = await judged(name, count);
  const nodes = await client.list('v1', 'Node');
  return pods.filter(isScheduled).map(({ spec }) => {
    const node = nodes.find(({ metadata }) => metadata.name === spec.nodeName);
    if (node === undefined) throw new Error(`there is no node ${spec.nodeName}`);
    return node;
  });
}

function labelsOf(nodes: readonly KubeObject[], key: string): string[] {
  return nodes.map(({ metadata }) => metadata.labels?.[key] ?? '');
}

describe('pods are placed', NEEDS_FAKE_NODES, () => {
  test('together on one node, where they must', async () => {
    const placement = [Placement.together(Topology.NODE, { required: true })];
    await applied(namespace, (chart) => new ModelService(chart, 'together', { ...SERVING, replicas: 4, placement }));
    assert.equal(new Set(labelsOf(await nodesOf('together', 4), 'kubernetes.io/hostname')).size, 1);
  });

  test('apart on nodes of their own, where they must; one too many waits', async () => {
    const pool = { 'example.com/pool': `apart-${process.pid}` };
    await newNodes(['apart-a', 'apart-b', 'apart-c'].map((name) => ({ name: `${name}-${process.pid}`, labels: pool })));
    const placement = [Placement.apart(Topology.NODE, { required: true }), Placement.on(pool, { required: true })];
    await applied(namespace, (chart) => new ModelService(chart, 'apart', { ...SERVING, replicas: 4, placement }));
    const nodes = await nodesOf('apart', 4);
    assert.equal(nodes.length, 3);
    assert.equal(new Set(labelsOf(nodes, 'kubernetes.io/hostname')).size, 3);
  });

  test('apart by themselves, if nothing is said of a service', async () => {
    await applied(namespace, (chart) => new ModelService(chart, 'spread-out', { ...SERVING, replicas: 3 }));
    assert.equal(new Set(labelsOf(await nodesOf('spread-out', 3), 'kubernetes.io/hostname')).size, 3);
  });

  test('spread evenly over zones', async () => {
    const placement = [Placement.spread(Topology.ZONE, { required: true })];
    await applied(namespace, (chart) => new ModelService(chart, 'zones', { ...SERVING, replicas: 6, placement }));
    const zones = labelsOf(await nodesOf('zones', 6), 'topology.kubernetes.io/zone');
    for (const zone of ['a', 'b', 'c']) assert.equal(zones.filter((each) => each === zone).length, 2, zone);
  });

  test('on nodes with the GPU product that is named', async () => {
    const gpu = Gpu.nvidia(1, { product: 'NVIDIA-H100-80GB-HBM3' });
    await applied(namespace, (chart) => new GpuTrainingJob(chart, 'product', { ...TRAINING, gpu, podAnnotations: HOLD }));
    assert.deepEqual(labelsOf(await nodesOf('product', 1), 'nvidia.com/gpu.product'), ['NVIDIA-H100-80GB-HBM3']);
  });

  test('not on the tainted nodes of GPUs, if they have none', async () => {
    await applied(
      namespace,
      (chart) => new GpuTrainingJob(chart, 'cpu-only', { ...TRAINING, parallel: Parallel.shards(12), podAnnotations: HOLD }),
    );
    const nodes = await nodesOf('cpu-only', 12);
    assert.equal(nodes.length, 12);
    assert.deepEqual(
      nodes.filter(({ spec }) => (spec.taints ?? []).length > 0),
      [],
    );
  });

  test('on tainted nodes, if they tolerate the taint', async () => {
    const pool = { 'example.com/pool': `tainted-${process.pid}` };
    await newNodes([{ name: `tainted-${process.pid}`, labels: pool, taints: ['example.com/reserved'] }]);
    const placement = [Placement.on(pool, { required: true }), Placement.tolerate('example.com/reserved')];
    await applied(namespace, (chart) => new GpuTrainingJob(chart, 'tolerant', { ...TRAINING, placement, podAnnotations: HOLD }));
    assert.equal((await nodesOf('tolerant', 1)).length, 1);
    const strict = [Placement.on(pool, { required: true })];
    await applied(namespace, (chart) => new GpuTrainingJob(chart, 'intolerant', { ...TRAINING, placement: strict, podAnnotations: HOLD }));
    assert.equal((await nodesOf('intolerant', 1)).length, 0);
  });

  test('never with more GPUs than a node has', async () => {
    const product = `E2E-COUNTED-${process.pid}`;
    const labels = { 'nvidia.com/gpu.product': product };
    await newNodes(
      ['counted-a', 'counted-b'].map((name) => ({ name: `${name}-${process.pid}`, labels, devices: { 'nvidia.com/gpu': '8' } })),
    );
    const props = { ...TRAINING, gpu: Gpu.nvidia(3, { product }), parallel: Parallel.shards(5), podAnnotations: HOLD };
    await applied(namespace, (chart) => new GpuTrainingJob(chart, 'counted', props));
    const hosts = labelsOf(await nodesOf('counted', 5), 'kubernetes.io/hostname');
    assert.equal(hosts.length, 4);
    for (const host of new Set(hosts)) assert.equal(hosts.filter((each) => each === host).length, 2);
    const waiting = (await instancePods(namespace, 'counted')).find((pod) => !isScheduled(pod));
    assert.match(conditionOf(waiting, 'PodScheduled')?.message ?? '', /Insufficient nvidia\.com\/gpu/);
  });
});
