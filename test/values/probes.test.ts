import { Duration } from 'cdk8s';
import { Probes } from '../../lib/values/probes';
import { linesOf, untyped } from './findings';
import { expectTotal } from './garbage';

const FIELDS = ['ready', 'live', 'startup'];

test('http probes ask /ready and /healthz, and give the server five minutes to start', () => {
  const probes = Probes.http();
  expect([probes._kind, probes._ready, probes._live, probes._startupSeconds]).toEqual(['http', '/ready', '/healthz', 300]);
  expect(linesOf(probes, 'probes')).toEqual([]);
});

test('http probes ask the routes that are given, for as long as is said', () => {
  const probes = Probes.http({ ready: '/v1/ready', live: '/v1/live', startup: Duration.minutes(20) });
  expect([probes._ready, probes._live, probes._startupSeconds]).toEqual(['/v1/ready', '/v1/live', 1200]);
  expect(linesOf(probes, 'probes')).toEqual([]);
});

test('tcp probes wait as long as is said', () => {
  expect([Probes.tcp()._kind, Probes.tcp()._startupSeconds]).toEqual(['tcp', 300]);
  expect(Probes.tcp({ startup: Duration.seconds(1) })._startupSeconds).toBe(1);
  expect(linesOf(Probes.tcp(), 'probes')).toEqual([]);
});

const BOTH =
  'probes: is both the readiness and the liveness route, so that a server that is only busy is killed, got "/healthz" (give a cheap route of its own for live)';

test.each<[string, unknown, string]>([
  ['a route without its slash', { ready: 'ready' }, 'probes.ready: must start with /, got "ready" (for example "/ready")'],
  ['a number for a route', { live: 8080 }, 'probes.live: must be a string, got 8080 (for example "/healthz")'],
  ['one route for both', { ready: '/healthz' }, BOTH],
  [
    'a text for a duration',
    { startup: '5m' },
    'probes.startup: must be a Duration of cdk8s, got "5m" (for example Duration.minutes(5) of cdk8s)',
  ],
  [
    'no time at all',
    { startup: Duration.seconds(0) },
    'probes.startup: must be whole seconds, at least 1, got 0 (for example Duration.minutes(5) of cdk8s)',
  ],
  [
    'half a second',
    { startup: Duration.millis(500) },
    'probes.startup: must be whole seconds, at least 1, got a Duration (for example Duration.minutes(5) of cdk8s)',
  ],
  ['a misspelt name', { readiness: '/ready' }, 'probes.readiness: is not a known prop (known are ready, live, startup)'],
  ['null', null, 'probes: must be an object, got null (write { name: value })'],
])('http probes refuse %s', (_, options, text) => expect(linesOf(untyped(Probes.http)(options), 'probes')).toEqual([text]));

test('tcp probes refuse a route', () => {
  expect(linesOf(untyped(Probes.tcp)({ ready: '/ready' }), 'probes')).toEqual(['probes.ready: is not a known prop (known are startup)']);
});

test('http probes are never an exception', () => expectTotal(Probes.http, FIELDS));
test('tcp probes are never an exception', () => expectTotal(Probes.tcp, FIELDS));
