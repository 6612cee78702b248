import { Retention } from '../../lib/values/retention';
import { linesOf, untyped } from './findings';
import { expectTotal } from './garbage';

test.each([
  ['keep', Retention.keep(), true],
  ['deleteWithChart', Retention.deleteWithChart({ confirmDataLoss: true }), false],
])('%s is taken', (_, retention, keeps) => {
  expect(retention._keeps).toBe(keeps);
  expect(linesOf(retention, 'retention')).toEqual([]);
});

test.each<[unknown, string]>([
  [{ confirmDataLoss: false }, 'retention.confirmDataLoss: must be true to delete data, got false (or write Retention.keep())'],
  [{}, 'retention.confirmDataLoss: is required (for example true)'],
  [undefined, 'retention.confirmDataLoss: is required (for example true)'],
  [null, 'retention.confirmDataLoss: is required (for example true)'],
  [{ confirmDataLoss: 'yes' }, 'retention.confirmDataLoss: must be true or false, got "yes" (write it without quotes)'],
  [{ confirmDataLoss: null }, 'retention.confirmDataLoss: must not be null or NaN, got null (leave the prop out or give a value)'],
  [true, 'retention: must be an object, got true (write { name: value })'],
])('data is deleted only when its loss is confirmed, not by %j', (options, text) => {
  const retention = untyped(Retention.deleteWithChart)(options);
  expect(linesOf(retention, 'retention')).toEqual([text]);
  expect(retention._keeps).toBe(false);
});

test('is never an exception', () => expectTotal(Retention.deleteWithChart, ['confirmDataLoss']));
