import { line } from '../../lib/problems';
import { PodSecurity } from '../../lib/values/pod-security';
import { findingsOf, linesOf, untyped } from './findings';
import { expectTotal } from './garbage';

test('restricted pods run as user and group 10001', () => {
  const security = PodSecurity.restricted();
  expect([security._level, security._user, security._group]).toEqual(['restricted', 10001, 10001]);
  expect(linesOf(security, 'security')).toEqual([]);
});

test('restricted pods run as the user and group that are given', () => {
  const security = PodSecurity.restricted({ user: 10_000, group: 2_147_483_647, writableRoot: true });
  expect([security._user, security._group, security._options.writableRoot]).toEqual([10_000, 2_147_483_647, true]);
  expect(linesOf(security, 'security')).toEqual([]);
});

test('restricted pods may run as a user of the node, with a warning', () => {
  const findings = findingsOf(PodSecurity.restricted({ user: 1, group: 9_999 }), 'security');
  expect(findings.map((finding) => [finding.severity, line(finding)])).toEqual([
    ['warning', 'security.user: may be the id of a user of the node, got 1 (use 10000 or more)'],
    ['warning', 'security.group: may be the id of a user of the node, got 9999 (use 10000 or more)'],
  ]);
});

test('baseline pods run as the image says, with the group of their volumes where one is given', () => {
  const plain = PodSecurity.baseline();
  expect([plain._level, plain._fsGroup, linesOf(plain, 'security')]).toEqual(['baseline', undefined, []]);
  const grouped = PodSecurity.baseline({ fsGroup: 0 });
  expect([grouped._fsGroup, linesOf(grouped, 'security')]).toEqual([0, []]);
});

test.each<[string, unknown, string]>([
  ['a group that is none', { fsGroup: -1 }, 'security.fsGroup: must be a whole number from 0 to 2147483647, got -1 (for example 1000)'],
  ['a user', { user: 1000 }, 'security.user: is not a known prop (known are fsGroup)'],
  ['null', null, 'security: must be an object, got null (write { name: value })'],
])('baseline pods refuse %s', (_, options, text) => expect(linesOf(untyped(PodSecurity.baseline)(options), 'security')).toEqual([text]));

test('baseline pods are never an exception', () => expectTotal(PodSecurity.baseline, ['fsGroup']));

test.each<[string, unknown, string]>([
  [
    'root',
    { user: 0 },
    'security.user: is root, whom the restricted standard refuses, got 0 (leave it out, or write PodSecurity.baseline() for an image that must be root)',
  ],
  ['an id below all', { user: -1 }, 'security.user: must be a whole number from 1 to 2147483647, got -1 (for example 10001)'],
  [
    'an id beyond 31 bits',
    { group: 2 ** 31 },
    'security.group: must be a whole number from 1 to 2147483647, got 2147483648 (for example 10001)',
  ],
  ['a name for an id', { user: 'app' }, 'security.user: must be a whole number from 1 to 2147483647, got "app" (for example 10001)'],
  ['null for an id', { user: null }, 'security.user: must not be null or NaN, got null (leave the prop out or give a value)'],
  ['a text for a choice', { writableRoot: 'true' }, 'security.writableRoot: must be true or false, got "true" (write it without quotes)'],
  ['a name of Kubernetes', { runAsUser: 1 }, 'security.runAsUser: is not a known prop (did you mean user?)'],
  ['null', null, 'security: must be an object, got null (write { name: value })'],
])('restricted pods refuse %s', (_, options, text) =>
  expect(linesOf(untyped(PodSecurity.restricted)(options), 'security')).toEqual([text]),
);

test('restricted pods are never an exception', () => expectTotal(PodSecurity.restricted, ['user', 'group', 'writableRoot']));
