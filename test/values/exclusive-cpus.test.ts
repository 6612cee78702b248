import { Resources } from '../../lib';
import { linesOf, untyped } from './findings';

function guaranteed(cpu: string, exclusiveCpus: unknown = true): string[] {
  return linesOf(untyped(Resources.guaranteed)({ cpu, memory: '64Gi', exclusiveCpus }), 'resources');
}

test.each(['8', '1', '8000m', '8.0'])("whole CPUs can be the container's own: %s", (cpu) => expect(guaranteed(cpu)).toEqual([]));

test.each(['500m', '1.5', '8001m'])('parts of a CPU can not: %s', (cpu) => {
  expect(guaranteed(cpu)).toEqual([
    `resources.cpu: is no whole number of CPUs, and exclusiveCpus gives whole ones, got "${cpu}" (for example '8')`,
  ]);
  expect(guaranteed(cpu, false)).toEqual([]);
});

test('CPUs of which only a part is reserved can not', () => {
  expect(linesOf(untyped(Resources.burstable)({ cpu: '8', memory: '64Gi', exclusiveCpus: true }), 'resources')).toEqual([
    "resources.exclusiveCpus: is not a known prop (CPUs are a container's own only where all is reserved: write Resources.guaranteed)",
  ]);
});

test('a word is refused', () => {
  expect(guaranteed('8', 'yes')).toEqual(['resources.exclusiveCpus: must be true or false, got "yes" (write it without quotes)']);
});
