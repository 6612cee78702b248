import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import { Duration } from 'cdk8s';
import { CephDataset, CephStorage, Gpu, GpuTrainingJob, type GpuTrainingJobProps, Parallel, Resources, SuccessPolicy } from 'cdk8s-ml';
import type { KubeObject } from '../cluster/client';
import { found, until } from '../cluster/until';
import { applied } from './support/apply';
import { client, conditionOf, hasCondition, instancePods, NEEDS_FAKE_NODES, newNamespace } from './support/cluster';

const BASE = { image: 'registry.example.com/ml/train:1.0', resources: Resources.guaranteed({ cpu: '1', memory: '1Gi' }) };

let namespace: string;
before(async () => {
  namespace = await newNamespace();
});

function train(name: string, props: Partial<GpuTrainingJobProps> = {}): Promise<KubeObject[]> {
  return applied(namespace, (chart) => new GpuTrainingJob(chart, name, { ...BASE, ...props }));
}

function jobNamed(name: string): Promise<KubeObject | undefined> {
  return client.read('batch/v1', 'Job', namespace, name);
}

function ended(name: string, how: 'Complete' | 'Failed'): Promise<KubeObject> {
  return found(`Job ${name} is ${how}`, async () => {
    const job = await jobNamed(name);
    return hasCondition(job, how) ? job : undefined;
  });
}

function ending(code: number, after = '300ms'): Record<string, string> {
  return { 'e2e.cdk8s-ml.io/exit-code': String(code), 'e2e.cdk8s-ml.io/run-for': after };
}

