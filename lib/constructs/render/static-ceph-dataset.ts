import { BACKEND_ANNOTATION } from '../../checks/rules/storage-classes';
import { claim } from '../../manifests/claim';
import { persistentVolume } from '../../manifests/persistent-volume';
import { CephCluster, cephSecret } from '../../values/ceph-cluster';
import { CephSource } from '../../values/ceph-source';
import { type Finding, placeIn } from '../../values/finding';
import { checkName, isDnsSubdomain, labelKey, labelValue, objectName } from '../../values/name';
import { byteSize } from '../../values/quantity';
import { map, oneOf, optional, required, type Shape, someOf, value } from '../../values/read';
import { AccessMode } from '../../values/storage';
import type { StaticCephDatasetProps } from '../static-ceph-dataset';
import { aloneFindings, defaultModes, rbdFindings } from './access-modes';
import type { RenderedDataset } from './claimed-dataset';
import { type Context, labelsFor } from './context';
import { idNameFindings, labelFindings, labelOf } from './named-object';
import { allProblems, propsReader } from './workload';

const CLUSTER_EXAMPLE = 'CephCluster.rook()';
const SOURCE_EXAMPLE = "CephSource.path('myfs', '/volumes/shared/imagenet')";

const shape: Shape<StaticCephDatasetProps> = {
  cluster: required(value(CephCluster, CLUSTER_EXAMPLE), CephCluster.rook(), CLUSTER_EXAMPLE),
  source: required(value(CephSource, SOURCE_EXAMPLE), CephSource.path('stand-in', '/'), SOURCE_EXAMPLE),
  size: required(byteSize('500Gi'), '1Gi', '500Gi'),
  name: optional(objectName('subdomain')),
  namespace: optional(objectName('label')),
  volumeName: optional(objectName('subdomain')),
  labels: optional(map(labelKey, labelValue)),
  accessModes: optional(someOf(oneOf('AccessMode', Object.values(AccessMode)), 'for example [AccessMode.READ_WRITE_MANY]')),
  nodeStageSecret: optional(cephSecret),
};

const readProps = propsReader(shape);

/** The volume names its claim, and so the claim's namespace. */
function namespaceFindings(namespace: string | undefined): Finding[] {
  if (namespace !== undefined) return [];
  const message = 'is required where the chart names none: the volume is for the claim of one namespace';
  return [{ field: 'namespace', severity: 'error', rule: 'required', message, fix: 'for example "ml"' }];
}

/** The volume's name, where it is made of others that are right by themselves. */
function volumeNameFindings(volumeName: string, name: string, props: StaticCephDatasetProps): Finding[] {
  const findings: Finding[] = [];
  if (props.volumeName === undefined && isDnsSubdomain(name)) checkName(volumeName, 'subdomain', placeIn(findings).at('volumeName'));
  return findings;
}

/** The volume and the claim of a dataset that is in Ceph already. Pure. */
export function renderStaticCephDataset(givenProps: StaticCephDatasetProps, context: Context): RenderedDataset {
  const { props, findings } = readProps(givenProps, context);
  const { cluster, source, size, name = context.idName, namespace = context.namespace } = props;
  const { volumeName = `${namespace ?? 'default'}-${name}` } = props;
  const backend = source._backend;
  const accessModes = props.accessModes ?? defaultModes(backend);
  const ownLabels = labelsFor(context, labelOf(name), 'dataset');
  const metadata = { labels: { ...props.labels, ...ownLabels }, annotations: { [BACKEND_ANNOTATION]: backend } };
  const inNamespace = { name, namespace: namespace ?? 'default' };
  const volume = persistentVolume(
    { ...metadata, name: volumeName },
    {
      driver: cluster._driver(backend),
      handle: source._image ?? volumeName,
      attributes: { clusterID: cluster._clusterId, ...source._attributes },
      nodeStageSecret: props.nodeStageSecret ?? cluster._nodeStageSecret(backend),
      claim: inNamespace,
      accessModes,
      size,
    },
  );
  return {
    manifests: [volume, claim({ ...metadata, ...inNamespace }, { storageClassName: '', accessModes, size, volumeName })],
    source: { kind: 'claim', claimName: name, external: false, namespace: inNamespace.namespace, accessModes, backend },
    accessModes,
    problems: allProblems(context, findings, [
      ...rbdFindings(backend, props.accessModes, 'use data on CephFS'),
      ...aloneFindings(accessModes),
      ...namespaceFindings(namespace),
      ...idNameFindings(name, props.name),
      ...volumeNameFindings(volumeName, name, props),
      ...labelFindings(ownLabels, props.labels),
    ]),
  };
}
