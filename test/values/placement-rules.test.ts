import { line } from '../../lib/problems';
import type { Finding } from '../../lib/values/finding';
import { Placement, Topology } from '../../lib/values/placement';
import { checkPlacements } from '../../lib/values/placement-rules';

describe('rules together', () => {
  const required = { required: true };
  const CONTRADICTION =
    'placement: requires the same pods together and apart on one topology, which no node can satisfy (leave one out, or drop required from one)';

  function contradictions(...placements: Placement[]): string[] {
    const findings: Finding[] = [];
    checkPlacements(placements, (finding) => findings.push(finding), 'placement', 'example.com/rack');
    return findings.map(line);
  }

  test.each<[string, Placement, Placement]>([
    ['in one order', Placement.together(Topology.NODE, required), Placement.apart(Topology.NODE, required)],
    ['in the other order', Placement.apart(Topology.NODE, required), Placement.together(Topology.NODE, required)],
    [
      'of pods with the same labels, named in another order',
      Placement.together(Topology.NODE, { ...required, pods: { app: 'a', tier: 'b' } }),
      Placement.apart(Topology.NODE, { ...required, pods: { tier: 'b', app: 'a' } }),
    ],
    [
      'on one topology under two names',
      Placement.together(Topology.NODE, required),
      Placement.apart(Topology.label('kubernetes.io/hostname'), required),
    ],
    [
      'on racks, by the label that the cluster has for them',
      Placement.together(Topology.RACK, required),
      Placement.apart(Topology.label('example.com/rack'), required),
    ],
  ])('are refused where they require the same pods together and apart, %s', (_, a, b) =>
    expect(contradictions(a, Placement.spot(), b)).toEqual([CONTRADICTION]),
  );

  test('are refused where they spread over one topology in two ways', () => {
    const one = Placement.spread(Topology.NODE, { maxSkew: 1 });
    const text = 'placement: names one topology to spread over twice, with different rules (leave one spread out)';
    expect(contradictions(one, Placement.spread(Topology.label('kubernetes.io/hostname'), { maxSkew: 2 }))).toEqual([text]);
    expect(contradictions(one, Placement.spread(Topology.NODE), Placement.spread(Topology.ZONE, { maxSkew: 2 }))).toEqual([]);
  });

  test.each<[string, Placement, Placement]>([
    ['one is preferred', Placement.together(Topology.NODE, required), Placement.apart(Topology.NODE)],
    ['only one is about racks', Placement.together(Topology.RACK, required), Placement.apart(Topology.NODE, required)],
    ['the topologies differ', Placement.together(Topology.ZONE, required), Placement.apart(Topology.NODE, required)],
    [
      'the pods differ',
      Placement.together(Topology.NODE, required),
      Placement.apart(Topology.NODE, { ...required, pods: { app: 'noisy' } }),
    ],
    ['both say the same', Placement.apart(Topology.NODE, required), Placement.apart(Topology.NODE, required)],
  ])('are taken where %s', (_, a, b) => expect(contradictions(a, b)).toEqual([]));
});
