import { volumeSnapshotClass } from '../../manifests/volume-snapshot';
import { CephCluster } from '../../values/ceph-cluster';
import { oneOf, optional, required, type Shape, value } from '../../values/read';
import { SnapshotClass } from '../../values/snapshot-class';
import { type CephBackend, ReclaimPolicy, StorageBackend } from '../../values/storage';
import type { CephSnapshotClassProps } from '../ceph-snapshot-class';
import type { Context } from './context';
import { namedObject, namedShape } from './named-object';
import { allProblems, propsReader, type Rendered } from './workload';

const CLUSTER_EXAMPLE = 'CephCluster.rook()';
const BACKENDS: CephBackend[] = [StorageBackend.CEPH_FS, StorageBackend.CEPH_RBD];

type ReadProps = CephSnapshotClassProps & { readonly backend: CephBackend };

const shape: Shape<ReadProps> = {
  cluster: required(value(CephCluster, CLUSTER_EXAMPLE), CephCluster.rook(), CLUSTER_EXAMPLE),
  backend: required(oneOf('StorageBackend', BACKENDS), StorageBackend.CEPH_FS),
  ...namedShape(),
  deletionPolicy: optional(oneOf('ReclaimPolicy', Object.values(ReclaimPolicy))),
};

const readProps = propsReader(shape);

/** A class, and how snapshots speak of it. */
export interface RenderedSnapshotClass extends Rendered {
  readonly snapshotClass: SnapshotClass;
}

/** The object of a class of snapshots. Pure. */
export function renderCephSnapshotClass(givenProps: CephSnapshotClassProps, context: Context): RenderedSnapshotClass {
  const { props, findings } = readProps(givenProps, context);
  const { cluster, backend, deletionPolicy = ReclaimPolicy.RETAIN } = props;
  const driver = cluster._driver(backend);
  const { metadata, problems } = namedObject(props, context, { component: 'snapshot-class' });
  return {
    manifests: [volumeSnapshotClass(metadata, { driver, parameters: cluster._snapshotParameters(backend), deletionPolicy })],
    snapshotClass: SnapshotClass._of({ name: metadata.name, driver, deletionPolicy }),
    problems: allProblems(context, findings, problems),
  };
}
