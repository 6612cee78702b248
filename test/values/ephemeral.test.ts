import { type EphemeralVolumeOptions, Mount } from '../../lib';
import { AccessMode, CephStorage, ReclaimPolicy, StorageBackend } from '../../lib/values/storage';
import { linesOf, untyped } from './findings';
import { expectTotal } from './garbage';

const kept = CephStorage._of({
  backend: StorageBackend.CEPH_FS,
  storageClassName: 'kept',
  driver: 'cephfs.csi.ceph.com',
  reclaimPolicy: ReclaimPolicy.RETAIN,
});

test.each<[string, EphemeralVolumeOptions, string, AccessMode[]]>([
  ['its name', { storageClassName: 'local-nvme' }, 'local-nvme', [AccessMode.READ_WRITE_ONCE]],
  ['Ceph storage', { storage: CephStorage.cephFs('scratch') }, 'scratch', [AccessMode.READ_WRITE_ONCE]],
  [
    'its name, with other modes',
    { storageClassName: 'nfs', accessModes: [AccessMode.READ_WRITE_MANY] },
    'nfs',
    [AccessMode.READ_WRITE_MANY],
  ],
])('an ephemeral volume is of a class by %s', (_, options, storageClassName, accessModes) => {
  const mount = Mount.ephemeral('/scratch', '1Ti', options);
  expect(mount._source).toEqual({ kind: 'ephemeral', size: '1Ti', storageClassName, accessModes });
  expect(linesOf(mount, 'mounts[0]')).toEqual([]);
});

test.each<[string, unknown[], string[]]>([
  [
    'no class',
    ['1Ti', {}],
    [
      'mounts[0].storageClassName: is required where storage is not given: the cluster\'s default class differs between clusters (for example "local-nvme")',
    ],
  ],
  [
    'no options',
    ['1Ti'],
    [
      'mounts[0].storageClassName: is required where storage is not given: the cluster\'s default class differs between clusters (for example "local-nvme")',
    ],
  ],
  [
    'two classes',
    ['1Ti', { storageClassName: 'a', storage: CephStorage.rbd('b') }],
    ['mounts[0].storageClassName: is given beside storage, got "a" (leave one out)'],
  ],
  [
    'a class that keeps its volumes',
    ['1Ti', { storage: kept }],
    [
      'mounts[0].storage: is a class that keeps its volumes (reclaimPolicy Retain): each pod would leave one behind that nothing uses, got "kept" (take a class with ReclaimPolicy.DELETE)',
    ],
  ],
  [
    'a wrong class name',
    ['1Ti', { storageClassName: 'Local NVMe' }],
    [
      'mounts[0].storageClassName: must be a DNS name: at most 253 of a-z, 0-9, - and dots between parts, got "Local NVMe" (for example "local-nvme")',
    ],
  ],
  [
    'a class as a text where storage is asked for',
    ['1Ti', { storage: 'rook-cephfs' }],
    ['mounts[0].storage: must be a CephStorage, got "rook-cephfs" (write CephStorage.cephFs(\'rook-cephfs-scratch\'))'],
  ],
  [
    'modes that Kubernetes refuses together',
    ['1Ti', { storageClassName: 'a', accessModes: [AccessMode.READ_WRITE_ONCE_POD, AccessMode.READ_WRITE_ONCE] }],
    [
      'mounts[0].accessModes: names ReadWriteOncePod beside others, which Kubernetes refuses, got ["ReadWriteOncePod","ReadWriteOnce"] (name it alone)',
    ],
  ],
  ['a class name alone', ['1Ti', 'local-nvme'], ['mounts[0]: must be an object, got "local-nvme" (write { name: value })']],
  ['a wrong size', ['1TB', { storageClassName: 'a' }], ['mounts[0].size: is not a Kubernetes quantity, got "1TB" (did you mean "1Ti"?)']],
])('an ephemeral volume is refused with %s', (_, args, lines) =>
  expect(linesOf(untyped(Mount.ephemeral)('/scratch', ...args), 'mounts[0]')).toEqual(lines),
);

test('an ephemeral volume is never an exception', () => expectTotal(Mount.ephemeral, ['storage', 'storageClassName', 'accessModes']));
