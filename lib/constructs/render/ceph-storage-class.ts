import { storageClass } from '../../manifests/storage-class';
import { CephCluster } from '../../values/ceph-cluster';
import { CephVolumes } from '../../values/ceph-volumes';
import { bool, list, oneOf, optional, required, type Shape, textWhere, value } from '../../values/read';
import { CephStorage, ReclaimPolicy, StorageBackend, VolumeBindingMode } from '../../values/storage';
import type { CephStorageClassProps } from '../ceph-storage-class';
import type { Context } from './context';
import { namedObject, namedShape } from './named-object';
import { allProblems, propsReader, type Rendered } from './workload';

const CLUSTER_EXAMPLE = 'CephCluster.rook()';
const VOLUMES_EXAMPLE = "CephVolumes.cephFs('myfs')";

/** As `mount -o` takes one: what is wrong in it, each volume keeps. */
const mountOption = textWhere('discard', (option) =>
  /^[^\s,-][^\s,]*$/.test(option)
    ? undefined
    : {
        rule: 'mount-option',
        message: 'must be one mount option, without blanks, commas and a leading -',
        fix: "for example ['noatime', 'discard']",
      },
);

const shape: Shape<CephStorageClassProps> = {
  cluster: required(value(CephCluster, CLUSTER_EXAMPLE), CephCluster.rook(), CLUSTER_EXAMPLE),
  volumes: required(value(CephVolumes, VOLUMES_EXAMPLE), CephVolumes.cephFs('stand-in'), VOLUMES_EXAMPLE),
  ...namedShape(),
  mountOptions: optional(list(mountOption)),
  allowVolumeExpansion: optional(bool),
  volumeBindingMode: optional(oneOf('VolumeBindingMode', Object.values(VolumeBindingMode))),
  reclaimPolicy: optional(oneOf('ReclaimPolicy', Object.values(ReclaimPolicy))),
};

const readProps = propsReader(shape);

const DEFAULTS = {
  allowVolumeExpansion: true,
  volumeBindingMode: VolumeBindingMode.IMMEDIATE,
  reclaimPolicy: ReclaimPolicy.RETAIN,
};

/** What is deleted on an RBD image goes back to its pool. */
function defaultMountOptions(backend: StorageBackend): string[] {
  return backend === StorageBackend.CEPH_RBD ? ['discard'] : [];
}

/** A class, and how datasets speak of it. */
export interface RenderedStorageClass extends Rendered {
  readonly storage: CephStorage;
}

/** The object of a storage class. Pure. */
export function renderCephStorageClass(givenProps: CephStorageClassProps, context: Context): RenderedStorageClass {
  const { props, findings } = readProps(givenProps, context);
  const { cluster, volumes, mountOptions, allowVolumeExpansion, volumeBindingMode, reclaimPolicy } = { ...DEFAULTS, ...props };
  const backend = volumes._backend;
  const driver = cluster._driver(backend);
  const { metadata, problems } = namedObject(props, context, { component: 'storage-class' });
  const manifest = storageClass(metadata, {
    provisioner: driver,
    parameters: { ...cluster._parameters(backend), ...volumes._parameters },
    mountOptions: mountOptions ?? defaultMountOptions(backend),
    allowVolumeExpansion,
    volumeBindingMode,
    reclaimPolicy,
  });
  return {
    manifests: [manifest],
    storage: CephStorage._of({ backend, storageClassName: metadata.name, driver, reclaimPolicy }),
    problems: allProblems(context, findings, problems),
  };
}
