import { DatasetCache, DatasetPart } from '../../lib/values/dataset-cache';
import { FluidMedium, FluidRuntime } from '../../lib/values/fluid';
import { CephStorage } from '../../lib/values/storage';
import { linesOf, untyped } from './findings';
import { expectTotal } from './garbage';

const FACTORIES: [string, (size: string, options?: object) => DatasetCache, string][] = [
  ['localDisk', DatasetCache.localDisk, 'scratch'],
  ['memory', DatasetCache.memory, 'memory'],
];

describe.each(FACTORIES)('DatasetCache.%s', (_, make, kind) => {
  test('has a size, and may be of a part or have an image', () => {
    const whole = make('100Gi');
    expect([whole._place.kind, whole.size, whole._options]).toEqual([kind, '100Gi', {}]);
    expect(linesOf(whole, 'cache')).toEqual([]);
    expect(linesOf(make('1Gi', { part: DatasetPart.TEST, image: 'busybox:1.37' }), 'cache')).toEqual([]);
  });

  test.each<[unknown[], string]>([
    [['100GB'], 'cache.size: is not a Kubernetes quantity, got "100GB" (did you mean "100Gi"?)'],
    [['0'], 'cache.size: must be more than zero, got "0" (for example "100Gi")'],
    [[undefined], 'cache.size: must be a string, got undefined (for example "100Gi")'],
    [['1Gi', { part: 'training' }], 'cache.part: must be one of train, test, got "training" (use the enum DatasetPart)'],
    [['1Gi', { image: 'Busybox:1' }], 'cache.image: is not an image reference, got "Busybox:1" (did you mean "busybox:1"?)'],
    [['1Gi', { parts: 'train' }], 'cache.parts: is not a known prop (did you mean part?)'],
    [['1Gi', null], 'cache: must be an object, got null (write { name: value })'],
  ])('refuses %j', (args, text) => expect(linesOf(untyped(make)(...args), 'cache')).toEqual([text]));

  test('is never an exception', () => expectTotal(make, ['part', 'image']));
});

const CLASS = 'cache.storageClassName: must be a string, got 5 (for example "local-nvme")';
const NO_CLASS =
  'cache.storageClassName: is required where storage is not given: the cluster\'s default class differs between clusters (for example "local-nvme")';

test.each<[string, unknown, string[]]>([
  ['perPod', DatasetCache.perPod('1Gi', { storageClassName: 'local-nvme', part: DatasetPart.TEST }), []],
  ['perPod on Ceph', DatasetCache.perPod('1Gi', { storage: CephStorage.rbd('scratch') }), []],
  ['perPod without a class', untyped(DatasetCache.perPod)('1Gi'), [NO_CLASS]],
  ['perPod of a wrong class', untyped(DatasetCache.perPod)('1Gi', { storageClassName: 5 }), [CLASS]],
  [
    'perPod of an unknown option',
    untyped(DatasetCache.perPod)('1Gi', { storageClass: 'a' }),
    ['cache.storageClass: is not a known prop (did you mean storageClassName?)', NO_CLASS],
  ],
  ['nodeLocal', DatasetCache.nodeLocal('1Gi', { storageClassName: 'local-nvme', image: 'busybox:1.37' }), []],
  ['nodeLocal without a class', untyped(DatasetCache.nodeLocal)('1Gi'), ['cache.storageClassName: is required (for example "local-nvme")']],
  ['nodeLocal of a wrong class', untyped(DatasetCache.nodeLocal)('1Gi', { storageClassName: 5 }), [CLASS]],
  ['fluid', DatasetCache.fluid('1Gi'), []],
  [
    'fluid with all',
    DatasetCache.fluid('1Gi', {
      runtime: FluidRuntime.alluxio(),
      medium: FluidMedium.HDD,
      path: '/mnt/x',
      replicas: 3,
      part: DatasetPart.TRAIN,
    }),
    [],
  ],
  [
    'fluid of a wrong medium',
    untyped(DatasetCache.fluid)('1Gi', { medium: 'disk' }),
    ['cache.medium: must be one of MEM, SSD, HDD, got "disk" (use the enum FluidMedium)'],
  ],
  [
    'fluid without workers',
    untyped(DatasetCache.fluid)('1Gi', { replicas: 0 }),
    ['cache.replicas: must be a whole number from 1 to 5000, got 0 (for example 2)'],
  ],
  [
    'fluid at a relative path',
    untyped(DatasetCache.fluid)('1Gi', { path: 'x' }),
    ['cache.path: must be an absolute path, got "x" (for example "/x")'],
  ],
  [
    'fluid with an image that copies',
    untyped(DatasetCache.fluid)('1Gi', { image: 'busybox:1' }),
    ['cache.image: is not a known prop (known are runtime, medium, path, replicas, part)'],
  ],
  [
    'fluid by a runtime as a text',
    untyped(DatasetCache.fluid)('1Gi', { runtime: 'alluxio' }),
    ['cache.runtime: must be a FluidRuntime, got "alluxio" (write FluidRuntime.alluxio())'],
  ],
  ['fluid of no size', untyped(DatasetCache.fluid)(), ['cache.size: must be a string, got undefined (for example "100Gi")']],
])('%s says what is wrong', (_, cache, lines) => expect(linesOf(cache as DatasetCache, 'cache')).toEqual(lines));

test('perPod is never an exception', () => expectTotal(DatasetCache.perPod, ['storage', 'storageClassName', 'part', 'image']));
test('nodeLocal is never an exception', () => expectTotal(DatasetCache.nodeLocal, ['storageClassName', 'part', 'image']));
test('fluid is never an exception', () => expectTotal(DatasetCache.fluid, ['runtime', 'medium', 'path', 'replicas', 'part']));
