import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import { Autoscaling, Gpu, ModelService, type ModelServiceProps, Placement, Resources, Rollout, Topology } from 'cdk8s-ml';
import type { KubeObject } from '../cluster/client';
import { found, until } from '../cluster/until';
import { applied } from './support/apply';
import {
  client,
  conditionOf,
  hasCondition,
  instancePods,
  isReady,
  kubectl,
  NEEDS_FAKE_NODES,
  newNamespace,
  newNodes,
} from './support/cluster';

const BASE = { image: 'registry.example.com/ml/serve:1.0', port: 5000, resources: Resources.guaranteed({ cpu: '2', memory: '4Gi' }) };
const NEXT_IMAGE = 'registry.example.com/ml/serve:2.0';

let namespace: string;
before(async () => {
  namespace = await newNamespace();
});

function serve(name: string, props: Partial<ModelServiceProps> = {}): Promise<KubeObject[]> {
  return applied(namespace, (chart) => new ModelService(chart, name, { ...BASE, ...props }));
}

function deploymentNamed(name: string): Promise<KubeObject | undefined> {
  return client.read('apps/v1', 'Deployment', namespace, name);
}

/** The Deployment once its newest template is rolled out and all its replicas are available. */
function rolledOut(name: string, replicas: number): Promise<KubeObject> {
  return found(`${name} has ${replicas} available replicas of its newest template`, async () => {
    const deployment = await deploymentNamed(name);
    const { observedGeneration, updatedReplicas, availableReplicas, replicas: all } = deployment?.status ?? {};
    const isDone = observedGeneration === deployment?.metadata.generation && updatedReplicas === replicas && availableReplicas === replicas;
    return isDone && all === replicas ? deployment : undefined;
  });
}

async function imagesOf(name: string): Promise<Set<string>> {
  return new Set((await instancePods(namespace, name)).map(({ spec }) => spec.containers[0].image));
}

describe('a service', NEEDS_FAKE_NODES, () => {
  test('becomes available, and its Service has an endpoint for each replica, on the port of the program', async () => {
    await serve('available', { replicas: 3 });
    assert.ok(hasCondition(await rolledOut('available', 3), 'Available'));
    const slice = await found('all endpoints are ready', async () => {
      const [found] = await client.list('discovery.k8s.io/v1', 'EndpointSlice', namespace, { 'kubernetes.io/service-name': 'available' });
      return found?.endpoints?.filter(({ conditions }: { conditions: { ready: boolean } }) => conditions.ready).length === 3
        ? found
        : undefined;
    });
    assert.deepEqual(
      slice.ports.map(({ port }: { port: number }) => port),
      [5000],
    );
  });

  test('is scaled out by its autoscaler when its pods use more CPU than they should, and no further than it may', async () => {
    await serve('scaled', { autoscaling: Autoscaling.onCpu({ min: 2, max: 4 }), podAnnotations: { 'e2e.cdk8s-ml.io/cpu': '1900m' } });
    await until('it has four replicas', async () => (await deploymentNamed('scaled'))?.status?.availableReplicas === 4);
    const autoscaler = await client.read('autoscaling/v2', 'HorizontalPodAutoscaler', namespace, 'scaled');
    assert.ok(hasCondition(autoscaler, 'AbleToScale'));
    assert.ok(hasCondition(autoscaler, 'ScalingActive'));
    assert.ok(hasCondition(autoscaler, 'ScalingLimited'));
  });

  test('keeps the number of replicas that its autoscaler has chosen when it is applied again', async () => {
    const props = { autoscaling: Autoscaling.onCpu({ min: 2, max: 4 }), podAnnotations: { 'e2e.cdk8s-ml.io/cpu': '1900m' } };
    await serve('kept', props);
    await until('it has four replicas', async () => (await deploymentNamed('kept'))?.spec.replicas === 4);
    await serve('kept', { ...props, labels: { 'example.com/team': 'vision' } });
    assert.equal((await deploymentNamed('kept'))?.spec.replicas, 4);
  });

  test('gives back the template before with rollout undo', async () => {
    await serve('undone', { replicas: 2 });
    await rolledOut('undone', 2);
    await serve('undone', { replicas: 2, image: NEXT_IMAGE });
    await rolledOut('undone', 2);
    await until(
      'the new image serves alone',
      async () => (await imagesOf('undone')).size === 1 && (await imagesOf('undone')).has(NEXT_IMAGE),
    );
    await kubectl('rollout', 'undo', 'deployment/undone', `--namespace=${namespace}`);
    await rolledOut('undone', 2);
    await until(
      'the old image serves alone',
      async () => (await imagesOf('undone')).size === 1 && (await imagesOf('undone')).has(BASE.image),
    );
  });
});

