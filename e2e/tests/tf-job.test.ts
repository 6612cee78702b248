import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import { Duration } from 'cdk8s';
import { Gpu, Placement, Resources, TfJobCluster, type TfJobClusterProps, Topology } from 'cdk8s-ml';
import type { KubeObject } from '../cluster/client';
import { found, until } from '../cluster/until';
import { applied } from './support/apply';
import { client, hasCondition, instancePods, NEEDS_FAKE_NODES, newNamespace } from './support/cluster';

const RESOURCES = Resources.guaranteed({ cpu: '1', memory: '1Gi' });
const BASE = { image: 'registry.example.com/ml/train:1.0', resources: RESOURCES };
const SCENARIO = { parameterServer: { replicas: 2 }, worker: { replicas: 4, gpu: Gpu.nvidia(1) } };

let namespace: string;
before(async () => {
  namespace = await newNamespace();
});

function train(name: string, props: Omit<TfJobClusterProps, 'image'>): Promise<KubeObject[]> {
  return applied(namespace, (chart) => new TfJobCluster(chart, name, { ...BASE, ...props }));
}

function jobNamed(name: string): Promise<KubeObject | undefined> {
  return client.read('kubeflow.org/v1', 'TFJob', namespace, name);
}

/** The pods of a job once all of them run. */
function runningPods(name: string, count: number): Promise<KubeObject[]> {
  return found(`${count} pods of ${name} run`, async () => {
    const pods = await instancePods(namespace, name);
    return pods.length === count && pods.every(({ status }) => status?.phase === 'Running') ? pods : undefined;
  });
}

function roleOf(pod: KubeObject): string {
  const { labels = {} } = pod.metadata;
  return `${labels['training.kubeflow.org/replica-type']}-${labels['training.kubeflow.org/replica-index']}`;
}

function tfConfigOf(pod: KubeObject): { cluster: Record<string, string[]>; task: { type: string; index: number } } {
  const variable = pod.spec.containers[0].env.find(({ name }: { name: string }) => name === 'TF_CONFIG');
  return JSON.parse(variable.value);
}

const HOLD = { podAnnotations: { 'e2e.cdk8s-ml.io/hold': 'true' } };

describe('a TFJob', NEEDS_FAKE_NODES, () => {
  test('has the pods of its roles, and each knows the addresses of all and its own part', async () => {
    await train('roles', { ...SCENARIO, ...HOLD });
    const pods = await runningPods('roles', 6);
    const address = (role: string) => `roles-${role}.${namespace}.svc:2222`;
    const cluster = { ps: ['ps-0', 'ps-1'].map(address), worker: ['worker-0', 'worker-1', 'worker-2', 'worker-3'].map(address) };
    for (const pod of pods) {
      const config = tfConfigOf(pod);
      assert.deepEqual(config.cluster, cluster);
      assert.equal(`${config.task.type}-${config.task.index}`, roleOf(pod));
    }
    assert.deepEqual(pods.map(roleOf).sort(), ['ps-0', 'ps-1', 'worker-0', 'worker-1', 'worker-2', 'worker-3']);
  });

  test('has a Service for each pod that selects it alone, on the port that TF_CONFIG names', async () => {
    await train('services', { ...SCENARIO, ...HOLD });
    const pods = await runningPods('services', 6);
    for (const pod of pods) {
      const service = await client.read('v1', 'Service', namespace, `services-${roleOf(pod)}`);
      assert.equal(service?.spec.ports[0].port, 2222);
      const selected = await client.list('v1', 'Pod', namespace, service?.spec.selector);
      assert.deepEqual(
        selected.map(({ metadata }) => metadata.name),
        [pod.metadata.name],
      );
    }
  });

  test('has succeeded when the coordinating worker has, and its parameter servers and other workers go away', async () => {
    await train('succeeds', SCENARIO);
    await until('it has succeeded', async () => hasCondition(await jobNamed('succeeds'), 'Succeeded'));
    await until('only the coordinating worker is left', async () => {
      const pods = await instancePods(namespace, 'succeeds');
      return pods.length === 1 && pods.map(roleOf)[0] === 'worker-0';
    });
  });

  test('is removed with its pods after its time to live', async () => {
    await train('short-lived', { ...SCENARIO, ttlAfterFinished: Duration.seconds(1) });
    await until('the TFJob is gone', async () => (await jobNamed('short-lived')) === undefined);
    await until('its pods are gone', async () => (await instancePods(namespace, 'short-lived')).length === 0);
  });

  test('with pods that must be on one node has them there', async () => {
    await train('one-node', { ...SCENARIO, ...HOLD, placement: [Placement.together(Topology.NODE, { required: true })] });
    const pods = await runningPods('one-node', 6);
    assert.equal(new Set(pods.map(({ spec }) => spec.nodeName)).size, 1);
  });
});