describe('a training Job', NEEDS_FAKE_NODES, () => {
  test('with a GPU, a dataset and a model binds its claims and completes', async () => {
    await applied(namespace, (chart) => {
      const storage = CephStorage.cephFs('rook-cephfs');
      const models = new CephDataset(chart, 'models', { storage, size: '50Gi' });
      const dataset = new CephDataset(chart, 'images', { storage, size: '500Gi' });
      new GpuTrainingJob(chart, 'complete', { ...BASE, gpu: Gpu.nvidia(1), dataset, model: models.artifact('v1/model.keras') });
    });
    const job = await ended('complete', 'Complete');
    assert.equal(job.status.succeeded, 1);
    for (const claim of await client.list('v1', 'PersistentVolumeClaim', namespace)) assert.equal(claim.status.phase, 'Bound');
  });

  test('is tried again as often as backoffLimit says, and has then failed', async () => {
    await train('retried', { backoffLimit: 1, podAnnotations: ending(1) });
    const job = await ended('retried', 'Failed');
    assert.equal(conditionOf(job, 'Failed')?.reason, 'BackoffLimitExceeded');
    assert.equal(job.status.failed, 2);
  });

  test('fails at once with an exit code that is not worth a retry', async () => {
    await train('fail-fast', { failFastExitCodes: [42], podAnnotations: ending(42) });
    const job = await ended('fail-fast', 'Failed');
    assert.equal(conditionOf(job, 'Failed')?.reason, 'PodFailurePolicy');
    assert.equal(job.status.failed, 1);
  });

  test('survives an eviction without using up a retry', async () => {
    await train('evicted', { backoffLimit: 0, podAnnotations: ending(0, '3s') });
    const pod = await found('its pod runs', async () =>
      (await instancePods(namespace, 'evicted')).find(({ status }) => status?.phase === 'Running'),
    );
    assert.equal(await client.evict(pod), true);
    const job = await ended('evicted', 'Complete');
    assert.equal(job.status.succeeded, 1);
  });

  test('is not replaced before its pod has ended, so that two never write one model', async () => {
    await train('one-at-a-time', { backoffLimit: 0, podAnnotations: ending(0, '2s') });
    const pod = await found('its pod runs', async () =>
      (await instancePods(namespace, 'one-at-a-time')).find(({ status }) => status?.phase === 'Running'),
    );
    await client.evict(pod);
    await ended('one-at-a-time', 'Complete');
    const runs = await client.list('v1', 'Pod', namespace, { 'app.kubernetes.io/instance': 'one-at-a-time' });
    assert.equal(runs.filter(({ status }) => status.phase === 'Succeeded').length, 1);
  });

  test('is ended at its deadline', async () => {
    await train('too-long', { activeDeadline: Duration.seconds(2), podAnnotations: { 'e2e.cdk8s-ml.io/hold': 'true' } });
    assert.equal(conditionOf(await ended('too-long', 'Failed'), 'Failed')?.reason, 'DeadlineExceeded');
  });

  test('is removed with its pods after its time to live', async () => {
    await train('short-lived', { ttlAfterFinished: Duration.seconds(1) });
    await until('the Job is gone', async () => (await jobNamed('short-lived')) === undefined);
    await until('its pods are gone', async () => (await instancePods(namespace, 'short-lived')).length === 0);
  });

  test('in shards has a pod for every index', async () => {
    await train('shards', { parallel: Parallel.shards(4) });
    const job = await ended('shards', 'Complete');
    assert.equal(job.status.completedIndexes, '0-3');
    const pods = await instancePods(namespace, 'shards');
    assert.deepEqual(pods.map(({ metadata }) => metadata.labels?.['batch.kubernetes.io/job-completion-index']).sort(), [
      '0',
      '1',
      '2',
      '3',
    ]);
  });

  test('of workers has each of them in DNS by the name that the others are told, before it is ready', async () => {
    const podAnnotations = { 'e2e.cdk8s-ml.io/hold': 'true', 'e2e.cdk8s-ml.io/never-ready': 'true' };
    await train('workers', { parallel: Parallel.workers(3), podAnnotations });
    const names = await found('the Service has all three', async () => {
      const slices = await client.list('discovery.k8s.io/v1', 'EndpointSlice', namespace, { 'kubernetes.io/service-name': 'workers' });
      const endpoints: { hostname?: string; conditions: { ready?: boolean } }[] = slices.flatMap((slice) => slice.endpoints ?? []);
      return endpoints.length === 3 ? endpoints.map(({ hostname }) => hostname).sort() : undefined;
    });
    assert.deepEqual(names, ['workers-0', 'workers-1', 'workers-2']);
    const [pod] = await instancePods(namespace, 'workers');
    const variables: { name: string; value?: string }[] = pod?.spec.containers[0].env;
    assert.equal(variables.find(({ name }) => name === 'PET_MASTER_ADDR')?.value, 'workers-0.workers');
  });

  test('tries again after an exit code that is no failed try, without using up a retry', async () => {
    await train('ignored', { backoffLimit: 0, ignoreExitCodes: [75], podAnnotations: ending(75) });
    const runs = await found('it has made a second pod', async () => {
      const pods = await client.list('v1', 'Pod', namespace, { 'app.kubernetes.io/instance': 'ignored' });
      return pods.length > 1 ? pods : undefined;
    });
    assert.ok(runs.some(({ status }) => status.phase === 'Failed'));
    const job = await jobNamed('ignored');
    assert.equal(hasCondition(job, 'Failed'), false);
    assert.equal(job?.status.failed ?? 0, 0);
  });

  test('of workers is complete when the first has ended well, and the others are ended', async () => {
    const parallel = Parallel.workers(3, { successPolicy: SuccessPolicy.COORDINATOR });
    await train('first', { parallel, podAnnotations: { 'e2e.cdk8s-ml.io/hold': 'true' } });
    const worker = await found('all of its pods run', async () => {
      const running = (await instancePods(namespace, 'first')).filter(({ status }) => status?.phase === 'Running');
      const isFirst = ({ metadata }: KubeObject) => metadata.labels?.['batch.kubernetes.io/job-completion-index'] === '0';
      return running.length === 3 ? running.find(isFirst) : undefined;
    });
    await client.patch(worker, { metadata: { annotations: { 'e2e.cdk8s-ml.io/hold': null } } });
    const job = await ended('first', 'Complete');
    assert.equal(job.status.completedIndexes, '0');
    assert.equal(conditionOf(job, 'SuccessCriteriaMet')?.reason, 'SuccessPolicy');
  });

  test('that is suspended makes its pod when it is resumed', async () => {
    await train('suspended', { suspended: true });
    await until('it says that it is suspended', async () => hasCondition(await jobNamed('suspended'), 'Suspended'));
    assert.deepEqual(await instancePods(namespace, 'suspended'), []);
    await train('suspended');
    assert.equal((await ended('suspended', 'Complete')).status.succeeded, 1);
  });

  test('that waits for GPUs which no node has says so', async () => {
    await train('nine', { gpu: Gpu.nvidia(9) });
    const pod = await found('its pod is unschedulable', async () =>
      (await instancePods(namespace, 'nine')).find((each) => conditionOf(each, 'PodScheduled')?.reason === 'Unschedulable'),
    );
    assert.match(conditionOf(pod, 'PodScheduled')?.message ?? '', /Insufficient nvidia\.com\/gpu/);
  });
});
