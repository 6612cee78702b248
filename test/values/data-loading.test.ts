import { DataLoading } from '../../lib';
import { linesOf, untyped } from './findings';
import { expectTotal } from './garbage';

test.each([{}, { workers: 1 }, { workers: 8, prefetch: 4, threads: 2, batchSize: '64Mi' }])('%j is right', (options) =>
  expect(linesOf(DataLoading.of(options), 'dataLoading')).toEqual([]),
);

test.each<[unknown, string]>([
  [{ workers: 0 }, 'dataLoading.workers: must be a whole number from 1 to 1024, got 0 (for example 8)'],
  [{ workers: '8' }, 'dataLoading.workers: must be a whole number from 1 to 1024, got "8" (for example 8)'],
  [{ prefetch: 0 }, 'dataLoading.prefetch: must be a whole number from 1 to 1024, got 0 (for example 2)'],
  [{ threads: 1.5 }, 'dataLoading.threads: must be a whole number from 1 to 1024, got 1.5 (for example 8)'],
  [{ batchSize: '64MB' }, 'dataLoading.batchSize: is not a Kubernetes quantity, got "64MB" (did you mean "64Mi"?)'],
  [{ worker: 8 }, 'dataLoading.worker: is not a known prop (did you mean workers?)'],
  [8, 'dataLoading: must be an object, got 8 (write { name: value })'],
])('%j is refused', (options, text) => expect(linesOf(untyped(DataLoading.of)(options), 'dataLoading')).toEqual([text]));

test('is never an exception', () => expectTotal(DataLoading.of, ['workers', 'prefetch', 'threads', 'batchSize']));
