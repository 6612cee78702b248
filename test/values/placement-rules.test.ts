import { line } from '../../lib/problems';
import type { Finding } from '../../lib/values/finding';
import { Placement, Topology } from '../../lib/values/placement';
import { checkSpreads } from '../../lib/values/placement-rules';

function contradictions(...placements: Placement[]): string[] {
  const findings: Finding[] = [];
  checkSpreads(placements, (finding) => findings.push(finding), 'placement', 'example.com/rack');
  return findings.map(line);
}

const TEXT = 'placement: names one topology to spread over twice, with different rules (leave one spread out)';
const one = Placement.spread(Topology.NODE, { maxSkew: 1 });

test.each<[string, Placement, Placement]>([
  ['of one name', one, Placement.spread(Topology.NODE, { maxSkew: 2 })],
  ['of two names', one, Placement.spread(Topology.label('kubernetes.io/hostname'), { maxSkew: 2 })],
  ['of the racks', Placement.spread(Topology.RACK), Placement.spread(Topology.label('example.com/rack'), { maxSkew: 2 })],
])('two spreads over one topology %s are refused', (_, a, b) => expect(contradictions(a, Placement.spot(), b)).toEqual([TEXT]));

test.each<[string, Placement, Placement]>([
  ['the topologies differ', one, Placement.spread(Topology.ZONE, { maxSkew: 2 })],
  ['one is required', one, Placement.spread(Topology.NODE, { maxSkew: 2, required: true })],
  ['both say the same', one, Placement.spread(Topology.NODE)],
  ['one is no spread', one, Placement.apart(Topology.NODE)],
])('two rules are taken where %s', (_, a, b) => expect(contradictions(a, b)).toEqual([]));
