import { Rollout } from '../../lib/values/rollout';
import { linesOf, untyped } from './findings';
import { expectTotal } from './garbage';

test.each([
  ['recreate', Rollout.recreate(), ['Recreate', 1, 0]],
  ['rolling', Rollout.rolling(), ['RollingUpdate', 1, 0]],
  ['rolling, one less at a time', Rollout.rolling({ maxSurge: 0, maxUnavailable: 1 }), ['RollingUpdate', 0, 1]],
])('%s is taken', (_, rollout, expected) => {
  expect([rollout._type, rollout._maxSurge, rollout._maxUnavailable]).toEqual(expected);
  expect(linesOf(rollout, 'rollout')).toEqual([]);
});

const STUCK = 'rollout: allows neither a pod more nor one less, so that nothing could be replaced (give maxSurge or maxUnavailable 1)';

test.each<[string, unknown, string]>([
  ['no room to replace a pod', { maxSurge: 0 }, STUCK],
  ['less than nothing', { maxSurge: -1 }, 'rollout.maxSurge: must be a whole number of at least 0, got -1 (for example 1)'],
  ['a share', { maxUnavailable: '25%' }, 'rollout.maxUnavailable: must be a whole number of at least 0, got "25%" (for example 1)'],
  ['a misspelt name', { maxsurge: 1 }, 'rollout.maxsurge: is not a known prop (did you mean maxSurge?)'],
  ['null', null, 'rollout: must be an object, got null (write { name: value })'],
])('rolling refuses %s', (_, options, text) => expect(linesOf(untyped(Rollout.rolling)(options), 'rollout')).toEqual([text]));

test('rolling is never an exception', () => expectTotal(Rollout.rolling, ['maxSurge', 'maxUnavailable']));
