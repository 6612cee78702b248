import { Caller } from '../../lib/values/callers';
import { linesOf, untyped } from './findings';
import { expectTotal } from './garbage';

test.each([
  ['pods', Caller.pods({ app: 'gateway' }), { kind: 'pods', labels: { app: 'gateway' } }],
  ['a namespace', Caller.namespace('monitoring'), { kind: 'namespace', name: 'monitoring' }],
])('%s may call', (_, caller, rule) => {
  expect(caller._rule).toEqual(rule);
  expect(linesOf(caller, 'callers[0]')).toEqual([]);
});

test.each<[unknown, string]>([
  [
    { 'a b': 'x' },
    'callers[0].labels.a b: is not a label key: its name has a space, and letters, digits, -, _ and . are allowed, got "a b" (for example "team" or "example.com/team")',
  ],
  [{ app: true }, 'callers[0].labels.app: must be a string, as every label value, got true (write "true")'],
  ['app=gateway', 'callers[0].labels: must be an object of names and values, got "app=gateway" (write { NAME: value })'],
  [undefined, 'callers[0].labels: must be an object of names and values, got undefined (write { NAME: value })'],
  [new Map([['app', 'gateway']]), 'callers[0].labels: must be an object of names and values, got a Map (write { NAME: value })'],
])('pods with the labels %p are refused', (labels, text) => expect(linesOf(untyped(Caller.pods)(labels), 'callers[0]')).toEqual([text]));

test.each<[unknown, string]>([
  [
    'Monitoring',
    'callers[0].name: must be a DNS label: at most 63 of a-z, 0-9 and -, and no - at either end, got "Monitoring" (for example "monitoring")',
  ],
  ['', 'callers[0].name: must be a string that is not empty, got "" (for example "my-name")'],
  [5, 'callers[0].name: must be a string, got 5 (for example "my-name")'],
])('the namespace %p is refused', (name, text) => expect(linesOf(untyped(Caller.namespace)(name), 'callers[0]')).toEqual([text]));

test('pods are never an exception', () => expectTotal(Caller.pods, ['app', 'a b']));
test('a namespace is never an exception', () => expectTotal(Caller.namespace));
