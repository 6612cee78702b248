import { CephSource } from '../../lib/values/ceph-source';
import { RbdImageFeature } from '../../lib/values/ceph-volumes';
import { linesOf, untyped } from './findings';
import { expectTotal } from './garbage';

test.each([
  ['a folder', CephSource.path('myfs', '/volumes/shared/imagenet')],
  ['a whole file system', CephSource.path('myfs', '/')],
  ['an image', CephSource.image('replicapool', 'imagenet', { imageFeatures: Object.values(RbdImageFeature) })],
])('%s is right', (_, source) => expect(linesOf(source, 'source')).toEqual([]));

test.each<[string, CephSource, string]>([
  ['no file system', CephSource.path('', '/a'), 'source.fsName: must be a string that is not empty, got "" (for example "myfs")'],
  ['a relative path', CephSource.path('myfs', 'a/b'), 'source.path: must be an absolute path, got "a/b" (for example "/a/b")'],
  ['a path that climbs', CephSource.path('myfs', '/a/../b'), 'source.path: must not contain .., got "/a/../b" (write the path itself)'],
  ['no pool', CephSource.image('', 'a'), 'source.pool: must be a string that is not empty, got "" (for example "replicapool")'],
  ['no image', CephSource.image('a', ''), 'source.image: must be a string that is not empty, got "" (for example "imagenet")'],
  [
    'a feature without what it needs',
    CephSource.image('a', 'b', { imageFeatures: [RbdImageFeature.OBJECT_MAP] }),
    'source.imageFeatures: has object-map without exclusive-lock, which it needs, got ["object-map"] (add exclusive-lock)',
  ],
  [
    'a misspelt option',
    untyped(CephSource.image)('a', 'b', { features: [] }),
    'source.features: is not a known prop (known are imageFeatures)',
  ],
])('refuses %s', (_, source, text) => expect(linesOf(source, 'source')).toEqual([text]));

test('path is never an exception', () => expectTotal(CephSource.path));
test('image is never an exception', () => expectTotal(CephSource.image, ['imageFeatures']));
