import { Placement, TaintEffect, Topology } from '../../lib/values/placement';
import { findingsOf, linesOf, untyped } from './findings';
import { expectTotal } from './garbage';

const NO_LABEL = 'placement.labels: must name at least one label, got {} (for example { "example.com/pool": "gpu" })';

test.each<[string, Topology, string | undefined]>([
  ['NODE', Topology.NODE, 'kubernetes.io/hostname'],
  ['ZONE', Topology.ZONE, 'topology.kubernetes.io/zone'],
  ['RACK', Topology.RACK, 'example.com/rack'],
  ['label("nvidia.com/gpu.clique")', Topology.label('nvidia.com/gpu.clique'), 'nvidia.com/gpu.clique'],
])('Topology.%s is a label of nodes', (_, topology, key) => {
  expect(topology._keyIn('example.com/rack')).toBe(key);
  expect(findingsOf(topology, 'topology')).toEqual([]);
});

test('Topology.RACK has no label where the cluster names none', () => expect(Topology.RACK._keyIn(undefined)).toBeUndefined());

test.each([
  Placement.together(Topology.NODE),
  Placement.together(Topology.RACK, { required: true, pods: { app: 'cache' }, external: true }),
  Placement.apart(Topology.label('example.com/row'), { required: false }),
  Placement.spread(Topology.ZONE, { maxSkew: 2, required: true }),
  Placement.on({ 'example.com/pool': 'gpu', empty: '' }, { required: true }),
  Placement.spot({ required: true }),
  Placement.tolerate('example.com/reserved', { value: 'ml', effect: TaintEffect.NO_EXECUTE }),
])('a right rule is taken: $_rule.kind', (placement) => expect(linesOf(placement, 'placement')).toEqual([]));

test.each<[string, unknown[], string[]]>([
  ['together', ['node'], ['placement.topology: must be a Topology, got "node" (for example Topology.NODE)']],
  ['apart', [], ['placement.topology: must be a Topology, got undefined (for example Topology.NODE)']],
  ['spread', [null], ['placement.topology: must be a Topology, got null (for example Topology.NODE)']],
  [
    'together',
    [Topology.label('my rack')],
    ['placement.topology: is not a label key of nodes, got "my rack" (for example Topology.label("example.com/rack"))'],
  ],
  ['apart', [Topology.NODE, { required: 'yes' }], ['placement.required: must be true or false, got "yes" (write it without quotes)']],
  [
    'apart',
    [Topology.NODE, { pods: { app: 5, 'a b': 'x' } }],
    [
      'placement.pods.app: must be a string, as every label value, got 5 (write "5")',
      `placement.pods.a b: is not a label key: its name has a space, and letters, digits, -, _ and . are allowed, got "a b" (for example "team" or "example.com/team")`,
    ],
  ],
  ['together', [Topology.NODE, { require: true }], ['placement.require: is not a known prop (did you mean required?)']],
  ['spread', [Topology.ZONE, { maxSkew: 0 }], ['placement.maxSkew: must be a whole number of at least 1, got 0 (for example 1)']],
  ['on', [{}], [NO_LABEL]],
  ['on', [], ['placement.labels: must be an object of names and values, got undefined (write { NAME: value })']],
  [
    'on',
    [{ 'a b': 'x' }],
    [
      `placement.labels.a b: is not a label key: its name has a space, and letters, digits, -, _ and . are allowed, got "a b" (for example "team" or "example.com/team")`,
    ],
  ],
  ['spot', [{ preferred: true }], ['placement.preferred: is not a known prop (known are required)']],
  ['spot', [null], ['placement: must be an object, got null (write { name: value })']],
  ['tolerate', [''], ['placement.key: must be a string that is not empty, got "" (for example "example.com/team")']],
  [
    'tolerate',
    ['a/b/c'],
    [
      `placement.key: is not a label key: it has more than one /, and one is allowed, behind a DNS name, got "a/b/c" (for example "team" or "example.com/team")`,
    ],
  ],
  [
    'tolerate',
    ['a', { effect: 'NoSched' }],
    ['placement.effect: must be one of NoSchedule, PreferNoSchedule, NoExecute, got "NoSched" (use the enum TaintEffect)'],
  ],
])('Placement.%s refuses %j', (factory, args, lines) => {
  const { together, apart, spread, on, spot, tolerate } = Placement;
  const make = Object.entries({ together, apart, spread, on, spot, tolerate }).find(([name]) => name === factory)?.[1];
  if (make === undefined) throw new Error(factory);
  expect(linesOf(untyped<Placement>(make)(...args), 'placement')).toEqual(lines);
});

test.each<[string, (...args: never[]) => Placement, string[]]>([
  ['together', Placement.together, ['required', 'pods', 'external']],
  ['apart', Placement.apart, ['required', 'pods', 'external']],
  ['spread', Placement.spread, ['required', 'maxSkew']],
  ['on', Placement.on, ['required', 'app']],
  ['spot', Placement.spot, ['required']],
  ['tolerate', Placement.tolerate, ['value', 'effect']],
])('Placement.%s is never an exception', (_, factory, fields) => expectTotal(factory, fields));

test('Topology.label is never an exception', () => expectTotal(Topology.label));
