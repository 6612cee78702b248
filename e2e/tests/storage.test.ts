import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import { App, Chart, Testing } from 'cdk8s';
import {
  CephCluster,
  CephDataset,
  CephSource,
  CephStorage,
  Checks,
  DatasetCache,
  GpuTrainingJob,
  Mount,
  Parallel,
  Placement,
  Resources,
  StaticCephDataset,
  Topology,
} from 'cdk8s-ml';
import { found, until } from '../cluster/until';
import { applied, applyAll } from './support/apply';
import { client, instancePods, isScheduled, NEEDS_FAKE_NODES, newNamespace, removeAfterwards } from './support/cluster';

const TRAINING = { image: 'registry.example.com/ml/train:1.0', resources: Resources.guaranteed({ cpu: '1', memory: '1Gi' }) };
const HOLD = { 'e2e.cdk8s-ml.io/hold': 'true' };

let namespace: string;
before(async () => {
  namespace = await newNamespace();
});

async function phaseOf(claim: string): Promise<string> {
  return (await client.read('v1', 'PersistentVolumeClaim', namespace, claim))?.status?.phase;
}

describe('a dataset', NEEDS_FAKE_NODES, () => {
  test('on CephFS is bound at once, for pods on many nodes', async () => {
    await applied(namespace, (chart) => new CephDataset(chart, 'shared', { storage: CephStorage.cephFs('rook-cephfs'), size: '1Ti' }));
    await until('the claim is bound', async () => (await phaseOf('shared')) === 'Bound');
    const claim = await client.read('v1', 'PersistentVolumeClaim', namespace, 'shared');
    assert.deepEqual(claim?.status.accessModes, ['ReadWriteMany']);
    assert.equal(claim?.status.capacity.storage, '1Ti');
  });

  test('on RBD is bound when its first pod has a node', async () => {
    const storage = CephStorage.rbd('rook-ceph-block');
    await applied(namespace, (chart) => new CephDataset(chart, 'block', { storage, size: '10Gi' }));
    await new Promise((resolve) => setTimeout(resolve, 1_500));
    assert.equal(await phaseOf('block'), 'Pending');
    await applied(namespace, (chart) => {
      const block = new CephDataset(chart, 'block', { storage, size: '10Gi' });
      new GpuTrainingJob(chart, 'first-pod', { ...TRAINING, dataset: block, podAnnotations: HOLD });
    });
    await until('the claim is bound', async () => (await phaseOf('block')) === 'Bound');
    await until('the pod has a node', async () => (await instancePods(namespace, 'first-pod')).every(isScheduled));
  });

  test('on CephFS is read by pods on several nodes', async () => {
    await applied(namespace, (chart) => {
      const dataset = new CephDataset(chart, 'read', { storage: CephStorage.cephFs('rook-cephfs'), size: '1Ti' });
      new GpuTrainingJob(chart, 'readers', { ...TRAINING, dataset, parallel: Parallel.shards(3), podAnnotations: HOLD });
    });
    const pods = await found('three pods run', async () => {
      const running = (await instancePods(namespace, 'readers')).filter(({ status }) => status?.phase === 'Running');
      return running.length === 3 ? running : undefined;
    });
    assert.ok(
      pods.every(({ spec }) =>
        spec.volumes.some((volume: { persistentVolumeClaim?: { readOnly?: boolean } }) => volume.persistentVolumeClaim?.readOnly === true),
      ),
    );
  });

  test('can be made larger in place', async () => {
    const sized = (size: string) =>
      applied(namespace, (chart) => new CephDataset(chart, 'grown', { storage: CephStorage.cephFs('rook-cephfs'), size }));
    await sized('1Ti');
    await until('the claim is bound', async () => (await phaseOf('grown')) === 'Bound');
    await sized('2Ti');
    assert.equal((await client.read('v1', 'PersistentVolumeClaim', namespace, 'grown'))?.spec.resources.requests.storage, '2Ti');
  });

  test('is kept when it is deleted while a pod uses it, and its volume is kept after', async () => {
    await applied(namespace, (chart) => {
      const dataset = new CephDataset(chart, 'kept', { storage: CephStorage.cephFs('rook-cephfs'), size: '1Gi' });
      new GpuTrainingJob(chart, 'user', { ...TRAINING, mounts: [dataset.mount('/data')], podAnnotations: HOLD });
    });
    const pod = await found('its pod runs', async () =>
      (await instancePods(namespace, 'user')).find(({ status }) => status?.phase === 'Running'),
    );
    const claim = await found('the claim is there', () => client.read('v1', 'PersistentVolumeClaim', namespace, 'kept'));
    await client.delete(claim);
    assert.equal((await client.read('v1', 'PersistentVolumeClaim', namespace, 'kept'))?.status.phase, 'Bound');
    const job = await client.read('batch/v1', 'Job', namespace, 'user');
    if (job !== undefined) await client.delete(job);
    await until('the pod is gone', async () => (await client.read('v1', 'Pod', namespace, pod.metadata.name)) === undefined);
    await until('the claim is gone', async () => (await client.read('v1', 'PersistentVolumeClaim', namespace, 'kept')) === undefined);
    await until('the volume is released and still there', async () => {
      const volume = await client.read('v1', 'PersistentVolume', undefined, claim.spec.volumeName);
      return volume?.status?.phase === 'Released';
    });
  });
});

