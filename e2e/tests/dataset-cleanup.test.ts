import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  CephDataset,
  CephStorage,
  type DeleteAfterUseOptions,
  GpuTrainingJob,
  type GpuTrainingJobProps,
  JobKind,
  Resources,
  Retention,
  TfJobCluster,
} from 'cdk8s-ml';
import type { KubeObject } from '../cluster/client';
import { BROKEN_CLASS } from '../cluster/stand-ins/snapshotter';
import { found, until } from '../cluster/until';
import { applied } from './support/apply';
import { client, hasCondition, newNamespace } from './support/cluster';
import { NEEDS_PYTHON, runTask, startTask, statusFor } from './support/task';

const TRAINING = { image: 'registry.example.com/ml/train:1.0', resources: Resources.guaranteed({ cpu: '1', memory: '1Gi' }) };
const storage = CephStorage.cephFs('rook-cephfs');

let namespace: string;
before(async () => {
  namespace = await newNamespace();
});

/** A dataset `<name>` that goes after the training `<name>-train`; what is applied beside the training. */
async function dataset(
  name: string,
  training: Partial<GpuTrainingJobProps> = {},
  options: Partial<DeleteAfterUseOptions> = {},
): Promise<KubeObject[]> {
  const objects = await applied(namespace, (chart) => {
    const retention = Retention.deleteAfterUse({ job: `${name}-train`, ...options });
    const data = new CephDataset(chart, name, { storage, size: '1Gi', retention });
    new GpuTrainingJob(chart, `${name}-train`, { ...TRAINING, mounts: [data.mount('/data')], ...training });
  });
  await until(`${name} is bound`, async () => (await claimOf(name))?.status?.phase === 'Bound');
  return objects.filter(({ kind, metadata }) => ['Job', 'ConfigMap'].includes(kind) && metadata.name === `${name}-cleanup`);
}

function claimOf(name: string): Promise<KubeObject | undefined> {
  return client.read('v1', 'PersistentVolumeClaim', namespace, name);
}

function jobOf(name: string): Promise<KubeObject | undefined> {
  return client.read('batch/v1', 'Job', namespace, `${name}-train`);
}

async function complete(name: string): Promise<KubeObject> {
  return found('the training is complete', async () => {
    const job = await jobOf(name);
    return hasCondition(job, 'Complete') ? job : undefined;
  });
}

/** Lets the pods of a training end that were held. */
async function release(name: string): Promise<void> {
  const pods = await client.list('v1', 'Pod', namespace, { 'job-name': `${name}-train` });
  await Promise.all(pods.map((pod) => client.patch(pod, { metadata: { annotations: { 'e2e.cdk8s-ml.io/hold': null } } })));
}

async function snapshotsOf(claim: string): Promise<KubeObject[]> {
  const all = await client.list('snapshot.storage.k8s.io/v1', 'VolumeSnapshot', namespace);
  return all.filter(({ spec }) => spec.source.persistentVolumeClaimName === claim);
}

async function isUntouched(claim: string): Promise<void> {
  assert.equal((await claimOf(claim))?.metadata.deletionTimestamp, undefined);
  assert.deepEqual(await snapshotsOf(claim), []);
}

const ENDING = (code: number, after: string) => ({
  podAnnotations: { 'e2e.cdk8s-ml.io/exit-code': String(code), 'e2e.cdk8s-ml.io/run-for': after },
});
const HOLD = { podAnnotations: { 'e2e.cdk8s-ml.io/hold': 'true' } };

