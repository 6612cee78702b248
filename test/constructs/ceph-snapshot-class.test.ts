import { App, Chart } from 'cdk8s';
import { CephCluster, CephSnapshotClass, type CephSnapshotClassProps, ReclaimPolicy, SnapshotClass, StorageBackend } from '../../lib';
import { manifestOf, refusal, testChart, yamlOf } from '../support/charts';
import { invalidities } from '../support/invalidities';

const RIGHT: CephSnapshotClassProps = { cluster: CephCluster.rook(), backend: StorageBackend.CEPH_FS };
const SECRET = { name: 'csi-rbd-secret', namespace: 'ceph-csi' };

function withProps(props: Partial<CephSnapshotClassProps>, id = 'snapshots'): Chart {
  const chart = testChart();
  new CephSnapshotClass(chart, id, { ...RIGHT, ...props });
  return chart;
}

test('minimal', () => {
  const chart = withProps({});
  expect(yamlOf(chart)).toMatchSnapshot();
  expect(invalidities(chart)).toEqual([]);
});

test('everything', () => {
  const chart = withProps({
    cluster: CephCluster.csi({
      clusterId: 'b9127830-b0cc-4e34-aa47-9d1a2e9949a8',
      provisionerSecret: SECRET,
      snapshotterSecret: { name: 'csi-rbd-snapshotter', namespace: 'ceph-csi' },
    }),
    backend: StorageBackend.CEPH_RBD,
    name: 'block.snapshots',
    labels: { team: 'platform' },
    deletionPolicy: ReclaimPolicy.DELETE,
  });
  expect(yamlOf(chart)).toMatchSnapshot();
  expect(invalidities(chart)).toEqual([]);
});

test('a class is of the whole cluster: it has no namespace', () => {
  expect(manifestOf(withProps({}), 'VolumeSnapshotClass').metadata).not.toHaveProperty('namespace');
});

test("each backend has its driver, and Rook's Secret for it", () => {
  const cluster = CephCluster.rook({ operatorNamespace: 'rook', clusterNamespace: 'ceph' });
  expect(manifestOf(withProps({ cluster, backend: StorageBackend.CEPH_RBD }), 'VolumeSnapshotClass')).toMatchObject({
    driver: 'rook.rbd.csi.ceph.com',
    parameters: {
      clusterID: 'ceph',
      'csi.storage.k8s.io/snapshotter-secret-name': 'rook-csi-rbd-provisioner',
      'csi.storage.k8s.io/snapshotter-secret-namespace': 'ceph',
    },
  });
});

test("a cluster that names no Secret for snapshots takes them with the provisioner's", () => {
  const cluster = CephCluster.csi({ clusterId: 'ceph', provisionerSecret: SECRET });
  expect(manifestOf(withProps({ cluster }), 'VolumeSnapshotClass').parameters).toEqual({
    clusterID: 'ceph',
    'csi.storage.k8s.io/snapshotter-secret-name': 'csi-rbd-secret',
    'csi.storage.k8s.io/snapshotter-secret-namespace': 'ceph-csi',
  });
});

test('the class tells what is known of it, and a name alone does not', () => {
  const { snapshotClass } = new CephSnapshotClass(testChart(), 'snapshots', RIGHT);
  expect([snapshotClass.name, snapshotClass.driver, snapshotClass.deletionPolicy]).toEqual([
    'snapshots',
    'rook-ceph.cephfs.csi.ceph.com',
    'Retain',
  ]);
  const named = SnapshotClass.named('snapshots');
  expect([named.driver, named.deletionPolicy]).toEqual([undefined, undefined]);
});

test('two classes of one name are found, in charts of other namespaces too', () => {
  const app = new App();
  for (const id of ['a', 'b']) new CephSnapshotClass(new Chart(app, id, { namespace: id }), 'snapshots', RIGHT);
  expect(() => app.synthYaml()).toThrow(/VolumeSnapshotClass snapshots is also made by a\/snapshots/);
});

describe('each wrong prop has its text', () => {
  const DNS_NAME = 'must be a DNS name: at most 253 of a-z, 0-9, - and dots between parts';

  test.each<[string, unknown, string[]]>([
    ['no cluster', { cluster: undefined }, ['cluster: is required (for example CephCluster.rook())']],
    ['no backend', { backend: undefined }, ['backend: is required (for example "cephfs")']],
    [
      "a backend that is not Ceph's",
      { backend: StorageBackend.OTHER },
      ['backend: must be one of cephfs, rbd, got "other" (use the enum StorageBackend)'],
    ],
    ['a name that is none', { name: 'Snaps' }, [`name: ${DNS_NAME}, got "Snaps" (for example "snaps")`]],
    [
      'a policy that is none',
      { deletionPolicy: 'Keep' },
      ['deletionPolicy: must be one of Retain, Delete, got "Keep" (use the enum ReclaimPolicy)'],
    ],
    ["a label of the library's own", { labels: { 'app.kubernetes.io/name': 'x' } }, [expect.stringMatching(/^labels\b/)]],
    [
      'a namespace, which a class has not',
      { namespace: 'ml' },
      ['namespace: is not a known prop (known are cluster, backend, name, labels, deletionPolicy)'],
    ],
  ])('%s', (_, props, lines) => {
    expect(refusal(() => withProps(props as Partial<CephSnapshotClassProps>))).toEqual(lines);
  });

  test('an id of which no name can be made', () => {
    expect(refusal(() => withProps({}, 'My_Snaps'))).toEqual([
      `name: ${DNS_NAME} (the name comes from the construct's ids), got "My_Snaps" (for example "my-snaps")`,
    ]);
  });
});
