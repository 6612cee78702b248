import { Duration } from 'cdk8s';
import { line } from '../../lib/problems';
import { type Finding, placeIn } from '../../lib/values/finding';
import { Gpu } from '../../lib/values/gpu';
import * as read from '../../lib/values/read';
import { Resources } from '../../lib/values/resources';
import { CephStorage } from '../../lib/values/storage';
import { reading } from './findings';
import { expectTotalReader } from './garbage';

const EXAMPLE = '(for example "a")';

interface Server {
  readonly port: number;
  readonly host?: string;
  readonly gpu?: Gpu;
}

const shape: read.Shape<Server> = {
  port: read.required(read.integer(1, 65535), 8080),
  host: read.optional(read.text('a')),
  gpu: read.optional(read.value<Gpu>(Gpu, 'Gpu.nvidia(1)')),
};
const server = read.struct(shape);
const numbers = read.map(read.text('NAME'), read.integer(0));

const READERS = {
  text: read.text('a'),
  integer: read.integer(0),
  bool: read.bool,
  oneOf: read.oneOf('Size', ['S', 'M']),
  value: read.value<Gpu>(Gpu, 'Gpu.nvidia(1)'),
  list: read.list(read.integer(1)),
  map: numbers,
  struct: server,
  duration: read.duration(1),
  someOf: read.someOf(read.integer(1), 'leave it out'),
  noted: read.struct<{ host?: string }>({ host: read.optional(read.text('a')) }, 'refuse', { runtime: 'write host' }),
  shown: read.oneOf('Policy', ['', 'All'], ['COORDINATOR', 'ALL']),
  minutes: read.duration(60, 3600),
};

test.each<[keyof typeof READERS, unknown, unknown]>([
  ['text', ' ', ' '],
  ['integer', 0, 0],
  ['integer', Number.MAX_SAFE_INTEGER, Number.MAX_SAFE_INTEGER],
  ['bool', false, false],
  ['oneOf', 'M', 'M'],
  ['list', [], []],
  ['list', [1, 2], [1, 2]],
  ['map', { A: 0 }, { A: 0 }],
  ['someOf', [1], [1]],
  ['shown', '', ''],
  ['struct', { port: 1 }, { port: 1 }],
  ['struct', { port: 1, host: undefined }, { port: 1 }],
])('%s reads %j as it is', (name, given, value) => expect(reading<unknown>(READERS[name], given)).toStrictEqual({ value, lines: [] }));

test('value and duration read the object itself', () => {
  const gpu = Gpu.nvidia(1);
  const minutes = Duration.minutes(5);
  expect(reading(READERS.value, gpu).value).toBe(gpu);
  expect(reading(READERS.duration, minutes).value).toBe(minutes);
});

test.each<[keyof typeof READERS, unknown, string]>([
  ['text', 1, `prop: must be a string, got 1 ${EXAMPLE}`],
  ['text', '', `prop: must be a string that is not empty, got "" ${EXAMPLE}`],
  ['integer', -1, 'prop: must be a whole number of at least 0, got -1 (for example 1)'],
  ['integer', '1', 'prop: must be a whole number of at least 0, got "1" (for example 1)'],
  ['integer', 2 ** 53, 'prop: must be a whole number of at least 0, got 9007199254740992 (for example 1)'],
  ['integer', Infinity, 'prop: must be a whole number of at least 0, got Infinity (for example 1)'],
  ['bool', 0, 'prop: must be true or false, got 0 (write it without quotes)'],
  ['oneOf', 'L', 'prop: must be one of S, M, got "L" (use the enum Size)'],
  ['value', 1, 'prop: must be a Gpu, got 1 (write Gpu.nvidia(1))'],
  ['value', Resources.bestEffort(), 'prop: must be a Gpu, got a Resources (write Gpu.nvidia(1))'],
  ['list', 1, 'prop: must be a list, got 1 (put it in [ ])'],
  ['list', [1, 0], 'prop[1]: must be a whole number of at least 1, got 0 (for example 1)'],
  ['map', [1], 'prop: must be an object of names and values, got [1] (write { NAME: value })'],
  ['map', { A: 'x' }, 'prop.A: must be a whole number of at least 0, got "x" (for example 1)'],
  ['map', CephStorage.rbd('rook-rbd'), 'prop: must be an object of names and values, got a CephStorage (write { NAME: value })'],
  ['map', new Map([['A', 1]]), 'prop: must be an object of names and values, got a Map (write { NAME: value })'],
  ['struct', [], 'prop: must be an object, got [] (write { name: value })'],
  ['struct', new Map([['port', 1]]), 'prop: must be an object, got a Map (write { name: value })'],
  ['struct', {}, 'prop.port: is required (for example 8080)'],
  ['struct', { port: null }, 'prop.port: must not be null or NaN, got null (leave the prop out or give a value)'],
  ['struct', { port: NaN }, 'prop.port: must not be null or NaN, got NaN (leave the prop out or give a value)'],
  ['struct', { port: 0 }, 'prop.port: must be a whole number from 1 to 65535, got 0 (for example 1)'],
  ['struct', { port: 1, hosts: 'b' }, 'prop.hosts: is not a known prop (did you mean host?)'],
  ['struct', { port: 1, volumeClaims: 'b' }, 'prop.volumeClaims: is not a known prop (known are port, host, gpu)'],
  ['someOf', [], 'prop: must be a list of one at least, got [] (leave it out)'],
  ['someOf', 1, 'prop: must be a list, got 1 (put it in [ ])'],
  ['noted', { runtime: 1 }, 'prop.runtime: is not a known prop (write host)'],
  ['noted', { toString: 1 }, 'prop.toString: is not a known prop (known are host)'],
  ['shown', 'x', 'prop: must be one of COORDINATOR, ALL, got "x" (use the enum Policy)'],
  ['minutes', Duration.seconds(59), 'prop: must be whole seconds, from 60 to 3600, got 59 (for example Duration.minutes(5) of cdk8s)'],
  ['minutes', Duration.hours(2), 'prop: must be whole seconds, from 60 to 3600, got 7200 (for example Duration.minutes(5) of cdk8s)'],
  ['duration', 5, 'prop: must be a Duration of cdk8s, got 5 (for example Duration.minutes(5) of cdk8s)'],
  ['duration', Duration.seconds(0), 'prop: must be whole seconds, at least 1, got 0 (for example Duration.minutes(5) of cdk8s)'],
  ['duration', Duration.millis(1500), 'prop: must be whole seconds, at least 1, got a Duration (for example Duration.minutes(5) of cdk8s)'],
])('%s refuses %p', (name, given, text) => expect(reading<unknown>(READERS[name], given).lines).toEqual([text]));