describe('a cleanup, as the account that is made for it,', NEEDS_PYTHON, () => {
  test('waits until the job is complete, takes a snapshot, and deletes the claim, which goes with the finished pods', async () => {
    const objects = await dataset('used', HOLD);
    const task = await startTask(objects, 'Job', {});
    await until('it waits', () => /waits until used-train is Complete/.test(task.log()));
    await sleep(1_000);
    await isUntouched('used');
    await release('used');
    const { code, log } = await task.ended;
    assert.equal(code, 0, log);
    const [snapshot, ...more] = await snapshotsOf('used');
    assert.deepEqual([snapshot?.status.readyToUse, more.length], [true, 0]);
    const terminating = await found('the claim is Terminating', () => claimOf('used'));
    assert.ok(terminating.metadata.deletionTimestamp !== undefined);
    await sleep(2_000);
    assert.ok((await claimOf('used')) !== undefined, 'a finished pod keeps it');
    await client.delete(await complete('used'));
    await until('the claim is gone with the pods', async () => (await claimOf('used')) === undefined);
    assert.equal((await snapshotsOf('used')).length, 1);
  });

  test('leaves the claim where the job has failed, and is not tried again', async () => {
    const objects = await dataset('failed', { backoffLimit: 0, ...ENDING(1, '300ms') });
    const { code, log } = await runTask(objects, 'Job', {});
    assert.equal(code, 3, log);
    assert.match(log, /refused: failed-train has failed \(BackoffLimitExceeded: .*\); the claim stays/);
    await isUntouched('failed');
  });

  test('leaves the claim where the job is deleted', async () => {
    const objects = await dataset('vanished', HOLD);
    const task = await startTask(objects, 'Job', {});
    await until('it waits', () => /waits until/.test(task.log()));
    await client.delete(await found('the job', () => jobOf('vanished')));
    const { code, log } = await task.ended;
    assert.deepEqual([code, /was deleted before it was seen to be Complete; the claim stays/.test(log)], [3, true], log);
    await isUntouched('vanished');
  });

  test('leaves the claim where there is no such job for long', async () => {
    const objects = await dataset('nobody', HOLD);
    await client.delete(await found('the job', () => jobOf('nobody')));
    await until('the job is gone', async () => (await jobOf('nobody')) === undefined);
    const { code, log } = await runTask(objects, 'Job', { START_SECONDS: '1' });
    assert.deepEqual([code, /failed: there is no nobody-train/.test(log)], [1, true], log);
    await isUntouched('nobody');
  });

  test('leaves the claim where the job is of other data', async () => {
    const objects = await dataset('unused', { mounts: [] }, { external: true });
    await complete('unused');
    const { code, log } = await runTask(objects, 'Job', {});
    assert.deepEqual([code, /does not use the claim unused, which stays/.test(log)], [3, true], log);
    await isUntouched('unused');
  });

  test('leaves a claim that was made after the job was complete: what GitOps has made anew', async () => {
    const objects = await dataset('anew');
    const { code } = await runTask(objects, 'Job', {});
    assert.equal(code, 0);
    const pods = await client.list('v1', 'Pod', namespace, { 'job-name': 'anew-train' });
    await Promise.all(pods.map((pod) => client.delete(pod)));
    await until('the claim is gone', async () => (await claimOf('anew')) === undefined);
    await complete('anew');
    await dataset('anew');
    const again = await runTask(objects, 'Job', {});
    assert.deepEqual([again.code, /was complete at \S+, before the claim anew was made at/.test(again.log)], [3, true], again.log);
    assert.equal((await claimOf('anew'))?.metadata.deletionTimestamp, undefined);
  });

  test('leaves the claim where the snapshot does not become ready', async () => {
    const objects = await dataset('unready');
    const { code, log } = await runTask(objects, 'Job', { SNAPSHOT_CLASS: BROKEN_CLASS, WAIT_SECONDS: '1' });
    assert.deepEqual([code, /failed: after 1\.0 s the snapshot unready-last-\w{8} is not ready/.test(log)], [1, true], log);
    assert.equal((await claimOf('unready'))?.metadata.deletionTimestamp, undefined);
  });

  test('takes no snapshot where it is told so, and could not', async () => {
    const objects = await dataset('lost', {}, { snapshotFirst: false, confirmDataLoss: true });
    const { code, log } = await runTask(objects, 'Job', {});
    assert.equal(code, 0, log);
    assert.deepEqual(await snapshotsOf('lost'), []);
    assert.equal(
      await statusFor('GET', `/apis/snapshot.storage.k8s.io/v1/namespaces/${namespace}/volumesnapshots/any`, namespace, 'lost-cleanup'),
      403,
    );
  });

  test('is done where the claim is gone, or on its way, as a second try finds it', async () => {
    const objects = await dataset('twice');
    for (const _ of [1, 2]) assert.equal((await runTask(objects, 'Job', { CLAIM_SECONDS: '1' })).code, 0);
    assert.equal((await snapshotsOf('twice')).length, 1);
    await client.delete(await complete('twice'));
    await until('the claim is gone', async () => (await claimOf('twice')) === undefined);
    assert.equal((await runTask(objects, 'Job', { CLAIM_SECONDS: '1' })).code, 0);
  });

  test('waits for a TFJob', async () => {
    const all = await applied(namespace, (chart) => {
      const retention = Retention.deleteAfterUse({ job: 'distributed', kind: JobKind.TF_JOB });
      const data = new CephDataset(chart, 'shared', { storage, size: '1Gi', retention });
      new TfJobCluster(chart, 'distributed', { ...TRAINING, worker: { replicas: 2 }, dataset: data });
    });
    const objects = all.filter(({ metadata }) => metadata.name === 'shared-cleanup' && metadata.namespace === namespace);
    const { code, log } = await runTask(objects, 'Job', {});
    assert.deepEqual([code, /distributed is Succeeded/.test(log)], [0, true], log);
    assert.equal((await snapshotsOf('shared')).length, 1);
  });

  test('may do nothing else', async () => {
    await dataset('least', HOLD);
    await dataset('other', HOLD);
    const [claims, jobs] = [`/api/v1/namespaces/${namespace}/persistentvolumeclaims`, `/apis/batch/v1/namespaces/${namespace}/jobs`];
    const snapshots = `/apis/snapshot.storage.k8s.io/v1/namespaces/${namespace}/volumesnapshots`;
    const calls = [
      ['GET', `${claims}/least`],
      ['GET', `${jobs}/least-train`],
      ...['other', ''].flatMap((name) => [
        ['GET', `${claims}/${name}`],
        ['DELETE', `${claims}/${name}`],
      ]),
      ['GET', `${jobs}/other-train`],
      ['GET', jobs],
      ['DELETE', `${jobs}/least-train`],
      ['GET', snapshots],
      ['DELETE', `${snapshots}/any`],
      ['GET', `/api/v1/namespaces/${namespace}/pods`],
      ['GET', `/api/v1/namespaces/${namespace}/secrets`],
    ] as const;
    const answers = await Promise.all(calls.map(([method = '', path = '']) => statusFor(method, path, namespace, 'least-cleanup')));
    assert.deepEqual(answers, [200, 200, ...calls.slice(2).map(() => 403)]);
  });
});
