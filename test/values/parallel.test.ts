import { Parallel } from '../../lib/values/parallel';
import { linesOf, untyped } from './findings';
import { expectTotal } from './garbage';

test.each([1, 8, 100_000])('%d shards are that many pods', (count) => {
  expect(Parallel.shards(count).count).toBe(count);
  expect(linesOf(Parallel.shards(count), 'parallel')).toEqual([]);
});

test.each([
  [0, 'parallel.count: must be a whole number from 1 to 100000, got 0 (for example 1)'],
  [100_001, 'parallel.count: must be a whole number from 1 to 100000, got 100001 (for example 1)'],
  [2.5, 'parallel.count: must be a whole number from 1 to 100000, got 2.5 (for example 1)'],
  ['8', 'parallel.count: must be a whole number from 1 to 100000, got "8" (for example 1)'],
  [undefined, 'parallel.count: must be a whole number from 1 to 100000, got undefined (for example 1)'],
])('%p shards are refused', (count, text) => expect(linesOf(untyped(Parallel.shards)(count), 'parallel')).toEqual([text]));

test('shards are never an exception', () => expectTotal(Parallel.shards));
