import type { Chart } from 'cdk8s';
import { ClusterProfile, Gpu, type GpuTrainingJobProps, Placement, Topology } from '../../lib';
import { chartOn, training } from '../pod/reading';
import { refusal, testChart } from '../support/charts';

const { NODE, ZONE, RACK } = Topology;

function refused(props: Partial<GpuTrainingJobProps>, chart: Chart = testChart()): string[] {
  return refusal(() => training(props, chart));
}

describe('rules that no node can satisfy', () => {
  const text =
    'placement: requires the same pods together and apart on one topology, which no node can satisfy (leave one out, or drop required from one)';
  const required = { required: true };
  const pods = { a: '1', b: '2' };

  test.each<[string, Placement, Placement]>([
    ['together and apart on one topology', Placement.together(NODE, required), Placement.apart(NODE, required)],
    ['in whatever order', Placement.apart(ZONE, required), Placement.together(ZONE, required)],
    ['on a topology by its label', Placement.together(NODE, required), Placement.apart(Topology.label('kubernetes.io/hostname'), required)],
    [
      'of pods whose labels are written in another order',
      Placement.together(NODE, { ...required, pods, external: true }),
      Placement.apart(NODE, { ...required, pods: { b: '2', a: '1' } }),
    ],
  ])('%s are refused', (_, one, other) => expect(refused({ placement: [one, other] })).toEqual([text]));

  test('a rack by the label that the profile calls so is the same topology', () => {
    const rackLabel = 'example.com/rack';
    const placement = [Placement.together(RACK, required), Placement.apart(Topology.label(rackLabel), required)];
    expect(refused({ placement }, chartOn(ClusterProfile.generic(), { rackLabel }))).toEqual([text]);
  });

  test.each<[string, Topology, Topology, string]>([
    ['of one node in two zones', NODE, ZONE, 'kubernetes.io/hostname and apart by topology.kubernetes.io/zone'],
    ['of one node in two racks', NODE, Topology.label('rack'), 'kubernetes.io/hostname and apart by rack'],
    [
      'of one zone in two regions',
      ZONE,
      Topology.label('topology.kubernetes.io/region'),
      'topology.kubernetes.io/zone and apart by topology.kubernetes.io/region',
    ],
  ])('pods %s are refused', (_, inner, outer, both) => {
    const lines = refused({ placement: [Placement.apart(outer, required), Placement.together(inner, required)] });
    expect(lines).toEqual([
      expect.stringContaining(`placement: requires the same pods together on one ${both}, which no node can satisfy: `),
    ]);
  });

  test('pods beside some whose other label keeps them away are refused', () => {
    const near = Placement.together(NODE, { ...required, pods: { app: 'redis', tier: 'cache' }, external: true });
    expect(refused({ placement: [near, Placement.apart(ZONE, { ...required, pods: { app: 'redis' } })] })).toHaveLength(1);
    expect(refused({ placement: [near, Placement.apart(ZONE, { ...required, pods: { tier: 'db' } })] })).toEqual([]);
  });

  test('two values of one label of the node are refused', () => {
    const both = [Placement.on({ pool: 'a' }, required), Placement.on({ pool: 'b' }, required)];
    expect(refused({ placement: both })).toEqual([
      'placement: requires nodes whose label pool is a and b, and a node has one value of it (leave one out, or drop required from one; a GPU product is such a label too)',
    ]);
    expect(refused({ placement: [Placement.on({ pool: 'a' }, required), Placement.on({ pool: 'b' })] })).toEqual([]);
    expect(refused({ placement: [Placement.on({ pool: 'a' }, required), Placement.on({ pool: 'a', disk: 'b' }, required)] })).toEqual([]);
    const gpu = Gpu.nvidia(1, { product: 'A100' });
    expect(refused({ gpu, placement: [Placement.on({ 'nvidia.com/gpu.product': 'H100' }, required)] })).toHaveLength(1);
  });

  test.each<[string, Placement, Placement]>([
    ['one is preferred', Placement.together(NODE, required), Placement.apart(NODE)],
    ['the topologies differ', Placement.together(ZONE, required), Placement.apart(NODE, required)],
    ['the pods differ', Placement.together(NODE, required), Placement.apart(NODE, { ...required, pods })],
  ])('they may stand together where %s', (_, one, other) => expect(refused({ placement: [one, other] })).toEqual([]));
});

test.each<[string, unknown, string]>([
  ['a rule without a list', Placement.together(NODE), 'placement: must be a list, got a Placement (put it in [ ])'],
  ['a word', ['together'], 'placement[0]: must be a Placement, got "together" (write Placement.apart(Topology.NODE))'],
  [
    'a topology that is a word',
    [Placement.spread('zone' as never)],
    'placement[0].topology: must be a Topology, got "zone" (for example Topology.NODE)',
  ],
  [
    'nodes without labels',
    [Placement.on({})],
    'placement[0].labels: must name at least one label, got {} (for example { "example.com/pool": "gpu" })',
  ],
  [
    'a skew of nothing',
    [Placement.spread(NODE, { maxSkew: 0 })],
    'placement[0].maxSkew: must be a whole number of at least 1, got 0 (for example 1)',
  ],
])('%s is refused', (_, placement, line) => expect(refused({ placement: placement as Placement[] })).toEqual([line]));
