import { BACKEND_ANNOTATION } from '../../checks/annotations';
import { claim } from '../../manifests/claim';
import { Backup } from '../../values/backup';
import type { Finding } from '../../values/finding';
import type { ClaimSource } from '../../values/mount';
import { objectName } from '../../values/name';
import { given } from '../../values/omit';
import { byteSize, wholeUnits } from '../../values/quantity';
import { oneOf, optional, required, someOf, value, whenGiven } from '../../values/read';
import { Retention } from '../../values/retention';
import { AccessMode, StorageBackend } from '../../values/storage';
import type { ClaimProps } from '../props';
import { aloneFindings } from './access-modes';
import { externalAnnotation, externalJob, retentionAnnotations } from './annotations';
import { renderBackup } from './backup';
import type { Beside, CaredClaim } from './claim-task';
import { type Context, selectorOf } from './context';
import { dataSourceFindings, externalSource, sourceFields } from './data-source';
import { type NamedObject, namedObject, namedShape } from './named-object';
import { renderRetention } from './retention';
import { allProblems, type Rendered } from './workload';

export const accessModes = someOf(oneOf('AccessMode', Object.values(AccessMode)), 'for example [AccessMode.READ_WRITE_MANY]');

/** The readers of what looks after a claim, and of what becomes of it. */
export const careShape = {
  backup: optional(whenGiven(() => value(Backup, 'Backup.daily({ keep: 7 })'))),
  retention: optional(whenGiven(() => value(Retention, 'Retention.keep()'))),
};

const { name, labels } = namedShape();

/** The readers of what all datasets are asked for. */
export const claimShape = {
  size: required(byteSize('500Gi'), '1Gi', '500Gi'),
  name,
  namespace: optional(objectName('label')),
  labels,
};

const LEAST_SIZE = 1024n * 1024n;

/** The storage that a kind of dataset claims. */
export interface ClaimedStorage {
  readonly storageClassName: string;
  readonly backend: StorageBackend;
  /** The CSI driver, where it is known. */
  readonly driver?: string | undefined;
  readonly accessModes: readonly AccessMode[];
}

/** No dataset is so small: a unit was forgotten. */
function sizeFindings({ size }: ClaimProps): Finding[] {
  if (wholeUnits(size) >= LEAST_SIZE) return [];
  const message = 'is less than 1Mi';
  return [{ field: 'size', value: size, severity: 'warning', rule: 'magnitude', message, fix: 'write the unit: 500Gi, 2Ti' }];
}

function objectOf(props: ClaimProps, backend: StorageBackend, context: Context): NamedObject {
  return namedObject(props, context, {
    component: 'dataset',
    namespace: props.namespace ?? context.namespace,
    annotations: {
      ...retentionAnnotations(props.retention),
      ...(backend === StorageBackend.OTHER ? {} : { [BACKEND_ANNOTATION]: backend }),
      ...externalAnnotation([...externalJob(props.retention), ...(props.dataSource === undefined ? [] : externalSource(props.dataSource))]),
    },
  });
}

/** What stands beside the claim and looks after it. */
function caredFor(props: ClaimProps, storage: ClaimedStorage, { metadata }: NamedObject, context: Context): Beside {
  const { backend, driver, accessModes: modes } = storage;
  const named = { name: metadata.name, namespace: metadata.namespace, labels: metadata.labels };
  const said = { isNamed: props.name !== undefined, userLabels: props.labels };
  const cared: CaredClaim = { ...named, ...said, ...given({ backend, accessModes: modes, driver }) };
  const parts = [
    ...(props.backup === undefined ? [] : [renderBackup(props.backup, cared, context)]),
    ...(props.retention === undefined ? [] : [renderRetention(props.retention, props.backup, cared, context)]),
  ];
  return { manifests: parts.flatMap(({ manifests }) => manifests), findings: parts.flatMap(({ findings }) => findings) };
}

/** A dataset's claim, and how pods speak of it. */
export interface RenderedDataset extends Rendered {
  readonly source: ClaimSource;
  readonly accessModes: readonly AccessMode[];
}

/** A dataset's claim on storage of any kind. Pure. */
export function renderClaim(
  props: ClaimProps,
  storage: ClaimedStorage,
  context: Context,
  read: readonly Finding[],
  between: readonly Finding[] = [],
): RenderedDataset {
  const { storageClassName, backend, accessModes: modes, driver } = storage;
  const { size, dataSource } = props;
  const object = objectOf(props, backend, context);
  const { metadata } = object;
  const { name: claimName, namespace } = metadata;
  const care = caredFor(props, storage, object, context);
  return {
    manifests: [
      claim(metadata, { storageClassName, accessModes: modes, size, ...(dataSource === undefined ? {} : sourceFields(dataSource)) }),
      ...care.manifests,
    ],
    source: given({
      kind: 'claim' as const,
      claimName,
      external: false,
      namespace,
      accessModes: modes,
      backend,
      driver,
      size,
      selector: selectorOf(metadata.labels),
    }),
    accessModes: modes,
    problems: allProblems(context, read, [
      ...between,
      ...aloneFindings(modes),
      ...sizeFindings(props),
      ...(dataSource === undefined
        ? []
        : dataSourceFindings(dataSource, given({ name: claimName, namespace, size, backend, driver }), context.cluster)),
      ...object.problems,
      ...care.findings,
    ]),
  };
}