describe('a service on GPU nodes that are full', NEEDS_FAKE_NODES, () => {
  const product = `E2E-FULL-${process.pid}`;
  const labels = { 'nvidia.com/gpu.product': product };
  before(() =>
    newNodes(['full-a', 'full-b'].map((name) => ({ name: `${name}-${process.pid}`, labels, devices: { 'nvidia.com/gpu': '1' } }))),
  );

  test('is updated: a replica gives its GPU to the next', async () => {
    const props = { replicas: 2, gpu: Gpu.nvidia(1, { product }) };
    await serve('full', props);
    await rolledOut('full', 2);
    await serve('full', { ...props, image: NEXT_IMAGE });
    await rolledOut('full', 2);
    assert.deepEqual(await imagesOf('full'), new Set([NEXT_IMAGE]));
  });

  test('would hang with a rollout that wants a spare GPU', async () => {
    const hungry = `E2E-HUNGRY-${process.pid}`;
    await newNodes([{ name: `hungry-${process.pid}`, labels: { 'nvidia.com/gpu.product': hungry }, devices: { 'nvidia.com/gpu': '1' } }]);
    const props = { replicas: 1, gpu: Gpu.nvidia(1, { product: hungry }), rollout: Rollout.rolling({ maxSurge: 1, maxUnavailable: 0 }) };
    await serve('hungry', props);
    await rolledOut('hungry', 1);
    await serve('hungry', { ...props, image: NEXT_IMAGE });
    await until('the new pod waits for a GPU', async () =>
      (await instancePods(namespace, 'hungry')).some((pod) => /Insufficient nvidia/.test(conditionOf(pod, 'PodScheduled')?.message ?? '')),
    );
    assert.ok((await imagesOf('hungry')).has(BASE.image));
  });
});

describe('disruptions', NEEDS_FAKE_NODES, () => {
  const pool = { 'example.com/pool': `drained-${process.pid}` };
  const names = ['drain-a', 'drain-b', 'drain-c'].map((name) => `${name}-${process.pid}`);
  before(() => newNodes(names.map((name) => ({ name, labels: pool }))));

  test('may take one replica of three, and no second before there is a new one', async () => {
    const full = { 'example.com/pool': `budget-${process.pid}` };
    const nodes = ['budget-a', 'budget-b', 'budget-c'].map((name) => `${name}-${process.pid}`);
    await newNodes(nodes.map((name) => ({ name, labels: full })));
    await serve('budget', { replicas: 3, placement: [Placement.on(full, { required: true })] });
    await rolledOut('budget', 3);
    await until('one disruption is allowed', async () => {
      const budget = await client.read('policy/v1', 'PodDisruptionBudget', namespace, 'budget');
      return budget?.status?.disruptionsAllowed === 1;
    });
    const pods = await instancePods(namespace, 'budget');
    // No node takes the new pod, so that it can not come in between.
    await kubectl('cordon', ...nodes);
    const answers = await Promise.all(pods.map((pod) => client.evict(pod)));
    assert.equal(answers.filter((isEvicted) => isEvicted).length, 1);
  });

  test('by a drain move the replicas one after the other: never are two of three missing', async () => {
    await serve('drained', {
      replicas: 3,
      placement: [Placement.on(pool, { required: true }), Placement.together(Topology.NODE)],
    });
    await rolledOut('drained', 3);
    const node = (await instancePods(namespace, 'drained'))[0]?.spec.nodeName;
    const seen: number[] = [];
    const watch = setInterval(async () => seen.push((await instancePods(namespace, 'drained')).filter(isReady).length), 50);
    try {
      await kubectl('drain', node, '--ignore-daemonsets', '--delete-emptydir-data', '--timeout=60s');
    } finally {
      clearInterval(watch);
    }
    await rolledOut('drained', 3);
    assert.ok(Math.min(...seen) >= 2, `replicas that were ready during the drain: ${seen.join(', ')}`);
    assert.equal((await instancePods(namespace, 'drained')).filter(({ spec }) => spec.nodeName === node).length, 0);
  });
});
