import { CephVolumes, RbdFileSystem, RbdImageFeature } from '../../lib/values/ceph-volumes';
import { linesOf, untyped } from './findings';
import { expectTotal } from './garbage';

const { EXCLUSIVE_LOCK, FAST_DIFF, LAYERING, OBJECT_MAP } = RbdImageFeature;

test.each([
  ['a file system', CephVolumes.cephFs('myfs')],
  ['a pool of a file system', CephVolumes.cephFs('myfs', { pool: 'myfs-replicated' })],
  ['a pool', CephVolumes.rbd('replicapool')],
  ['a pool with all', CephVolumes.rbd('pool', { imageFeatures: Object.values(RbdImageFeature), fileSystem: RbdFileSystem.XFS })],
])('%s is right', (_, volumes) => expect(linesOf(volumes, 'volumes')).toEqual([]));

test.each<[string, CephVolumes, string]>([
  ['no file system', CephVolumes.cephFs(''), 'volumes.fsName: must be a string that is not empty, got "" (for example "myfs")'],
  [
    'a pool of nothing',
    CephVolumes.cephFs('myfs', { pool: '' }),
    'volumes.pool: must be a string that is not empty, got "" (for example "myfs-replicated")',
  ],
  ['no pool', CephVolumes.rbd(''), 'volumes.pool: must be a string that is not empty, got "" (for example "replicapool")'],
  [
    'no feature',
    CephVolumes.rbd('pool', { imageFeatures: [] }),
    'volumes.imageFeatures: must be a list of one at least, got [] (for example [RbdImageFeature.LAYERING])',
  ],
  [
    'a feature that is none',
    untyped(CephVolumes.rbd)('pool', { imageFeatures: ['journaling'] }),
    'volumes.imageFeatures[0]: must be one of layering, exclusive-lock, object-map, fast-diff, deep-flatten, got "journaling" (use the enum RbdImageFeature)',
  ],
  [
    'object-map without exclusive-lock',
    CephVolumes.rbd('pool', { imageFeatures: [LAYERING, OBJECT_MAP] }),
    'volumes.imageFeatures: has object-map without exclusive-lock, which it needs, got ["layering","object-map"] (add exclusive-lock)',
  ],
  [
    'fast-diff without object-map',
    CephVolumes.rbd('pool', { imageFeatures: [EXCLUSIVE_LOCK, FAST_DIFF] }),
    'volumes.imageFeatures: has fast-diff without object-map, which it needs, got ["exclusive-lock","fast-diff"] (add object-map)',
  ],
  [
    'a file system that is none',
    untyped(CephVolumes.rbd)('pool', { fileSystem: 'ntfs' }),
    'volumes.fileSystem: must be one of ext4, xfs, got "ntfs" (use the enum RbdFileSystem)',
  ],
  [
    'features of a file system',
    untyped(CephVolumes.cephFs)('myfs', { imageFeatures: [LAYERING] }),
    'volumes.imageFeatures: is not a known prop (known are pool, mounting)',
  ],
])('refuses %s', (_, volumes, text) => expect(linesOf(volumes, 'volumes')).toEqual([text]));

test('cephFs is never an exception', () => expectTotal(CephVolumes.cephFs, ['pool', 'mounting']));
test('rbd is never an exception', () => expectTotal(CephVolumes.rbd, ['imageFeatures', 'fileSystem']));
