import { type LabelValues, volumeGroupSnapshot } from '../../manifests/volume-snapshot';
import { type ClusterFacts, ClusterOperator, isInstalled } from '../../profile/facts';
import type { Finding } from '../../values/finding';
import type { ClaimSource } from '../../values/mount';
import { objectName } from '../../values/name';
import { list, optional, required, type Shape } from '../../values/read';
import { areDifferent, makerText } from '../../values/storage';
import { dataset } from '../../workload/dataset';
import type { DatasetGroupSnapshotProps } from '../dataset-group-snapshot';
import { KEEP } from './annotations';
import type { Context } from './context';
import { snapshotFindings } from './dataset-snapshot';
import { namedObject, namedShape } from './named-object';
import { allProblems, propsReader, type Rendered } from './workload';

const shape: Shape<DatasetGroupSnapshotProps> = {
  datasets: required(list(dataset), [], '[images, labels]'),
  groupSnapshotClassName: optional(objectName('subdomain', 'csi-cephfsplugin-groupsnapclass')),
  ...namedShape(),
};

const readProps = propsReader(shape);

function error(rule: string, message: string, fix: string): Finding {
  return { field: 'datasets', severity: 'error', rule, message, fix };
}

function numberFindings(claims: readonly ClaimSource[]): Finding[] {
  const names = claims.map(({ claimName, namespace = '' }) => `${namespace}/${claimName}`);
  const twice = claims.find(({ claimName }, i) => names.indexOf(names[i] ?? '') !== i && claimName);
  if (twice !== undefined) return [error('group-member-twice', `names the claim ${twice.claimName} twice`, 'name each dataset once')];
  if (claims.length > 1) return [];
  return [error('group-of-one', 'are fewer than two', 'of one dataset take dataset.snapshot')];
}

/** Claims are selected by their labels: those that the library did not write it does not know. */
function labelledFindings(claims: readonly ClaimSource[]): Finding[] {
  return claims.flatMap(({ claimName, selector }) => {
    if (selector === undefined) {
      const message = `has the claim ${claimName}, which this app does not make: a group is selected by labels, and its are not known`;
      return [error('group-of-existing', message, 'take a snapshot of it by itself')];
    }
    if (Object.values(selector).includes(claimName)) return [];
    const message = `has the claim ${claimName}, whose name is longer than a label: others may be selected with it`;
    return [error('group-member-name', message, 'give it a name of at most 63 characters')];
  });
}

/** What all must have in common is that of the first. */
function commonFindings([first, ...others]: readonly ClaimSource[]): Finding[] {
  if (first === undefined) return [];
  return others.flatMap((claim) => {
    const pair = `the claims ${first.claimName} and ${claim.claimName}`;
    return [
      ...(first.namespace === claim.namespace
        ? []
        : [
            error(
              'group-namespace',
              `has ${pair} of the namespaces ${first.namespace ?? '(none)'} and ${claim.namespace ?? '(none)'}: a group is of one namespace`,
              'make a group in each',
            ),
          ]),
      ...(areDifferent(first, claim)
        ? [
            error(
              'group-driver',
              `has ${pair} on ${makerText(first)} and ${makerText(claim)}: a group is of one driver`,
              'make a group of each',
            ),
          ]
        : []),
    ];
  });
}

function installedFindings(cluster: ClusterFacts): Finding[] {
  if (isInstalled(ClusterOperator.GROUP_SNAPSHOTS, cluster)) return [];
  return [
    {
      ...{ field: '', severity: 'error', rule: 'not-installed' },
      message: 'needs group snapshots in the cluster, and the cluster profile names none: without them the object is refused',
      fix: 'where they are, ClusterProfile.generic().attach(app, { installed: [ClusterOperator.GROUP_SNAPSHOTS] })',
    },
  ];
}

/** Each label of the claims with all values that it has. */
function selectorOf(claims: readonly ClaimSource[]): LabelValues {
  const values: Record<string, string[]> = {};
  for (const [key, text] of claims.flatMap(({ selector = {} }) => Object.entries(selector))) {
    const known = values[key] ?? [];
    values[key] = known.includes(text) ? known : [...known, text];
  }
  return values;
}

/** A group snapshot, and where it is. */
export interface RenderedGroupSnapshot extends Rendered {
  readonly namespace: string | undefined;
}

/** The object of a group snapshot. Pure. */
export function renderDatasetGroupSnapshot(givenProps: DatasetGroupSnapshotProps, context: Context): RenderedGroupSnapshot {
  const { props, findings } = readProps(givenProps, context);
  const claims = props.datasets.map(({ _claim }) => _claim);
  const namespace = claims[0]?.namespace;
  const { metadata, problems } = namedObject(props, context, { component: 'snapshot', namespace, annotations: KEEP });
  return {
    manifests: [volumeGroupSnapshot(metadata, selectorOf(claims), props.groupSnapshotClassName)],
    namespace,
    problems: allProblems(context, findings, [
      ...installedFindings(context.cluster),
      ...numberFindings(claims),
      ...labelledFindings(claims),
      ...commonFindings(claims),
      ...claims.flatMap((claim) => snapshotFindings(claim, 'datasets')),
      ...problems,
    ]),
  };
}
