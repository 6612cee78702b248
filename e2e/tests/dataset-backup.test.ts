import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import { Backup, CephDataset, CephStorage, SnapshotClass } from 'cdk8s-ml';
import type { KubeObject } from '../cluster/client';
import { BROKEN_CLASS } from '../cluster/stand-ins/snapshotter';
import { found, until } from '../cluster/until';
import { applied, theOne } from './support/apply';
import { client, hasCondition, NEEDS_FAKE_NODES, newNamespace } from './support/cluster';
import { NEEDS_PYTHON, runTask, startTask, statusFor } from './support/task';

const API_VERSION = 'snapshot.storage.k8s.io/v1';
const KIND = 'VolumeSnapshot';

let namespace: string;
before(async () => {
  namespace = await newNamespace();
});

/** A dataset with a backup, applied, and its claim bound. */
async function dataset(name: string, keep: number, snapshotClass?: string): Promise<KubeObject[]> {
  const backup = Backup.daily({ keep, ...(snapshotClass === undefined ? {} : { snapshotClass: SnapshotClass.named(snapshotClass) }) });
  const storage = CephStorage.cephFs('rook-cephfs');
  const objects = await applied(namespace, (chart) => new CephDataset(chart, name, { storage, size: '1Gi', backup }));
  await until(`${name} is bound`, async () => (await claimOf(name))?.status?.phase === 'Bound');
  return objects;
}

function claimOf(name: string): Promise<KubeObject | undefined> {
  return client.read('v1', 'PersistentVolumeClaim', namespace, name);
}

async function snapshotsOf(claim: string): Promise<KubeObject[]> {
  const all = await client.list(API_VERSION, KIND, namespace);
  return all.filter(({ spec }) => spec.source.persistentVolumeClaimName === claim);
}

async function namesOf(claim: string): Promise<string[]> {
  return (await snapshotsOf(claim)).map(({ metadata }) => metadata.name).sort();
}

function snapshot(name: string, claim: string, metadata: object = {}): object {
  return {
    apiVersion: API_VERSION,
    kind: KIND,
    metadata: { name, namespace, ...metadata },
    spec: { source: { persistentVolumeClaimName: claim } },
  };
}

