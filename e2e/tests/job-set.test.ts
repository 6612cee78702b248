import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import { Duration } from 'cdk8s';
import { JobSetCluster, type JobSetClusterProps, Rendezvous, Resources, RoleDependency } from 'cdk8s-ml';
import type { KubeObject } from '../cluster/client';
import { found, until } from '../cluster/until';
import { applyAll, synthesized } from './support/apply';
import { client, conditionOf, hasCondition, instancePods, NEEDS_FAKE_NODES, newNamespace } from './support/cluster';

const BASE = { image: 'registry.example.com/ml/train:1.0', resources: Resources.guaranteed({ cpu: '1', memory: '1Gi' }) };
const PARAMETER_SERVERS = {
  rendezvous: Rendezvous.TENSORFLOW,
  roles: [{ name: 'chief' }, { name: 'worker', replicas: 2 }, { name: 'ps', replicas: 2 }],
};
const HOLD = { 'e2e.cdk8s-ml.io/hold': 'true' };
const exits = (code: number) => ({ 'e2e.cdk8s-ml.io/exit-code': String(code) });

let namespace: string;
before(async () => {
  // Pod Security restricted is enforced.
  namespace = await newNamespace();
});

/** Annotations by role, which steer the fake nodes. */
type Steering = Readonly<Record<string, object>>;

/** Applies a training, some roles of which have annotations on their pods. */
function train(name: string, props: Omit<JobSetClusterProps, 'image'>, steering: Steering = {}): Promise<unknown> {
  const objects = synthesized(namespace, (chart) => new JobSetCluster(chart, name, { ...BASE, ...props }));
  for (const job of objects.find(({ kind }) => kind === 'JobSet')?.spec.replicatedJobs ?? []) {
    const { metadata } = job.template.spec.template;
    metadata.annotations = { ...metadata.annotations, ...steering[job.name] };
  }
  return applyAll(objects);
}

function jobSetNamed(name: string): Promise<KubeObject | undefined> {
  return client.read('jobset.x-k8s.io/v1alpha2', 'JobSet', namespace, name);
}

function jobOf(name: string, role: string): Promise<KubeObject | undefined> {
  return client.read('batch/v1', 'Job', namespace, `${name}-${role}-0`);
}

function runningPods(name: string, count: number): Promise<KubeObject[]> {
  return found(`${count} pods of ${name} run`, async () => {
    const pods = await instancePods(namespace, name);
    return pods.length === count && pods.every(({ status }) => status?.phase === 'Running') ? pods : undefined;
  });
}

function roleOf(pod: KubeObject): string {
  return pod.metadata.labels?.['jobset.sigs.k8s.io/replicatedjob-name'] ?? '';
}

/** The JobSet once it has failed, and why. */
async function failureOf(name: string): Promise<{ readonly restarts: number; readonly reason: string | undefined }> {
  const jobSet = await found(`${name} has failed`, async () => {
    const read = await jobSetNamed(name);
    return hasCondition(read, 'Failed') ? read : undefined;
  });
  return { restarts: jobSet.status?.restarts ?? 0, reason: conditionOf(jobSet, 'Failed')?.reason };
}

