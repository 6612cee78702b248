import { kueueObject } from '../../manifests/queues';
import { type Finding, placeIn } from '../../values/finding';
import { labelKey, labelValue, objectName } from '../../values/name';
import { given } from '../../values/omit';
import { Placement, type PlacementRule } from '../../values/placement';
import { list, map, optional, type Reader, type Shape, value } from '../../values/read';
import { tolerationOf } from '../../workload/options/placement';
import type { KueueResourceFlavorProps } from '../kueue-resource-flavor';
import type { Context } from './context';
import { namedObject, namedShape } from './named-object';
import { allProblems, propsReader, type Rendered } from './workload';

/** What Kueue takes of labels and of tolerations. */
const MOST = 8;
const EXAMPLE = "Placement.tolerate('example.com/spot')";

type TolerationRule = Extract<PlacementRule, { kind: 'tolerate' }>;

function isToleration(rule: PlacementRule): rule is TolerationRule {
  return rule.kind === 'tolerate';
}

const readPlacement = value(Placement, EXAMPLE);

const toleration: Reader<Placement> = (placement, place) => {
  const read = readPlacement(placement, place);
  if (read === undefined || isToleration(read._rule)) return read;
  const message = `must be ${EXAMPLE}: a flavor says which nodes are meant by nodeLabels`;
  place.report({ value: placement, rule: 'flavor-tolerations', message, fix: 'leave it out' });
  return undefined;
};

const shape: Shape<KueueResourceFlavorProps> = {
  ...namedShape(),
  nodeLabels: optional(map(labelKey, labelValue)),
  tolerations: optional(list(toleration)),
  topologyName: optional(objectName('subdomain', 'racks')),
};

const readProps = propsReader(shape);

function flavorFindings({ nodeLabels = {}, tolerations = [], topologyName }: KueueResourceFlavorProps): Finding[] {
  const findings: Finding[] = [];
  const place = placeIn(findings);
  const labels = Object.keys(nodeLabels).length;
  const many = (count: number) => ({ rule: 'flavor-size', message: `has ${count}, and Kueue takes ${MOST}`, fix: 'name fewer' });
  if (labels > MOST) place.at('nodeLabels').report(many(labels));
  if (tolerations.length > MOST) place.at('tolerations').report(many(tolerations.length));
  if (topologyName !== undefined && labels === 0) {
    const message = 'needs nodeLabels: Kueue reads the topology of the nodes that have them';
    const fix = "for example nodeLabels: { 'example.com/pool': 'a100' }";
    place.at('topologyName').report({ value: topologyName, rule: 'flavor-topology', message, fix });
  }
  return findings;
}

/** The object of a flavor. Pure. */
export function renderKueueResourceFlavor(givenProps: KueueResourceFlavorProps, context: Context): Rendered {
  const { props, findings } = readProps(givenProps, context);
  const { nodeLabels, topologyName } = props;
  const { metadata, problems } = namedObject(props, context, { component: 'resource-flavor' });
  const rules = props.tolerations?.map(({ _rule }) => _rule).filter(isToleration);
  return {
    manifests: [kueueObject('ResourceFlavor', metadata, given({ nodeLabels, tolerations: rules?.map(tolerationOf), topologyName }))],
    problems: allProblems(context, findings, [...problems, ...flavorFindings(props)]),
  };
}
