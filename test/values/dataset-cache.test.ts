import { DatasetCache, DatasetPart } from '../../lib/values/dataset-cache';
import { linesOf, untyped } from './findings';
import { expectTotal } from './garbage';

const FACTORIES: [string, (size: string, options?: object) => DatasetCache, string][] = [
  ['localDisk', DatasetCache.localDisk, 'scratch'],
  ['memory', DatasetCache.memory, 'memory'],
];

describe.each(FACTORIES)('DatasetCache.%s', (_, make, kind) => {
  test('has a size, and may be of a part or have an image', () => {
    const whole = make('100Gi');
    expect([whole._kind, whole.size, whole._options]).toEqual([kind, '100Gi', {}]);
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
