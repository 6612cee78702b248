import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import { App, Chart } from 'cdk8s';
import {
  Autoscaling,
  CephCluster,
  CephDataset,
  CephSnapshotClass,
  CephStorage,
  CephStorageClass,
  CephVolumes,
  Checks,
  DataSource,
  Gpu,
  GpuTrainingJob,
  ModelService,
  Probes,
  type Problem,
  ReclaimPolicy,
  Resources,
  Rollout,
  StorageBackend,
  TfJobCluster,
} from 'cdk8s-ml';
import type { KubeObject } from '../cluster/client';
import { until } from '../cluster/until';
import { applied, synthesized } from './support/apply';
import { client, FAKE, NEEDS_FAKE_NODES, newNamespace, podsOf, unserved } from './support/cluster';

const RESOURCES = Resources.guaranteed({ cpu: '1', memory: '1Gi' });
const OTHER = Resources.guaranteed({ cpu: '2', memory: '2Gi' });
const HOLD = { 'e2e.cdk8s-ml.io/hold': 'true' };
const TRAINING = { image: 'registry.example.com/ml/train:1.0', resources: RESOURCES, podAnnotations: HOLD };
const SERVING = { image: 'registry.example.com/ml/serve:1.0', resources: RESOURCES, port: 5000 };
const NEXT_IMAGE = 'registry.example.com/ml/next:2.0';

const JOB_PODS = { 'training.kubeflow.org/job-name': 'followed' };

let namespace: string;
before(async () => {
  namespace = await newNamespace();
});

type Make = (chart: Chart) => unknown;

const train =
  (props: object = {}): Make =>
  (chart) =>
    new GpuTrainingJob(chart, 'train', { ...TRAINING, ...props });
const serve =
  (props: object = {}): Make =>
  (chart) =>
    new ModelService(chart, 'serve', { ...SERVING, ...props });
const distribute =
  (props: object = {}): Make =>
  (chart) =>
    new TfJobCluster(chart, 'dist', { ...TRAINING, worker: { replicas: 2 }, ...props });
const store =
  (size: string, storage = CephStorage.cephFs('rook-cephfs')): Make =>
  (chart) =>
    new CephDataset(chart, 'data', { storage, size });

const restored =
  (snapshot: string): Make =>
  (chart) =>
    new CephDataset(chart, 'data', {
      storage: CephStorage.cephFs('rook-cephfs'),
      size: '1Ti',
      dataSource: DataSource.snapshotName(snapshot),
    });
const snapshotOf =
  (claim: string): Make =>
  (chart) =>
    CephDataset.fromClaimName(chart, 'data', claim).snapshot('v1', { name: 'v1' });
const snapshotClass =
  (deletionPolicy: ReclaimPolicy): Make =>
  (chart) => {
    const name = `cdk8s-ml-e2e-${process.pid}`;
    new CephSnapshotClass(chart, 'class', { name, cluster: CephCluster.rook(), backend: StorageBackend.CEPH_FS, deletionPolicy });
  };

/** What a server says to a changed program. */
async function answerTo(make: Make): Promise<string> {
  for (const object of synthesized(namespace, make)) {
    const answer = await client.apply(object, { dryRun: true }).then(
      () => '',
      (error: Error) => error.message,
    );
    if (answer !== '') return `${object.kind}: ${answer}`;
  }
  return '';
}

function changes(from: Make, to: Make): Problem[] {
  const app = new App();
  to(new Chart(app, 'e2e', { namespace }));
  return Checks.changesSince(app, synthesized(namespace, from));
}

/** What the library says that a server would refuse. */
function refusedChanges(from: Make, to: Make): string[] {
  return changes(from, to)
    .filter(({ severity }) => severity === 'error')
    .map(({ rule, field }) => `${rule} ${field}`);
}

const APPLICABLE: Readonly<Record<string, readonly [Make, Make]>> = {
  'the image of a service': [serve(), serve({ image: NEXT_IMAGE })],
  'the number of replicas': [serve({ replicas: 2 }), serve({ replicas: 4 })],
  'the resources of a service': [serve(), serve({ resources: OTHER })],
  'the GPU of a service': [serve(), serve({ gpu: Gpu.nvidia(1) })],
  'the probes of a service': [serve(), serve({ probes: Probes.tcp() })],
  'the rollout of a service': [serve(), serve({ rollout: Rollout.recreate() })],
  'replicas to an autoscaler': [serve({ replicas: 2 }), serve({ autoscaling: Autoscaling.onCpu({ max: 5 }) })],
  'the port of a service': [serve(), serve({ port: 8080 })],
  'labels of a service': [serve(), serve({ labels: { 'example.com/release': '2' } })],
  'the time to live of a training': [train(), train({ keepFinished: true })],
  'the retries of a training': [train(), train({ backoffLimit: 1 })],
  'labels of a training': [train(), train({ annotations: { 'example.com/owner': 'vision' } })],
  'a larger dataset': [store('1Ti'), store('2Ti')],
  'a dataset that no longer says with what it has begun': [restored('v1'), store('1Ti')],
  // Of which the snapshots that exist have nothing.
  'the policy of a snapshot class': [snapshotClass(ReclaimPolicy.RETAIN), snapshotClass(ReclaimPolicy.DELETE)],
  'the image of a TFJob': [distribute(), distribute({ image: NEXT_IMAGE })],
};

