import { KEPT_ON_DELETING_CLASS } from '../../checks/annotations';
import type { Finding } from '../../values/finding';
import { optional, required, type Shape, value, whenGiven } from '../../values/read';
import { CephStorage, ReclaimPolicy, StorageBackend } from '../../values/storage';
import type { CephDatasetProps } from '../ceph-dataset';
import { defaultModes, emptyFindings, rbdFindings } from './access-modes';
import { accessModes, careShape, claimShape, type RenderedDataset, renderClaim } from './claimed-dataset';
import type { Context } from './context';
import { dataSource, isFilled } from './data-source';
import { propsReader } from './workload';

const STORAGE_EXAMPLE = "CephStorage.cephFs('rook-cephfs')";

const shape: Shape<CephDatasetProps> = {
  storage: required(value(CephStorage, STORAGE_EXAMPLE), CephStorage.cephFs('stand-in'), STORAGE_EXAMPLE),
  ...claimShape,
  accessModes: optional(accessModes),
  ...careShape,
  dataSource: optional(whenGiven(() => dataSource)),
};

const readProps = propsReader(shape);

/** A claim that stays is of little use where its volume may go: whoever deletes the claim by hand deletes the data. */
function retentionFindings({ storage, retention }: CephDatasetProps): Finding[] {
  if (retention?._keeps === false || storage.reclaimPolicy !== ReclaimPolicy.DELETE) return [];
  return [{ field: 'storage', value: storage.storageClassName, severity: 'error', ...KEPT_ON_DELETING_CLASS }];
}

/** The objects of a dataset on Ceph. Pure. */
export function renderCephDataset(given: CephDatasetProps, context: Context): RenderedDataset {
  const { props, findings } = readProps(given, context);
  const { storageClassName, backend, driver } = props.storage;
  const claimed = { storageClassName, backend, accessModes: props.accessModes ?? defaultModes(backend), driver };
  const filled = props.dataSource !== undefined && isFilled(props.dataSource);
  return renderClaim(props, claimed, context, findings, [
    ...rbdFindings(backend, props.accessModes, { filled }),
    ...(backend === StorageBackend.CEPH_FS ? emptyFindings(claimed.accessModes, props.dataSource !== undefined) : []),
    ...retentionFindings(props),
  ]);
}