test.each(Object.entries(READERS))('%s is never an exception', (_, reader) => expectTotalReader(reader, Object.keys(shape)));

describe('a struct', () => {
  test('reports every field that is wrong, and goes on with what a required one stands in for', () => {
    expect(reading(server, { port: 'x', host: 1 })).toEqual({
      value: { port: 8080 },
      lines: [
        'prop.port: must be a whole number from 1 to 65535, got "x" (for example 1)',
        `prop.host: must be a string, got 1 ${EXAMPLE}`,
      ],
    });
  });

  test('of which a subclass may have props of its own refuses only names that are nearly known', () => {
    const lenient = read.struct(shape, 'refuse near-misses');
    expect(reading(lenient, { port: 1, volume: 'b', hosts: 'b' }).lines).toEqual(['prop.hosts: is not a known prop (did you mean host?)']);
  });

  test('shows an example that is code without quotes, and another as it is written', () => {
    const calls = read.struct<{ gpu: Gpu; name: string }>({
      gpu: read.required(READERS.value, Gpu.nvidia(1), 'Gpu.nvidia(1)'),
      name: read.required(read.text('a'), 'a'),
    });
    expect(reading(calls, {}).lines).toEqual(['prop.gpu: is required (for example Gpu.nvidia(1))', `prop.name: is required ${EXAMPLE}`]);
  });
});

describe('what is wrong is left out, and what is right is kept', () => {
  test('in a list', () => expect(reading(READERS.list, [1, 0, 'x', 2]).value).toEqual([1, 2]));

  test('in a map, by value and by name', () => {
    const named = read.map(
      read.textWhere('A', (name) => (name === 'bad' ? { rule: 'r', message: 'is bad', fix: 'be good' } : undefined)),
      read.integer(0),
    );
    expect(reading(named, { good: 1, wrong: 'x', bad: 2 })).toEqual({
      value: { good: 1 },
      lines: ['prop.wrong: must be a whole number of at least 0, got "x" (for example 1)', 'prop.bad: is bad, got "bad" (be good)'],
    });
  });

  test('of a value object: with its own problems, below the prop', () => {
    expect(reading(READERS.value, Gpu.nvidia(0), 'gpu')).toEqual({
      value: undefined,
      lines: ['gpu.count: must be a whole number from 1 to 1024, got 0 (for example 1)'],
    });
    expect(reading(read.list(READERS.value), [Gpu.nvidia(0), Gpu.amd(1)], 'gpus')).toMatchObject({
      value: [{ count: 1 }],
      lines: ['gpus[0].count: must be a whole number from 1 to 1024, got 0 (for example 1)'],
    });
  });

  test('but a value that is only warned of is kept', () => {
    const resources = Resources.guaranteed({ cpu: '1', memory: '64' });
    const findings: Finding[] = [];
    const reader = read.list(read.value<Resources>(Resources, 'Resources.guaranteed({ ... })'));
    expect(reader([resources], placeIn(findings, 'all'))).toEqual([resources]);
    expect(findings.map((finding) => [finding.severity, line(finding)])).toEqual([
      ['warning', 'all[0].memory: is less than 16Mi, got "64" (write the unit: 64Gi, 512Mi)'],
    ]);
  });
});
