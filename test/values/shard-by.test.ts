import { App, Chart } from 'cdk8s';
import { PersistentVolumeClaim } from 'cdk8s-plus-27';
import { Parallel, ShardBy, type ShardManifestOptions } from '../../lib';
import { linesOf, untyped } from './findings';
import { expectTotal } from './garbage';

const claim = PersistentVolumeClaim.fromClaimName(new Chart(new App(), 'demo'), 'work', 'work');
const lines = (by: ShardBy) => linesOf(Parallel.shards(2, { by }), 'parallel');

test.each<[string, ShardBy]>([
  ['index', ShardBy.index()],
  ['a folder', ShardBy.directory('part-$(SHARD_INDEX)')],
  ['a folder below others', ShardBy.directory('v1/of-$(SHARD_COUNT)/$(SHARD_INDEX)')],
  ['lists in a claim', ShardBy.manifest(claim)],
  ['lists of some files', ShardBy.manifest(claim, { folder: 'lists', files: '*.tfrecord' })],
])('by %s is right', (_, by) => expect(lines(by)).toEqual([]));

test('without a word it is by index', () => expect(Parallel.shards(2)._by).toEqual(ShardBy.index()));

const FIX = '(for example "part-$(SHARD_INDEX)")';

test.each<[unknown, string]>([
  ['part', `parallel.by.path: must have $(SHARD_INDEX) in it: every pod would see the same folder, got "part" ${FIX}`],
  [
    'part-$(SHARD)-$(SHARD_INDEX)',
    `parallel.by.path: speaks of $(SHARD), and a folder is named by SHARD_INDEX and SHARD_COUNT alone, got "part-$(SHARD)-$(SHARD_INDEX)" ${FIX}`,
  ],
  ['/$(SHARD_INDEX)', 'parallel.by.path: must be relative to the volume, got "/$(SHARD_INDEX)" (for example "$(SHARD_INDEX)")'],
  ['../$(SHARD_INDEX)', 'parallel.by.path: must not contain .., got "../$(SHARD_INDEX)" (write the path itself)'],
  ['./$(SHARD_INDEX)', `parallel.by.path: must not have empty parts or dots, got "./$(SHARD_INDEX)" ${FIX}`],
  [undefined, 'parallel.by.path: must be a string, got undefined (for example "v1/model.keras")'],
])('a folder %j is refused', (path, text) => expect(lines(untyped(ShardBy.directory)(path))).toEqual([text]));

test.each<[string, unknown[], string]>([
  [
    'no claim',
    ['work'],
    'parallel.by.claim: must be a claim of cdk8s-plus or a Dataset, got "work" (give the dataset that has the model, for example)',
  ],
  ['a folder above', [claim, { folder: '../x' }], 'parallel.by.folder: must not contain .., got "../x" (write the path itself)'],
  ['no files', [claim, { files: '' }], 'parallel.by.files: must be a string that is not empty, got "" (for example "*.tfrecord")'],
  ['an unknown option', [claim, { file: '*' }], 'parallel.by.file: is not a known prop (did you mean files?)'],
  ['options that are none', [claim, null], 'parallel.by: must be an object, got null (write { name: value })'],
])('lists are refused with %s', (_, args, text) => expect(lines(untyped(ShardBy.manifest)(...args))).toEqual([text]));

test('what is no ShardBy is refused', () => {
  expect(linesOf(untyped(Parallel.shards)(2, { by: 'index' }), 'parallel')).toEqual([
    `parallel.by: must be a ShardBy, got "index" (write ShardBy.directory('part-$(SHARD_INDEX)'))`,
  ]);
});

test('a folder is never an exception', () => expectTotal(ShardBy.directory));
test('lists are never an exception', () => {
  const keys: (keyof ShardManifestOptions)[] = ['folder', 'files'];
  expectTotal(ShardBy.manifest, keys);
});
