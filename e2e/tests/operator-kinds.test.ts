import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import type { Chart } from 'cdk8s';
import { Elastic, JaxJobCluster, PaddleJobCluster, PyTorchJobCluster, Resources, XgboostJobCluster } from 'cdk8s-ml';
import type { KubeObject } from '../cluster/client';
import { found, until } from '../cluster/until';
import { applied } from './support/apply';
import { client, hasCondition, instancePods, NEEDS_FAKE_NODES, newNamespace } from './support/cluster';

const BASE = { image: 'registry.example.com/ml/train:1.0', resources: Resources.guaranteed({ cpu: '1', memory: '1Gi' }) };
const HOLD = { podAnnotations: { 'e2e.cdk8s-ml.io/hold': 'true' } };

let namespace: string;
before(async () => {
  // Pod Security restricted is enforced: what the operators add to the pods must keep it too.
  namespace = await newNamespace();
});

/** The pods of a job once all of them run, and none has been refused. */
function runningPods(name: string, count: number): Promise<KubeObject[]> {
  return found(`${count} pods of ${name} run`, async () => {
    const pods = await instancePods(namespace, name);
    return pods.length === count && pods.every(({ status }) => status?.phase === 'Running') ? pods : undefined;
  });
}

function envOf(pod: KubeObject): Record<string, string> {
  const variables: { name: string; value?: string }[] = pod.spec.containers[0].env;
  return Object.fromEntries(variables.map(({ name, value = '' }) => [name, value]));
}

function named(pods: readonly KubeObject[], name: string): Record<string, string> {
  const pod = pods.find(({ metadata }) => metadata.name === name);
  assert.ok(pod, `there is no pod ${name}`);
  return envOf(pod);
}

function twice(pod: KubeObject): string[] {
  const names: string[] = pod.spec.containers[0].env.map(({ name }: { name: string }) => name);
  return names.filter((name, i) => names.indexOf(name) !== i);
}

interface KindOfJob {
  readonly kind: string;
  readonly pods: readonly string[];
  readonly make: (chart: Chart, name: string, props: object) => unknown;
  /** What each pod is told, by its name without that of the job. */
  readonly env: Readonly<Record<string, Readonly<Record<string, string>>>>;
}

const KINDS: readonly KindOfJob[] = [
  {
    kind: 'PyTorchJob',
    pods: ['worker-0', 'worker-1', 'worker-2'],
    make: (chart, name, props) => new PyTorchJobCluster(chart, name, { ...BASE, ...props, worker: { replicas: 3 } }),
    env: {
      'worker-0': { PET_RDZV_BACKEND: 'c10d', PET_RDZV_ENDPOINT: 'NAME-worker-0:23456', PET_NNODES: '3:3', PET_NPROC_PER_NODE: '1' },
      'worker-2': { PET_RDZV_ENDPOINT: 'NAME-worker-0:23456', PET_MAX_RESTARTS: '3' },
    },
  },
  {
    kind: 'XGBoostJob',
    pods: ['master-0', 'worker-0', 'worker-1'],
    make: (chart, name, props) => new XgboostJobCluster(chart, name, { ...BASE, ...props, worker: { replicas: 2 } }),
    env: {
      'master-0': { MASTER_ADDR: 'NAME-master-0', MASTER_PORT: '9999', WORLD_SIZE: '3', RANK: '0' },
      'worker-1': { RANK: '2', WORKER_ADDRS: 'NAME-worker-0,NAME-worker-1' },
    },
  },
  {
    kind: 'PaddleJob',
    pods: ['worker-0', 'worker-1'],
    make: (chart, name, props) => new PaddleJobCluster(chart, name, { ...BASE, ...props, worker: { replicas: 2 } }),
    env: { 'worker-1': { PADDLE_MASTER: 'NAME-worker-0:36543', PADDLE_NNODES: '2' } },
  },
  {
    kind: 'JAXJob',
    pods: ['worker-0', 'worker-1'],
    make: (chart, name, props) => new JaxJobCluster(chart, name, { ...BASE, ...props, worker: { replicas: 2 } }),
    env: { 'worker-1': { COORDINATOR_ADDRESS: 'NAME-worker-0', COORDINATOR_PORT: '6666', NUM_PROCESSES: '2', PROCESS_ID: '1' } },
  },
];

