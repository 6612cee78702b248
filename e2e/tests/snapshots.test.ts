import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import {
  AccessMode,
  CephDataset,
  CephStorage,
  ClusterOperator,
  ClusterProfile,
  DataSource,
  DatasetGroupSnapshot,
  GpuTrainingJob,
  Resources,
} from 'cdk8s-ml';
import type { KubeObject } from '../cluster/client';
import { until } from '../cluster/until';
import { applied } from './support/apply';
import { client, instancePods, isScheduled, kubectl, NEEDS_FAKE_NODES, newNamespace } from './support/cluster';

const CEPH_FS = { storage: CephStorage.cephFs('rook-cephfs'), size: '1Ti' };
const CLAIM = 'PersistentVolumeClaim';
const TRAINING = { image: 'registry.example.com/ml/train:1.0', resources: Resources.guaranteed({ cpu: '1', memory: '1Gi' }) };
const HOLD = { 'e2e.cdk8s-ml.io/hold': 'true' };

let namespace: string;
before(async () => {
  namespace = await newNamespace();
});

async function bound(name: string): Promise<KubeObject> {
  await until(`${name} is bound`, async () => (await client.read('v1', CLAIM, namespace, name))?.status?.phase === 'Bound');
  return (await client.read('v1', CLAIM, namespace, name)) ?? assert.fail(`${name} is gone`);
}

/** What the server makes of both fields: it copies the one into the other. */
function sourceOf({ spec }: KubeObject): object {
  return { dataSource: spec.dataSource, dataSourceRef: spec.dataSourceRef };
}

describe('a dataset that begins with', NEEDS_FAKE_NODES, () => {
  test('a snapshot is bound, and the server keeps with what', async () => {
    await applied(namespace, (chart) => {
      const dataSource = DataSource.snapshot(new CephDataset(chart, 'images', CEPH_FS).snapshot('v1'));
      new CephDataset(chart, 'restored', { ...CEPH_FS, dataSource });
    });
    const reference = { apiGroup: 'snapshot.storage.k8s.io', kind: 'VolumeSnapshot', name: 'images-v1' };
    assert.deepEqual(sourceOf(await bound('restored')), { dataSource: reference, dataSourceRef: reference });
  });

  test('another dataset is bound, and the server keeps with which', async () => {
    await applied(namespace, (chart) => {
      new CephDataset(chart, 'copy', { ...CEPH_FS, dataSource: DataSource.clone(new CephDataset(chart, 'first', CEPH_FS)) });
    });
    const reference = { apiGroup: null, kind: CLAIM, name: 'first' };
    assert.deepEqual(sourceOf(await bound('copy')), { dataSource: reference, dataSourceRef: reference });
  });

  test('a snapshot, to be read by many, is read by a training', async () => {
    await applied(namespace, (chart) => {
      const dataSource = DataSource.snapshotName('images-v0');
      const dataset = new CephDataset(chart, 'shallow', { ...CEPH_FS, accessModes: [AccessMode.READ_ONLY_MANY], dataSource });
      new GpuTrainingJob(chart, 'reader', { ...TRAINING, dataset, podAnnotations: HOLD });
    });
    assert.deepEqual((await bound('shallow')).spec.accessModes, ['ReadOnlyMany']);
    await until('the pod has a node', async () => (await instancePods(namespace, 'reader')).some(isScheduled));
  });
});

test('a group snapshot selects the claims of its datasets and no other, as the server reads its selector', NEEDS_FAKE_NODES, async () => {
  const objects = await applied(namespace, (chart) => {
    ClusterProfile.generic().attach(chart, { installed: [ClusterOperator.GROUP_SNAPSHOTS] });
    const datasets = ['a', 'b', 'c'].map((id) => new CephDataset(chart, `member-${id}`, CEPH_FS));
    new DatasetGroupSnapshot(chart, 'group', { datasets: datasets.slice(0, 2) });
  });
  const group = objects.find(({ kind }) => kind === 'VolumeGroupSnapshot') ?? assert.fail('there is no group');
  const expressions: { key: string; values: string[] }[] = group.spec.source.selector.matchExpressions;
  const selector = expressions.map(({ key, values }) => `${key} in (${values})`).join();
  const found = await kubectl(
    'get',
    CLAIM,
    `--namespace=${namespace}`,
    `--selector=${selector}`,
    '--output=jsonpath={.items[*].metadata.name}',
  );
  assert.deepEqual(found.split(' ').sort(), ['member-a', 'member-b']);
});

test('a snapshot that is applied again is the same snapshot', NEEDS_FAKE_NODES, async () => {
  const take = () => applied(namespace, (chart) => CephDataset.fromClaimName(chart, 'there', 'there').snapshot('v1'));
  const uid = async () => (await client.read('snapshot.storage.k8s.io/v1', 'VolumeSnapshot', namespace, 'there-v1'))?.metadata.uid;
  await take();
  const before = await uid();
  await take();
  assert.equal(await uid(), before);
  assert.notEqual(before, undefined);
});