describe('a JobSet', NEEDS_FAKE_NODES, () => {
  test('has the pods of its roles in a restricted namespace, each with the name by which TF_CONFIG says that it is found', async () => {
    await train('place', PARAMETER_SERVERS, { chief: HOLD, worker: HOLD, ps: HOLD });
    const pods = await runningPods('place', 5);
    assert.deepEqual(pods.map(roleOf).sort(), ['chief', 'ps', 'ps', 'worker', 'worker']);
    const hosts = pods.map(({ spec }) => `${spec.hostname}.${spec.subdomain}:2222`).sort();
    for (const pod of pods) {
      const { value } = pod.spec.containers[0].env.find(({ name }: { name: string }) => name === 'TF_CONFIG');
      const { cluster, task } = JSON.parse(
        value.replace('$(WORKER_INDEX)', pod.metadata.annotations?.['batch.kubernetes.io/job-completion-index'] ?? ''),
      );
      assert.deepEqual(Object.values<string[]>(cluster).flat().sort(), hosts);
      assert.equal(cluster[task.type][task.index], `${pod.spec.hostname}.${pod.spec.subdomain}:2222`);
      assert.equal(task.type, roleOf(pod));
      assert.equal(pod.status?.qosClass, 'Guaranteed');
      assert.equal(pod.metadata.labels?.['jobset.sigs.k8s.io/coordinator'], 'place-chief-0-0.place');
    }
    const service = await client.read('v1', 'Service', namespace, 'place');
    assert.deepEqual([service?.spec.clusterIP, service?.spec.publishNotReadyAddresses], ['None', true]);
    assert.equal((await client.list('v1', 'Pod', namespace, service?.spec.selector)).length, 5);
    // What is applied again is the same to the webhook, which has written its defaults into it.
    await train('place', PARAMETER_SERVERS, { chief: HOLD, worker: HOLD, ps: HOLD });
  });

  test('has succeeded when the coordinating role has, and the pods of the others are gone then', async () => {
    await train('ends', PARAMETER_SERVERS, { worker: HOLD, ps: HOLD });
    await until('it has succeeded', async () => hasCondition(await jobSetNamed('ends'), 'Completed'));
    await until('parameter servers and workers are gone', async () =>
      (await instancePods(namespace, 'ends')).every((pod) => roleOf(pod) === 'chief'),
    );
  });

  test('starts all pods again when one has failed, as often as backoffLimit says', async () => {
    await train('fails', { ...PARAMETER_SERVERS, backoffLimit: 2 }, { chief: HOLD, ps: HOLD, worker: exits(1) });
    assert.deepEqual(await failureOf('fails'), { restarts: 2, reason: 'ReachedMaxRestarts' });
  });

  test('fails at once by an exit code that says so', async () => {
    await train('wrong', { ...PARAMETER_SERVERS, failFastExitCodes: [42] }, { chief: HOLD, ps: HOLD, worker: exits(42) });
    assert.deepEqual(await failureOf('wrong'), { restarts: 0, reason: 'FailJobSetFailurePolicyAction' });
  });

  test('starts again by an exit code that says so, which is not counted', async () => {
    const codes = { failFastExitCodes: [42], ignoreExitCodes: [75] };
    await train('again', { ...PARAMETER_SERVERS, ...codes, backoffLimit: 0 }, { chief: HOLD, ps: HOLD, worker: exits(75) });
    await until('it has started again twice', async () => ((await jobSetNamed('again'))?.status?.restarts ?? 0) >= 2);
    const jobSet = await jobSetNamed('again');
    assert.equal(jobSet?.status?.restartsCountTowardsMax ?? 0, 0);
    assert.equal(hasCondition(jobSet, 'Failed'), false);
  });

  test('starts again when a node is drained, which is not counted', async () => {
    await train('drained', { roles: [{ name: 'worker', replicas: 2 }], backoffLimit: 0 }, { worker: HOLD });
    const [pod] = await runningPods('drained', 2);
    if (pod === undefined) throw new Error('no pod');
    await client.evict(pod);
    await until('it has started again', async () => (await jobSetNamed('drained'))?.status?.restarts === 1);
    const pods = await runningPods('drained', 2);
    assert.equal(
      pods.some(({ metadata }) => metadata.uid === pod.metadata.uid),
      false,
    );
    assert.equal(hasCondition(await jobSetNamed('drained'), 'Failed'), false);
  });

  test('has failed when it runs too long, and does not start again', async () => {
    await train('late', { roles: [{ name: 'worker' }], activeDeadline: Duration.seconds(1) }, { worker: HOLD });
    assert.deepEqual(await failureOf('late'), { restarts: 0, reason: 'FailJobSetFailurePolicyAction' });
  });

  test('makes no pods of a role before those that it waits for have ended, or are ready', async () => {
    const roles = [
      { name: 'prepare' },
      { name: 'server', dependsOn: [RoleDependency.complete('prepare')] },
      { name: 'worker', dependsOn: [RoleDependency.ready('server')] },
    ];
    const never = { ...HOLD, 'e2e.cdk8s-ml.io/never-ready': 'true' };
    await train('order', { roles, coordinator: 'worker' }, { server: never });
    await until('the servers run', async () =>
      (await instancePods(namespace, 'order')).some((pod) => roleOf(pod) === 'server' && pod.status?.phase === 'Running'),
    );
    assert.equal((await jobOf('order', 'prepare'))?.status?.succeeded, 1);
    assert.equal(await jobOf('order', 'worker'), undefined);
    await train('ordered', { roles, coordinator: 'worker' }, { server: HOLD });
    await until('it has succeeded', async () => hasCondition(await jobSetNamed('ordered'), 'Completed'));
  });

  test('succeeds by the first of several workers where it decides alone', async () => {
    const roles = [{ name: 'ps' }, { name: 'worker', replicas: 2 }];
    await train('first', { rendezvous: Rendezvous.TENSORFLOW, roles }, { ps: HOLD });
    await until('it has succeeded', async () => hasCondition(await jobSetNamed('first'), 'Completed'));
    assert.equal(conditionOf(await jobOf('first', 'worker'), 'SuccessCriteriaMet')?.status, 'True');
  });

  test('has no pods while it is suspended, and is removed with all after its time to live', async () => {
    await train('waits', { ...PARAMETER_SERVERS, suspended: true });
    await until('it is suspended', async () => hasCondition(await jobSetNamed('waits'), 'Suspended'));
    assert.deepEqual(await instancePods(namespace, 'waits'), []);
    await train('short-lived', { roles: [{ name: 'worker' }], ttlAfterFinished: Duration.seconds(1) });
    await until('the JobSet is gone', async () => (await jobSetNamed('short-lived')) === undefined);
    await until('its pods are gone', async () => (await instancePods(namespace, 'short-lived')).length === 0);
  });
});
