import { kueueObject } from '../../manifests/queues';
import { type Finding, placeIn } from '../../values/finding';
import { NODE_LABEL, Topology } from '../../values/placement';
import { required, type Shape, someOf, value } from '../../values/read';
import { NO_RACK_LABEL } from '../../workload/options/placement';
import type { KueueTopologyProps } from '../kueue-topology';
import type { Context } from './context';
import { namedObject, namedShape } from './named-object';
import { allProblems, propsReader, type Rendered } from './workload';

const MOST_LEVELS = 16;
const EXAMPLE = '[Topology.RACK, Topology.NODE]';

const shape: Shape<KueueTopologyProps> = {
  ...namedShape(),
  levels: required(someOf(value(Topology, 'Topology.NODE'), `for example ${EXAMPLE}`), [Topology.NODE], EXAMPLE),
};

const readProps = propsReader(shape);

function levelFindings(keys: readonly (string | undefined)[]): Finding[] {
  const findings: Finding[] = [];
  const place = placeIn(findings).at('levels');
  if (keys.length > MOST_LEVELS) {
    place.report({ rule: 'topology-levels', message: `has ${keys.length} levels, and Kueue takes ${MOST_LEVELS}`, fix: 'name fewer' });
  }
  for (const [i, key] of keys.entries()) {
    const at = place.at(`[${i}]`);
    const level = { value: key, rule: 'topology-levels' };
    if (key === undefined) {
      at.report(NO_RACK_LABEL);
    } else if (keys.indexOf(key) < i) {
      at.report({ ...level, message: 'is a level already', fix: 'leave one out' });
    } else if (key === NODE_LABEL && i < keys.length - 1) {
      at.report({ ...level, message: 'is a single node, which has no levels below it', fix: 'make it the last level' });
    }
  }
  return findings;
}

/** The object of a topology. Pure. */
export function renderKueueTopology(givenProps: KueueTopologyProps, context: Context): Rendered {
  const { props, findings } = readProps(givenProps, context);
  const { metadata, problems } = namedObject(props, context, { component: 'topology' });
  const keys = props.levels.map((level) => level._keyIn(context.cluster.rackLabel));
  return {
    manifests: [kueueObject('Topology', metadata, { levels: keys.map((nodeLabel = '') => ({ nodeLabel })) })],
    problems: allProblems(context, findings, [...problems, ...levelFindings(keys)]),
  };
}