for (const { kind, pods: names, make, env } of KINDS) {
  const lower = kind.toLowerCase();
  describe(`a ${kind}`, NEEDS_FAKE_NODES, () => {
    test('has the pods of its roles in a restricted namespace, each told its place once', async () => {
      const name = `${lower}-place`;
      await applied(namespace, (chart) => make(chart, name, HOLD));
      const pods = await runningPods(name, names.length);
      assert.deepEqual(
        pods.map(({ metadata }) => metadata.name).sort(),
        names.map((each) => `${name}-${each}`),
      );
      for (const [pod, variables] of Object.entries(env)) {
        const told = named(pods, `${name}-${pod}`);
        for (const [key, value] of Object.entries(variables)) assert.equal(told[key], value.replaceAll('NAME', name), `${pod} ${key}`);
      }
      assert.deepEqual(pods.flatMap(twice), []);
      assert.deepEqual([...new Set(pods.map(({ status }) => status?.qosClass))], ['Guaranteed']);
    });

    test('has a Service by which its first pod is found, on the port that the others are told', async () => {
      const name = `${lower}-service`;
      await applied(namespace, (chart) => make(chart, name, HOLD));
      await runningPods(name, names.length);
      const service = await client.read('v1', 'Service', namespace, `${name}-${names[0]}`);
      const selected = await client.list('v1', 'Pod', namespace, service?.spec.selector);
      assert.deepEqual(
        selected.map(({ metadata }) => metadata.name),
        [`${name}-${names[0]}`],
      );
    });

    test('has succeeded when its pods have', async () => {
      const name = `${lower}-ends`;
      await applied(namespace, (chart) => make(chart, name, {}));
      await until('it has succeeded', async () => hasCondition(await client.read('kubeflow.org/v1', kind, namespace, name), 'Succeeded'));
    });
  });
}

describe('a PyTorchJob', NEEDS_FAKE_NODES, () => {
  test('with bounds tells them to its pods, and has the autoscaler that it asks for', async () => {
    await applied(
      namespace,
      (chart) =>
        new PyTorchJobCluster(chart, 'elastic', {
          ...BASE,
          ...HOLD,
          worker: { replicas: 2 },
          elastic: Elastic.between(1, 4, { cpuUtilization: 80 }),
        }),
    );
    const pods = await runningPods('elastic', 2);
    assert.equal(named(pods, 'elastic-worker-0').PET_NNODES, '1:4');
    const scaler = await found('the autoscaler is made', () =>
      client.read('autoscaling/v2', 'HorizontalPodAutoscaler', namespace, 'elastic'),
    );
    assert.deepEqual([scaler.spec.minReplicas, scaler.spec.maxReplicas], [1, 4]);
    assert.equal(scaler.spec.metrics[0].resource.target.averageUtilization, 80);
  });

  test("around a master never has its workers in a restricted namespace: the operator's init container is refused", async () => {
    await applied(namespace, (chart) => new PyTorchJobCluster(chart, 'around', { ...BASE, ...HOLD, master: {}, worker: { replicas: 1 } }));
    const event = await found('a pod is refused', async () => {
      const events = await client.list('v1', 'Event', namespace);
      return events.find((each) => each.involvedObject?.name === 'around' && /init-pytorch/.test(each.message ?? ''));
    });
    assert.match(event.message, /violates PodSecurity "restricted/);
    // The operator makes the workers first.
    const pods = await found('the master is made', async () => {
      const made = await instancePods(namespace, 'around');
      return made.length === 0 ? undefined : made;
    });
    assert.deepEqual(
      pods.map(({ metadata }) => metadata.name),
      ['around-master-0'],
    );
  });
});
