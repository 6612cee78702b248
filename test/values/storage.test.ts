import { CephStorage, StorageBackend } from '../../lib/values/storage';
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
