import { Autoscaling } from '../../lib/values/autoscaling';
import { linesOf, untyped } from './findings';
import { expectTotal } from './garbage';

test.each([
  [{ max: 10 }, [2, 10, 70]],
  [{ max: 1 }, [1, 1, 70]],
  [{ min: 3, max: 3, utilization: 50 }, [3, 3, 50]],
])('%j scales between its bounds', (options, expected) => {
  const autoscaling = Autoscaling.onCpu(options);
  expect([autoscaling._min, autoscaling._max, autoscaling._utilization]).toEqual(expected);
  expect(linesOf(autoscaling, 'autoscaling')).toEqual([]);
});

test.each<[string, unknown, string]>([
  ['no upper bound', {}, 'autoscaling.max: is required (for example 10)'],
  ['bounds that cross', { min: 5, max: 3 }, 'autoscaling.min: is more than max, which is 3, got 5 (min is at most max)'],
  ['a lower bound of zero', { min: 0, max: 3 }, 'autoscaling.min: must be a whole number of at least 1, got 0 (for example 1)'],
  ['a text for a bound', { max: '3' }, 'autoscaling.max: must be a whole number of at least 1, got "3" (for example 1)'],
  [
    'a share over 100',
    { max: 3, utilization: 101 },
    'autoscaling.utilization: must be a whole number from 1 to 100, got 101 (for example 80)',
  ],
  [
    'a share of one',
    { max: 3, utilization: 0.7 },
    'autoscaling.utilization: must be a whole number from 1 to 100, got 0.7 (for example 80)',
  ],
  ['a misspelt name', { max: 3, minimum: 1 }, 'autoscaling.minimum: is not a known prop (known are min, max, utilization)'],
  ['no options', undefined, 'autoscaling: must be an object, got undefined (write { name: value })'],
])('refuses %s', (_, options, text) => expect(linesOf(untyped(Autoscaling.onCpu)(options), 'autoscaling')).toEqual([text]));

test('is never an exception', () => expectTotal(Autoscaling.onCpu, ['min', 'max', 'utilization']));
