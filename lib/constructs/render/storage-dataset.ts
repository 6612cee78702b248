import { objectName } from '../../values/name';
import { optional, required, type Shape, whenGiven } from '../../values/read';
import { AccessMode, StorageBackend } from '../../values/storage';
import type { StorageDatasetProps } from '../storage-dataset';
import { accessModes, careShape, claimShape, type RenderedDataset, renderClaim } from './claimed-dataset';
import type { Context } from './context';
import { dataSource } from './data-source';
import { propsReader } from './workload';

const shape: Shape<StorageDatasetProps> = {
  storageClassName: required(objectName('subdomain', 'nfs'), 'stand-in', 'nfs'),
  accessModes: required(accessModes, [AccessMode.READ_WRITE_ONCE], '[AccessMode.READ_WRITE_MANY]'),
  ...claimShape,
  ...careShape,
  dataSource: optional(whenGiven(() => dataSource)),
};

const readProps = propsReader(shape);

/** The objects of a dataset on any StorageClass. Pure. */
export function renderStorageDataset(given: StorageDatasetProps, context: Context): RenderedDataset {
  const { props, findings } = readProps(given, context);
  const { storageClassName, accessModes: modes } = props;
  return renderClaim(props, { storageClassName, backend: StorageBackend.OTHER, accessModes: modes }, context, findings);
}
