import { KEPT_ON_DELETING_CLASS } from '../../checks/rules/storage-classes';
import type { Finding } from '../../values/finding';
import { optional, required, type Shape, value } from '../../values/read';
import { Retention } from '../../values/retention';
import { AccessMode, CephStorage, ReclaimPolicy, StorageBackend } from '../../values/storage';
import type { CephDatasetProps } from '../ceph-dataset';
import { accessModes, claimShape, type RenderedDataset, renderClaim } from './claimed-dataset';
import type { Context } from './context';
import { propsReader } from './workload';

const STORAGE_EXAMPLE = "CephStorage.cephFs('rook-cephfs')";

const shape: Shape<CephDatasetProps> = {
  storage: required(value(CephStorage, STORAGE_EXAMPLE), CephStorage.cephFs('stand-in'), STORAGE_EXAMPLE),
  ...claimShape,
  accessModes: optional(accessModes),
};

const readProps = propsReader(shape);

function defaultModes(backend: StorageBackend): AccessMode[] {
  return [backend === StorageBackend.CEPH_RBD ? AccessMode.READ_WRITE_ONCE : AccessMode.READ_WRITE_MANY];
}

/** A file system on a block device belongs to one node; read-only on many it can be from a snapshot alone (ceph-csi's support matrix). */
function modeFindings({ storage, accessModes: modes = [] }: CephDatasetProps): Finding[] {
  const shared = modes.filter((mode) => mode === AccessMode.READ_WRITE_MANY || mode === AccessMode.READ_ONLY_MANY);
  if (storage.backend !== StorageBackend.CEPH_RBD || shared.length === 0) return [];
  return [
    {
      field: 'accessModes',
      value: shared,
      severity: 'error',
      rule: 'rbd-access-mode',
      message: 'is not possible on RBD with a file system',
      fix: 'use CephStorage.cephFs, or ReadWriteOnce',
    },
  ];
}

/** A claim that stays is of little use where its volume may go: whoever deletes the claim by hand deletes the data. */
function retentionFindings({ storage, retention = Retention.keep() }: CephDatasetProps): Finding[] {
  if (!retention._keeps || storage.reclaimPolicy !== ReclaimPolicy.DELETE) return [];
  return [{ field: 'storage', value: storage.storageClassName, severity: 'error', ...KEPT_ON_DELETING_CLASS }];
}

/** The objects of a dataset on Ceph. Pure. */
export function renderCephDataset(given: CephDatasetProps, context: Context): RenderedDataset {
  const { props, findings } = readProps(given, context);
  const { storageClassName, backend } = props.storage;
  const claimed = { storageClassName, backend, accessModes: props.accessModes ?? defaultModes(backend) };
  return renderClaim(props, claimed, context, findings, [...modeFindings(props), ...retentionFindings(props)]);
}
