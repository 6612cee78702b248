import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import { MpiJobCluster, type MpiJobClusterProps, Resources } from 'cdk8s-ml';
import type { KubeObject } from '../cluster/client';
import { found, until } from '../cluster/until';
import { applied } from './support/apply';
import { client, hasCondition, instancePods, NEEDS_FAKE_NODES, newNamespace } from './support/cluster';

const BASE = {
  image: 'registry.example.com/ml/train:1.0',
  command: ['mpirun', 'python', 'train.py'],
  resources: Resources.guaranteed({ cpu: '1', memory: '1Gi' }),
  worker: { replicas: 2 },
};
const HOLD = { podAnnotations: { 'e2e.cdk8s-ml.io/hold': 'true' } };

let namespace: string;
before(async () => {
  // Pod Security restricted is enforced: what the operator adds to the pods must keep it too.
  namespace = await newNamespace();
});

function train(name: string, props: Partial<MpiJobClusterProps> = {}): Promise<unknown> {
  return applied(namespace, (chart) => new MpiJobCluster(chart, name, { ...BASE, ...props }));
}

function runningPods(name: string, count: number): Promise<KubeObject[]> {
  return found(`${count} pods of ${name} run`, async () => {
    const pods = await instancePods(namespace, name);
    return pods.length === count && pods.every(({ status }) => status?.phase === 'Running') ? pods : undefined;
  });
}

function roleOf(pod: KubeObject): string {
  return pod.metadata.labels?.['training.kubeflow.org/job-role'] ?? '';
}

function envOf(pod: KubeObject): { name: string; value?: string }[] {
  return pod.spec.containers[0].env;
}

describe('an MPIJob of mpi-operator', NEEDS_FAKE_NODES, () => {
  test('has its launcher and its workers in a restricted namespace, each variable told once', async () => {
    await train('place', HOLD);
    const pods = await runningPods('place', 3);
    assert.deepEqual(pods.map(roleOf).sort(), ['launcher', 'worker', 'worker']);
    for (const pod of pods) {
      const names = envOf(pod).map(({ name }) => name);
      assert.deepEqual(
        names.filter((name, i) => names.indexOf(name) !== i),
        [],
      );
      assert.equal(pod.status?.qosClass, 'Guaranteed');
    }
    const launcher = pods.find((pod) => roleOf(pod) === 'launcher');
    assert.equal(launcher?.spec.containers[0].volumeMounts.at(-1).mountPath, '/etc/mpi');
    assert.ok(
      pods.every((pod) =>
        pod.spec.containers[0].volumeMounts.some(({ mountPath }: { mountPath: string }) => mountPath === '/home/mpiuser/.ssh'),
      ),
    );
  });

  test('tells mpirun its hosts with their slots, by names that its Service gives the workers', async () => {
    await train('hosts', { ...HOLD, slotsPerWorker: 2 });
    const pods = await runningPods('hosts', 3);
    const config = await client.read('v1', 'ConfigMap', namespace, 'hosts-config');
    const host = (i: number) => `hosts-worker-${i}.hosts.${namespace}.svc slots=2\n`;
    assert.equal(config?.data.hostfile, `${host(0)}${host(1)}`);
    const service = await client.read('v1', 'Service', namespace, 'hosts');
    assert.equal(service?.spec.clusterIP, 'None');
    const workers = pods.filter((pod) => roleOf(pod) === 'worker');
    assert.deepEqual([...new Set(workers.map(({ spec }) => spec.subdomain))], ['hosts']);
    const selected = await client.list('v1', 'Pod', namespace, service?.spec.selector);
    assert.equal(selected.filter((pod) => roleOf(pod) === 'worker').length, 2);
  });

  test('has no launcher before its workers are ready', async () => {
    await train('unready', { podAnnotations: { ...HOLD.podAnnotations, 'e2e.cdk8s-ml.io/never-ready': 'true' } });
    await runningPods('unready', 2);
    assert.equal(await client.read('batch/v1', 'Job', namespace, 'unready-launcher'), undefined);
  });

  test('has succeeded when its launcher has, and its workers, which never end by themselves, are gone then', async () => {
    await train('ends');
    await until('it has succeeded', async () =>
      hasCondition(await client.read('kubeflow.org/v2beta1', 'MPIJob', namespace, 'ends'), 'Succeeded'),
    );
    await until('the workers are gone', async () => (await instancePods(namespace, 'ends')).every((pod) => roleOf(pod) !== 'worker'));
  });
});
