import { BACKEND_ANNOTATION } from '../../checks/annotations';
import { claim } from '../../manifests/claim';
import { persistentVolume } from '../../manifests/persistent-volume';
import { CephCluster, cephSecret } from '../../values/ceph-cluster';
import { CephSource } from '../../values/ceph-source';
import { type Finding, placeIn } from '../../values/finding';
import { checkName, isDnsSubdomain, objectName } from '../../values/name';
import { optional, required, type Shape, value } from '../../values/read';
import type { StaticCephDatasetProps } from '../static-ceph-dataset';
import { aloneFindings, defaultModes, rbdFindings } from './access-modes';
import { accessModes, claimShape, type RenderedDataset } from './claimed-dataset';
import { type Context, selectorOf } from './context';
import { namedObject } from './named-object';
import { allProblems, propsReader } from './workload';

const CLUSTER_EXAMPLE = 'CephCluster.rook()';
const SOURCE_EXAMPLE = "CephSource.path('myfs', '/volumes/shared/imagenet')";

const { labels, ...named } = claimShape;

const shape: Shape<StaticCephDatasetProps> = {
  cluster: required(value(CephCluster, CLUSTER_EXAMPLE), CephCluster.rook(), CLUSTER_EXAMPLE),
  source: required(value(CephSource, SOURCE_EXAMPLE), CephSource.path('stand-in', '/'), SOURCE_EXAMPLE),
  ...named,
  volumeName: optional(objectName('subdomain')),
  labels,
  accessModes: optional(accessModes),
  nodeStageSecret: optional(cephSecret),
};

const readProps = propsReader(shape, {
  backup: 'ceph-csi takes no snapshots of what it has not made itself',
  retention: 'the data stays when the claim goes',
});

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
  const driver = cluster._driver(backend);
  const modes = props.accessModes ?? defaultModes(backend);
  const inNamespace = { name, namespace: namespace ?? 'default' };
  const { metadata, problems } = namedObject(props, context, { component: 'dataset', annotations: { [BACKEND_ANNOTATION]: backend } });
  const volume = persistentVolume(
    { ...metadata, name: volumeName },
    {
      driver,
      handle: source._image ?? volumeName,
      attributes: { clusterID: cluster._clusterId, ...source._attributes },
      nodeStageSecret: props.nodeStageSecret ?? cluster._nodeStageSecret(backend),
      claim: inNamespace,
      accessModes: modes,
      size,
    },
  );
  return {
    manifests: [volume, claim({ ...metadata, ...inNamespace }, { storageClassName: '', accessModes: modes, size, volumeName })],
    source: {
      ...{ kind: 'claim', claimName: name, external: false, namespace: inNamespace.namespace, accessModes: modes, backend },
      ...{ driver, size, static: true, selector: selectorOf(metadata.labels) },
    },
    accessModes: modes,
    problems: allProblems(context, findings, [
      ...rbdFindings(backend, props.accessModes, { fix: 'use data on CephFS' }),
      ...aloneFindings(modes),
      ...namespaceFindings(namespace),
      ...volumeNameFindings(volumeName, name, props),
      ...problems,
    ]),
  };
}