describe('a dataset that is in Ceph already', NEEDS_FAKE_NODES, () => {
  const CLUSTER = CephCluster.rook();
  const SOURCE = CephSource.path('myfs', '/volumes/shared/imagenet');

  function charts(inNamespaces: readonly string[], size = '1Ti'): Chart[] {
    const app = new App();
    const [chart, ...others] = inNamespaces.map((each) => new Chart(app, each, { namespace: each }));
    if (chart === undefined) return [];
    const images = new StaticCephDataset(chart, 'images', { cluster: CLUSTER, source: SOURCE, size });
    for (const other of others) images.viewIn(other, 'images');
    return [chart, ...others];
  }

  test('is bound to its own volume, and so is its view in another namespace', async () => {
    const second = await newNamespace();
    const objects = charts([namespace, second]).flatMap((chart) => Testing.synth(chart));
    await applyAll(objects);
    for (const object of objects) removeAfterwards(object);
    for (const each of [namespace, second]) {
      const claim = await found(`the claim of ${each} is bound`, async () => {
        const claim = await client.read('v1', 'PersistentVolumeClaim', each, 'images');
        return claim?.status?.phase === 'Bound' ? claim : undefined;
      });
      assert.equal(claim.spec.volumeName, `${each}-images`);
      const volume = await client.read('v1', 'PersistentVolume', undefined, `${each}-images`);
      assert.equal(volume?.status.phase, 'Bound');
      assert.equal(volume?.spec.claimRef.uid, claim.metadata.uid);
    }
  });

  test('is left alone by other claims, which wait', async () => {
    const objects = charts([await newNamespace()]).flatMap((chart) => Testing.synth(chart));
    const [volume] = objects.filter(({ kind }) => kind === 'PersistentVolume');
    await applyAll([volume]);
    removeAfterwards(volume);
    const spec = { accessModes: ['ReadWriteMany'], storageClassName: '', resources: { requests: { storage: '1Gi' } } };
    await applyAll([{ apiVersion: 'v1', kind: 'PersistentVolumeClaim', metadata: { name: 'thief', namespace }, spec }]);
    await new Promise((resolve) => setTimeout(resolve, 4_000));
    assert.equal(await phaseOf('thief'), 'Pending');
  });

  test('can not be made larger, as the library says', async () => {
    const own = await newNamespace();
    const objects = charts([own]).flatMap((chart) => Testing.synth(chart));
    await applyAll(objects);
    for (const object of objects) removeAfterwards(object);
    await until(
      'the claim is bound',
      async () => (await client.read('v1', 'PersistentVolumeClaim', own, 'images'))?.status?.phase === 'Bound',
    );
    const larger = charts([own], '2Ti');
    await assert.rejects(applyAll(larger.flatMap((chart) => Testing.synth(chart))), /only dynamically provisioned pvc can be resized/);
    assert.deepEqual(
      larger.flatMap((chart) => Checks.changesSince(chart, objects).map(({ rule }) => rule)),
      ['claim-cannot-grow'],
    );
  });
});

const ON_DISKS = { storageClassName: 'local-nvme' };

describe("a volume on the nodes' disks", NEEDS_FAKE_NODES, () => {
  test('that lives with its pod is made with it, and goes with it', async () => {
    await applied(namespace, (chart) => {
      new GpuTrainingJob(chart, 'scratching', {
        ...TRAINING,
        mounts: [Mount.ephemeral('/scratch', '1Ti', ON_DISKS)],
        podAnnotations: HOLD,
      });
    });
    const pod = await found('its pod runs', async () =>
      (await instancePods(namespace, 'scratching')).find(({ status }) => status?.phase === 'Running'),
    );
    const name = `${pod.metadata.name}-scratch`;
    const claim = await found('its claim is there', () => client.read('v1', 'PersistentVolumeClaim', namespace, name));
    assert.equal(claim.status.phase, 'Bound');
    assert.equal(claim.metadata.ownerReferences?.[0]?.name, pod.metadata.name);
    const job = await client.read('batch/v1', 'Job', namespace, 'scratching');
    if (job !== undefined) await client.delete(job);
    await until('the claim is gone', async () => (await client.read('v1', 'PersistentVolumeClaim', namespace, name)) === undefined);
    await until('the volume is gone', async () => {
      return (await client.read('v1', 'PersistentVolume', undefined, claim.spec.volumeName)) === undefined;
    });
  });

  test('that has a copy for several pods is made where the first of them runs, and all run there', async () => {
    await applied(namespace, (chart) => {
      const dataset = new CephDataset(chart, 'cached', { storage: CephStorage.cephFs('rook-cephfs'), size: '1Ti' });
      new GpuTrainingJob(chart, 'sharing', {
        ...TRAINING,
        dataset,
        cache: DatasetCache.nodeLocal('100Gi', ON_DISKS),
        parallel: Parallel.shards(3),
        placement: [Placement.together(Topology.NODE, { required: true })],
        podAnnotations: HOLD,
      });
    });
    const pods = await found('three pods run', async () => {
      const running = (await instancePods(namespace, 'sharing')).filter(({ status }) => status?.phase === 'Running');
      return running.length === 3 ? running : undefined;
    });
    assert.equal(await phaseOf('sharing-cache'), 'Bound');
    assert.equal(new Set(pods.map(({ spec }) => spec.nodeName)).size, 1);
  });
});
