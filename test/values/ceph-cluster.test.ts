import { CephCluster, type CephCsiOptions } from '../../lib/values/ceph-cluster';
import { linesOf, untyped } from './findings';
import { expectTotal } from './garbage';

const provisionerSecret = { name: 'csi-cephfs-secret', namespace: 'ceph-csi' };
const RIGHT: CephCsiOptions = { clusterId: 'x'.repeat(36), provisionerSecret };

test.each([
  ['csi', CephCluster.csi(RIGHT)],
  ['rook', CephCluster.rook()],
])('%s is right', (_, cluster) => expect(linesOf(cluster, 'cluster')).toEqual([]));

test.each<[string, unknown, string]>([
  [
    'an id that a volume can not keep',
    { clusterId: 'é'.repeat(19) },
    `cluster.clusterId: has 38 bytes, and ceph-csi keeps 36 in a volume's id, got "${'é'.repeat(19)}" (give the clusterID of the driver's ConfigMap, mostly what \`ceph fsid\` tells)`,
  ],
  ['no id', { clusterId: undefined }, 'cluster.clusterId: is required (for example "b9127830-b0cc-4e34-aa47-9d1a2e9949a8")'],
  [
    'no Secret',
    { provisionerSecret: undefined },
    'cluster.provisionerSecret: is required (for example {"name":"csi-cephfs-secret","namespace":"ceph-csi"})',
  ],
  [
    'a Secret without a namespace',
    { nodeStageSecret: { name: 'node' } },
    'cluster.nodeStageSecret.namespace: is required (for example "ceph-csi")',
  ],
  [
    'a Secret without a name',
    { controllerExpandSecret: { namespace: 'ceph' } },
    'cluster.controllerExpandSecret.name: is required (for example "csi-cephfs-secret")',
  ],
])('csi refuses %s', (_, options, text) => {
  expect(linesOf(untyped(CephCluster.csi)({ ...RIGHT, ...(options as object) }), 'cluster')).toEqual([text]);
});

test('rook refuses a namespace that is none', () => {
  const label = 'must be a DNS label: at most 63 of a-z, 0-9 and -, and no - at either end';
  expect(linesOf(CephCluster.rook({ operatorNamespace: 'Rook', clusterNamespace: 'my.ceph' }), 'cluster')).toEqual([
    `cluster.operatorNamespace: ${label}, got "Rook" (for example "rook")`,
    `cluster.clusterNamespace: ${label}, got "my.ceph" (for example "my-ceph")`,
  ]);
});

test('csi is never an exception', () =>
  expectTotal(CephCluster.csi, ['clusterId', 'provisionerSecret', 'snapshotterSecret', 'controllerExpandSecret', 'nodeStageSecret']));
test('rook is never an exception', () => expectTotal(CephCluster.rook, ['operatorNamespace', 'clusterNamespace']));
