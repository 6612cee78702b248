import { areDifferent, backendOf, CephStorage, StorageBackend, type VolumeMaker } from '../../lib/values/storage';
import { linesOf, untyped } from './findings';
import { expectTotal } from './garbage';

test.each([
  ['cephFs', CephStorage.cephFs('rook-cephfs'), StorageBackend.CEPH_FS, 'rook-cephfs'],
  ['rbd', CephStorage.rbd('rook-ceph.block'), StorageBackend.CEPH_RBD, 'rook-ceph.block'],
])('%s names its StorageClass', (_, storage, backend, name) => {
  expect([storage.backend, storage.storageClassName]).toEqual([backend, name]);
  expect(linesOf(storage, 'storage')).toEqual([]);
});

test.each<[unknown, string]>([
  [
    'rook_cephfs',
    'storage.storageClassName: must be a DNS name: at most 253 of a-z, 0-9, - and dots between parts, got "rook_cephfs" (for example "rook-cephfs")',
  ],
  ['', 'storage.storageClassName: must be a string that is not empty, got "" (for example "my-name")'],
  [undefined, 'storage.storageClassName: must be a string, got undefined (for example "my-name")'],
])('the StorageClass %p is refused', (name, text) => expect(linesOf(untyped(CephStorage.cephFs)(name), 'storage')).toEqual([text]));

test('cephFs is never an exception', () => expectTotal(CephStorage.cephFs));
test('rbd is never an exception', () => expectTotal(CephStorage.rbd));

describe('two makers of volumes', () => {
  const { CEPH_FS, CEPH_RBD, OTHER } = StorageBackend;
  const ROOK_FS = 'rook-ceph.cephfs.csi.ceph.com';

  test.each<[VolumeMaker, VolumeMaker]>([
    [{ driver: ROOK_FS }, { driver: 'cephfs.csi.ceph.com' }],
    [{ driver: ROOK_FS }, { backend: CEPH_RBD }],
    [{ driver: 'nfs.csi.k8s.io' }, { backend: CEPH_FS }],
    [{ backend: CEPH_FS }, { backend: CEPH_RBD }],
  ])('are different: %j and %j', (a, b) => expect([areDifferent(a, b), areDifferent(b, a)]).toEqual([true, true]));

  test.each<[VolumeMaker, VolumeMaker]>([
    [{ driver: ROOK_FS }, { driver: ROOK_FS, backend: CEPH_FS }],
    [{ driver: ROOK_FS }, { backend: CEPH_FS }],
    [{ backend: CEPH_RBD }, { backend: CEPH_RBD }],
    [{ driver: ROOK_FS }, {}],
    [{ backend: CEPH_FS }, { backend: OTHER }],
    [{ driver: 'nfs.csi.k8s.io' }, { backend: OTHER }],
    [{}, {}],
  ])('may be the same: %j and %j', (a, b) => expect([areDifferent(a, b), areDifferent(b, a)]).toEqual([false, false]));

  test('are Ceph where their driver is, whoever installed it', () => {
    expect(['cephfs.csi.ceph.com', 'a.rbd.csi.ceph.com', 'notcephfs.csi.ceph.com', 'nfs.csi.k8s.io'].map(backendOf)).toEqual([
      ...['cephfs', 'rbd', undefined, undefined],
    ]);
  });
});
