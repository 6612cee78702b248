import { claim } from '../../manifests/claim';
import type { ManifestMetadata } from '../../pod/kubernetes';
import { type Finding, placeIn } from '../../values/finding';
import type { ClaimSource } from '../../values/mount';
import { checkName, LABEL_LENGTH, labelKey, labelValue, objectName } from '../../values/name';
import { given } from '../../values/omit';
import { byteSize } from '../../values/quantity';
import { map, oneOf, optional, required, type Shape, someOf, value } from '../../values/read';
import { Retention } from '../../values/retention';
import { AccessMode, CephStorage, StorageBackend } from '../../values/storage';
import { takenLabel } from '../../workload/options/labels';
import type { CephDatasetProps } from '../ceph-dataset';
import { type Context, labelsFor } from './context';
import { allProblems, propsReader, type Rendered } from './workload';

const STORAGE_EXAMPLE = "CephStorage.cephFs('rook-cephfs')";

const shape: Shape<CephDatasetProps> = {
  storage: required(value(CephStorage, STORAGE_EXAMPLE), CephStorage.cephFs('stand-in'), STORAGE_EXAMPLE),
  size: required(byteSize('500Gi'), '1Gi', '500Gi'),
  name: optional(objectName('subdomain')),
  namespace: optional(objectName('label')),
  labels: optional(map(labelKey, labelValue)),
  accessModes: optional(someOf(oneOf('AccessMode', Object.values(AccessMode)), 'for example [AccessMode.READ_WRITE_MANY]')),
  retention: optional(value(Retention, 'Retention.keep()')),
};

const readProps = propsReader(shape);

/** What Helm and Argo CD honour. */
const KEEP = {
  'argocd.argoproj.io/sync-options': 'Delete=false,Prune=false',
  'helm.sh/resource-policy': 'keep',
};
/** Which Ceph is behind the claim, for checks that see the manifest alone. */
const BACKEND_ANNOTATION = 'cdk8s-ml.io/storage-backend';

function defaultModes(backend: StorageBackend): AccessMode[] {
  return [backend === StorageBackend.CEPH_RBD ? AccessMode.READ_WRITE_ONCE : AccessMode.READ_WRITE_MANY];
}

/** A file system on a block device belongs to one node; read-only on many it can be from a snapshot alone (ceph-csi's support matrix). */
function modeFindings({ storage, accessModes = [] }: CephDatasetProps): Finding[] {
  const error = (field: string, rule: string, wrong: unknown, message: string, fix: string): Finding => ({
    field,
    value: wrong,
    severity: 'error',
    rule,
    message,
    fix,
  });
  const shared = accessModes.filter((mode) => mode === AccessMode.READ_WRITE_MANY || mode === AccessMode.READ_ONLY_MANY);
  const alone = accessModes.includes(AccessMode.READ_WRITE_ONCE_POD) && accessModes.length > 1;
  return [
    ...(storage.backend === StorageBackend.CEPH_RBD && shared.length > 0
      ? [
          error(
            'accessModes',
            'rbd-access-mode',
            shared,
            'is not possible on RBD with a file system',
            'use CephStorage.cephFs, or ReadWriteOnce',
          ),
        ]
      : []),
    ...(alone
      ? [
          error(
            'accessModes',
            'access-mode-alone',
            accessModes,
            'names ReadWriteOncePod beside others, which Kubernetes refuses',
            'name it alone',
          ),
        ]
      : []),
  ];
}

function nameFindings(name: string, props: CephDatasetProps): Finding[] {
  const findings: Finding[] = [];
  checkName(name, 'subdomain', placeIn(findings).at('name'));
  return props.name === undefined
    ? findings.map((finding) => ({ ...finding, message: `${finding.message} (the name comes from the construct's ids)` }))
    : [];
}

/** As much of a claim's name as a label can have. */
function labelOf(name: string): string {
  return name.slice(0, LABEL_LENGTH).replace(/[-.]+$/, '');
}

function labelFindings(name: string, { labels = {} }: CephDatasetProps, context: Context): Finding[] {
  const own = labelsFor(context, labelOf(name), 'dataset');
  return Object.keys(labels)
    .filter((key) => key in own)
    .map((key) => takenLabel(key, 'the library itself'));
}

function metadataOf(name: string, namespace: string | undefined, props: CephDatasetProps, context: Context): ManifestMetadata {
  const own = labelsFor(context, labelOf(name), 'dataset');
  const keep = (props.retention ?? Retention.keep())._keeps ? KEEP : {};
  return given({
    name,
    namespace,
    labels: { ...props.labels, ...own },
    annotations: { ...keep, [BACKEND_ANNOTATION]: props.storage.backend },
  });
}

/** A dataset's claim, and how pods speak of it. */
export interface RenderedDataset extends Rendered {
  readonly source: ClaimSource;
  readonly accessModes: readonly AccessMode[];
}

/** The objects of a dataset. Pure. */
export function renderCephDataset(givenProps: CephDatasetProps, context: Context): RenderedDataset {
  const { props, findings } = readProps(givenProps, context);
  const { storage, size } = props;
  const name = props.name ?? context.idName;
  const namespace = props.namespace ?? context.namespace;
  const accessModes = props.accessModes ?? defaultModes(storage.backend);
  const manifest = claim(metadataOf(name, namespace, props, context), { storageClassName: storage.storageClassName, accessModes, size });
  const source = given({ kind: 'claim' as const, claimName: name, external: false, namespace, accessModes, backend: storage.backend });
  return {
    manifests: [manifest],
    source,
    accessModes,
    problems: allProblems(context, findings, [
      ...modeFindings(props),
      ...nameFindings(name, props),
      ...labelFindings(name, props, context),
    ]),
  };
}
