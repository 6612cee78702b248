import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import type { Chart } from 'cdk8s';
import { RayJobCluster, type RayJobClusterProps, Resources } from 'cdk8s-ml';
import type { KubeObject } from '../cluster/client';
import { found, until } from '../cluster/until';
import { applied } from './support/apply';
import { client, instancePods, NEEDS_FAKE_NODES, newNamespace } from './support/cluster';

const BASE = {
  image: 'registry.example.com/ml/train:1.0',
  command: ['python', 'train.py'],
  resources: Resources.guaranteed({ cpu: '1', memory: '1Gi' }),
  worker: { replicas: 2 },
};
const HOLD = { podAnnotations: { 'e2e.cdk8s-ml.io/hold': 'true' } };

let namespace: string;
before(async () => {
  // Pod Security restricted is enforced: what KubeRay adds to the pods must keep it too.
  namespace = await newNamespace();
});

function train(name: string, props: Partial<RayJobClusterProps> = {}): Promise<unknown> {
  return applied(namespace, (chart: Chart) => new RayJobCluster(chart, name, { ...BASE, ...props }));
}

/** By the labels of KubeRay, which the pod that submits does not have. */
function groupOf({ metadata }: KubeObject): string {
  return metadata.labels?.['ray.io/group'] ?? 'submitter';
}

function runningPods(name: string, count: number): Promise<KubeObject[]> {
  return found(`${count} pods of ${name} run`, async () => {
    const pods = await instancePods(namespace, name);
    return pods.length === count && pods.every(({ status }) => status?.phase === 'Running') ? pods : undefined;
  });
}

function jobOf(name: string): Promise<KubeObject | undefined> {
  return client.read('ray.io/v1', 'RayJob', namespace, name);
}

function clustersOf(name: string): Promise<KubeObject[]> {
  return client.list('ray.io/v1', 'RayCluster', namespace, { 'ray.io/originated-from-cr-name': name });
}

describe('a RayJob of KubeRay', NEEDS_FAKE_NODES, () => {
  test('has a head, its groups of workers and a submitter in a restricted namespace, Guaranteed, each variable told once', async () => {
    await train('place', { ...HOLD, workerGroups: { loaders: { replicas: 1 } } });
    const pods = await runningPods('place', 5);
    assert.deepEqual(pods.map(groupOf).sort(), ['headgroup', 'loaders', 'submitter', 'worker', 'worker']);
    for (const { metadata, spec, status } of pods) {
      const names: string[] = [...spec.containers, ...(spec.initContainers ?? [])].flatMap(({ name, env }) =>
        env.map((variable: { name: string }) => `${name} ${variable.name}`),
      );
      assert.deepEqual(
        names.filter((name, i) => names.indexOf(name) !== i),
        [],
      );
      assert.equal(status.qosClass, 'Guaranteed', metadata.name);
      assert.equal(spec.serviceAccountName, 'place');
    }
    const worker = pods.find((pod) => groupOf(pod) === 'worker');
    assert.deepEqual(
      worker?.spec.initContainers.map(({ name }: { name: string }) => name),
      ['wait-gcs-ready'],
    );
  });

  test('starts Ray in the pods, with no work for the head, and the program from the submitter', async () => {
    await train('start', { ...HOLD, args: ['--note', 'two words'] });
    const pods = await runningPods('start', 4);
    const line = (group: string): string => pods.find((pod) => groupOf(pod) === group)?.spec.containers[0].args.join(' ') ?? '';
    assert.match(line('headgroup'), /ray start --head .*--num-cpus=0/);
    assert.match(line('worker'), /ray start .*--address=start-\w{5}-head-svc\.[\w-]+\.svc\.cluster\.local:6379 .*--num-cpus=1/);
    assert.match(line('submitter'), /ray job submit .* -- python train\.py --note 'two words' ;/);
  });

  test('mounts the shared memory that we size, and none of KubeRay’s own', async () => {
    await train('shared', HOLD);
    for (const pod of await runningPods('shared', 4)) {
      const memory = pod.spec.volumes.filter(({ emptyDir }: { emptyDir?: { medium?: string } }) => emptyDir?.medium === 'Memory');
      assert.equal(memory.length, groupOf(pod) === 'submitter' ? 0 : 1);
    }
  });

  test('has Services, of its own name too, that select the head', async () => {
    await train('found', HOLD);
    const pods = await runningPods('found', 4);
    const [cluster] = await clustersOf('found');
    assert.match(cluster?.metadata.name ?? '', /^found-\w{5}$/);
    for (const name of ['found-head-svc', `${cluster?.metadata.name}-head-svc`]) {
      const service = await found(`the Service ${name} is there`, () => client.read('v1', 'Service', namespace, name));
      const selected = await client.list('v1', 'Pod', namespace, service.spec.selector);
      assert.deepEqual(
        selected.map(({ metadata }) => metadata.name),
        pods.filter((pod) => groupOf(pod) === 'headgroup').map(({ metadata }) => metadata.name),
      );
    }
  });

  test('has its longest name taken, with all the names that KubeRay makes of it', async () => {
    const name = `l${'o'.repeat(45)}g`;
    await train(name, HOLD);
    await runningPods(name, 4);
  });

  test('waits where it is suspended', async () => {
    await train('waits', { suspended: true });
    await until('it is suspended', async () => ['Suspended', 'Suspending'].includes((await jobOf('waits'))?.status?.jobDeploymentStatus));
    assert.deepEqual(await instancePods(namespace, 'waits'), []);
  });

  test('is complete when the program has ended; its cluster is gone then, and the submitter with the log stays', async () => {
    await train('ends');
    await until('it is complete', async () => (await jobOf('ends'))?.status?.jobDeploymentStatus === 'Complete');
    await until('the cluster is gone', async () => (await clustersOf('ends')).length === 0);
    const left = await found('the submitter alone is left', async () => {
      const pods = await instancePods(namespace, 'ends');
      return pods.length === 1 ? pods : undefined;
    });
    assert.deepEqual(left.map(groupOf), ['submitter']);
  });
});