const classOf =
  (pool: string): Make =>
  (chart) =>
    new CephStorageClass(chart, 'class', {
      name: `cdk8s-ml-e2e-${process.pid}`,
      cluster: CephCluster.rook(),
      volumes: CephVolumes.rbd(pool),
    });

/** What Kubernetes can't change, as the README or the docstring of the prop says. */
const IMMUTABLE: Readonly<Record<string, readonly [Make, Make, RegExp]>> = {
  'the image of a training': [train(), train({ image: NEXT_IMAGE }), /^Job: .*field is immutable/],
  'the resources of a training': [train(), train({ resources: OTHER }), /^Job: .*field is immutable/],
  'the pool of a storage class': [classOf('one'), classOf('other'), /^StorageClass: .*updates to parameters are forbidden/],
  'a smaller dataset': [store('2Ti'), store('1Ti'), /^PersistentVolumeClaim: .*can not be less than/],
  'the storage class of a dataset': [
    store('1Ti'),
    store('1Ti', CephStorage.cephFs('other')),
    /^PersistentVolumeClaim: .*is immutable after creation/,
  ],
  'what a dataset begins with': [restored('v1'), restored('v2'), /^PersistentVolumeClaim: .*is immutable after creation/],
  'the claim of a snapshot': [snapshotOf('one'), snapshotOf('other'), /^VolumeSnapshot: .*persistentVolumeClaimName is immutable/],
};

/** Whether a claim can grow, and what becomes of it, depends on its class. */
async function reasonToSkip(what: string, make: Make): Promise<string | undefined> {
  if (!FAKE && /dataset|storage class|snapshot class/.test(what))
    return 'storage classes are of the whole cluster, which may not have those of the tests';
  return unserved(synthesized(namespace, make));
}

async function fresh(make: Make): Promise<void> {
  for (const object of synthesized(namespace, make)) await gone(object);
  await applied(namespace, make);
  if (!FAKE) return;
  for (const claim of await client.list('v1', 'PersistentVolumeClaim', namespace)) {
    await until(
      'the claim is bound',
      async () => (await client.read('v1', 'PersistentVolumeClaim', namespace, claim.metadata.name))?.status?.phase === 'Bound',
    );
  }
}

async function gone(object: KubeObject): Promise<void> {
  const { apiVersion, kind, metadata } = object;
  if ((await client.read(apiVersion, kind, metadata.namespace, metadata.name)) === undefined) return;
  await client.delete(object);
  await until(
    `${kind} ${metadata.name} is gone`,
    async () => (await client.read(apiVersion, kind, metadata.namespace, metadata.name)) === undefined,
  );
}

describe('applied over what is there, a server takes a change of', () => {
  for (const [what, [from, to]] of Object.entries(APPLICABLE)) {
    test(what, async (t) => {
      const reason = await reasonToSkip(what, from);
      if (reason !== undefined) return t.skip(reason);
      await fresh(from);
      assert.equal(await answerTo(to), '');
      assert.deepEqual(refusedChanges(from, to), []);
    });
  }
});

describe('applied over what is there, a server refuses a change of', () => {
  for (const [what, [from, to, says]] of Object.entries(IMMUTABLE)) {
    test(what, async (t) => {
      const reason = await reasonToSkip(what, from);
      if (reason !== undefined) return t.skip(reason);
      await fresh(from);
      assert.match(await answerTo(to), says);
      assert.equal(refusedChanges(from, to).length, 1);
    });
  }
});

test('another run of a training is another Job, with all that changed', async () => {
  await fresh(train());
  assert.equal(await answerTo(train({ image: NEXT_IMAGE, run: 'r2' })), '');
});

test('a changed TFJob is taken, and its pods that run stay as they are, as the library says', NEEDS_FAKE_NODES, async (t) => {
  // Under a name of its own: pods of another of that name may still be there.
  const of =
    (image: string): Make =>
    (chart) =>
      new TfJobCluster(chart, 'followed', { ...TRAINING, image, worker: { replicas: 2 } });
  const [from, to] = [of(TRAINING.image), of(NEXT_IMAGE)];
  const reason = await reasonToSkip('a TFJob', from);
  if (reason !== undefined) return t.skip(reason);
  await fresh(from);
  const images = async () => (await podsOf(namespace, JOB_PODS)).map(({ spec }) => spec.containers[0].image);
  await until('its pods are there', async () => (await images()).length === 2);
  assert.deepEqual(await images(), [TRAINING.image, TRAINING.image]);
  assert.deepEqual(
    changes(from, to).map(({ rule }) => rule),
    ['not-followed'],
  );
  await applied(namespace, to);
  await new Promise((resolve) => setTimeout(resolve, 4_000));
  assert.deepEqual(await images(), [TRAINING.image, TRAINING.image]);
});