describe("a backup's program, as the account that is made for it,", NEEDS_PYTHON, () => {
  test('takes a snapshot at each run, and keeps as many as it is told', async () => {
    const objects = await dataset('pruned', 2);
    const names: string[] = [];
    for (const run of ['r1', 'r2', 'r3', 'r4']) {
      const { code, log } = await runTask(objects, 'CronJob', { RUN: run });
      assert.equal(code, 0, log);
      names.push(/made the snapshot (\S+)/.exec(log)?.[1] ?? '');
    }
    assert.deepEqual(await namesOf('pruned'), names.slice(2));
    assert.match(names[0] ?? '', /^pruned-\d{8}-\d{6}$/);
    for (const { status } of await snapshotsOf('pruned')) assert.equal(status.readyToUse, true);
  });

  test('leaves alone what it has not made: by hand, by a copy of its own, of an earlier claim', async () => {
    const objects = await dataset('foreign', 1);
    await runTask(objects, 'CronJob', { RUN: 'r1' });
    const own = await found('its snapshot', async () => (await snapshotsOf('foreign'))[0]);
    const { labels, annotations } = own.metadata;
    await client.create(snapshot('by-hand', 'foreign'));
    await client.create(snapshot('labelled', 'foreign', { labels }));
    await client.create(snapshot('copied', 'foreign', { labels, annotations }));
    const earlier = { 'cdk8s-ml.io/claim-uid': 'of-an-earlier-claim', 'cdk8s-ml.io/snapshot-name': 'earlier' };
    await client.create(snapshot('earlier', 'foreign', { labels, annotations: earlier }));
    await until('all are ready', async () => (await snapshotsOf('foreign')).every(({ status }) => status?.readyToUse === true));
    const { code, log } = await runTask(objects, 'CronJob', { RUN: 'r2' });
    assert.equal(code, 0, log);
    assert.match(log, /leaves 3 other snapshots/);
    const names = await namesOf('foreign');
    assert.ok(!names.includes(own.metadata.name));
    assert.deepEqual(
      names.filter((name) => !name.startsWith('foreign-')),
      ['by-hand', 'copied', 'earlier', 'labelled'],
    );
    assert.equal(names.length, 5);
  });

  test('makes no second snapshot when a pod of one run is tried again', async () => {
    const objects = await dataset('retried', 3);
    for (const _ of [1, 2]) assert.equal((await runTask(objects, 'CronJob', { RUN: 'same' })).code, 0);
    assert.equal((await snapshotsOf('retried')).length, 1);
  });

  test('deletes nothing where the new snapshot does not become ready, and says what its controller says', async () => {
    const objects = await dataset('unready', 1);
    await runTask(objects, 'CronJob', { RUN: 'r1' });
    const { code, log } = await runTask(objects, 'CronJob', { RUN: 'r2', SNAPSHOT_CLASS: BROKEN_CLASS, WAIT_SECONDS: '2' });
    assert.equal(code, 1);
    assert.match(log, /has an error: failed to get snapshot class broken/);
    assert.match(log, /failed: after 2\.0 s the snapshot \S+ is not ready/);
    assert.equal((await snapshotsOf('unready')).filter(({ status }) => status?.readyToUse === true).length, 1);
    const next = await runTask(objects, 'CronJob', { RUN: 'r3' });
    assert.equal(next.code, 0, next.log);
    const left = await snapshotsOf('unready');
    assert.deepEqual(left.map(({ status }) => status.readyToUse).sort(), [false, true]);
  });

  test('says that there is no claim, or none that is bound', async () => {
    const objects = await dataset('missing', 1);
    const none = await runTask(objects, 'CronJob', { RUN: 'r1', CLAIM: 'missing' });
    assert.equal(none.code, 0, none.log);
    const claim = await found('the claim', () => claimOf('missing'));
    await client.delete(claim);
    await until('it is gone', async () => (await claimOf('missing')) === undefined);
    const { code, log } = await runTask(objects, 'CronJob', { RUN: 'r2' });
    assert.deepEqual([code, /failed: there is no claim missing/.test(log)], [1, true]);
  });

  test('stops when it is told to, and the next try goes on with what it has begun', async () => {
    const objects = await dataset('stopped', 1);
    const first = await startTask(objects, 'CronJob', { RUN: 'r1', SNAPSHOT_CLASS: BROKEN_CLASS });
    await until('it waits', () => /has an error/.test(first.log()));
    first.signal('SIGTERM');
    const { code, log } = await first.ended;
    assert.equal(code, 143, log);
    const again = await startTask(objects, 'CronJob', { RUN: 'r1', WAIT_SECONDS: '1' });
    assert.match((await again.ended).log, /goes on with the snapshot/);
    assert.equal((await snapshotsOf('stopped')).length, 1);
  });

  test('may do nothing else', async () => {
    const objects = await dataset('least', 1);
    const { name } = theOne(objects, 'CronJob').metadata;
    await dataset('other', 1);
    const root = `/api/v1/namespaces/${namespace}`;
    const snapshots = `/apis/${API_VERSION}/namespaces/${namespace}/volumesnapshots`;
    const answers: Record<string, number> = {};
    for (const [method, path] of [
      ['GET', `${root}/persistentvolumeclaims/least`],
      ['GET', snapshots],
      ['GET', `${root}/persistentvolumeclaims/other`],
      ['GET', `${root}/persistentvolumeclaims`],
      ['DELETE', `${root}/persistentvolumeclaims/least`],
      ['GET', `${root}/secrets`],
      ['GET', `${root}/pods`],
      ['DELETE', snapshots],
      ['PATCH', `${snapshots}/any`],
      ['GET', `/apis/${API_VERSION}/namespaces/default/volumesnapshots`],
      ['GET', `/apis/${API_VERSION}/volumesnapshotcontents`],
    ] as const) {
      answers[`${method} ${path.replace(namespace, 'its')}`] = await statusFor(method, path, namespace, name);
    }
    const allowed = Object.entries(answers).filter(([, status]) => status !== 403);
    assert.deepEqual(allowed, [
      ['GET /api/v1/namespaces/its/persistentvolumeclaims/least', 200],
      [`GET /apis/${API_VERSION}/namespaces/its/volumesnapshots`, 200],
    ]);
  });
});

describe("a backup's CronJob", NEEDS_FAKE_NODES, () => {
  test('has Jobs made by its controller, whose pods know their run', async () => {
    const objects = await dataset('scheduled', 1);
    const cronJob = theOne(objects, 'CronJob');
    await client.patch(cronJob, { spec: { schedule: '* * * * *' } });
    const job = await found(
      'a Job of it is complete',
      async () => {
        const jobs = await client.list('batch/v1', 'Job', namespace, { 'app.kubernetes.io/instance': 'scheduled-backup' });
        return jobs.find((each) => hasCondition(each, 'Complete'));
      },
      90,
    );
    assert.equal(job.metadata.ownerReferences?.[0]?.name, 'scheduled-backup');
    const [pod] = await client.list('v1', 'Pod', namespace, { 'job-name': job.metadata.name });
    const run = pod?.spec.containers[0].env.find(({ name }: { name: string }) => name === 'RUN');
    assert.equal(run.valueFrom.fieldRef.fieldPath, "metadata.labels['job-name']");
    assert.equal(pod?.metadata.labels?.['job-name'], job.metadata.name);
    await client.patch(cronJob, { spec: { suspend: true } });
  });
});
