import { volumeSnapshot } from '../../manifests/volume-snapshot';
import type { Finding } from '../../values/finding';
import type { ClaimSource } from '../../values/mount';
import { labelKey, labelValue, objectName } from '../../values/name';
import { given } from '../../values/omit';
import { map, optional, type Shape, value } from '../../values/read';
import { SnapshotClass } from '../../values/snapshot-class';
import { areDifferent, makerText, StorageBackend } from '../../values/storage';
import { isReadOnlyClaim } from '../../workload/dataset';
import type { DatasetSnapshotOptions, SnapshotFacts } from '../../workload/dataset-snapshot';
import { externalAnnotation, KEEP } from './annotations';
import type { Context } from './context';
import { namedObject } from './named-object';
import { allProblems, propsReader, type Rendered } from './workload';

const shape: Shape<DatasetSnapshotOptions> = {
  name: optional(objectName('subdomain')),
  snapshotClass: optional(value(SnapshotClass, "SnapshotClass.named('csi-cephfsplugin-snapclass')")),
  labels: optional(map(labelKey, labelValue)),
};

const readOptions = propsReader(shape);

function error(finding: Omit<Finding, 'severity'>): Finding {
  return { severity: 'error', ...finding };
}

/** A claim of which no snapshot can be taken. Of storage that is not Ceph's nothing is known; a claim that exists is taken to be Ceph's, as its factory is. */
export function snapshotFindings(claim: ClaimSource, field: string): Finding[] {
  if (claim.backend === StorageBackend.OTHER) return [];
  const what = field === '' ? `is a snapshot of the claim ${claim.claimName}` : `has the claim ${claim.claimName}`;
  if (claim.static === true) {
    const message = `${what}, whose volume was in Ceph before it (StaticCephDataset): ceph-csi takes no snapshots of those`;
    return [
      error({ field, rule: 'snapshot-of-static', message, fix: "take it with Ceph's own commands, or copy the data into a CephDataset" }),
    ];
  }
  if (!isReadOnlyClaim(claim)) return [];
  const message = `${what}, which is only read (ReadOnlyMany): ceph-csi takes no snapshots of those`;
  return [error({ field, rule: 'snapshot-of-read-only', message, fix: 'take one of the claim that is written' })];
}

function classFindings({ snapshotClass }: DatasetSnapshotOptions, claim: ClaimSource): Finding[] {
  if (snapshotClass === undefined || !areDifferent(given({ driver: snapshotClass.driver }), claim)) return [];
  return [
    error({
      field: 'snapshotClass',
      value: snapshotClass.name,
      rule: 'snapshot-driver',
      message: `takes snapshots with ${snapshotClass.driver}, and the claim ${claim.claimName} is on ${makerText(claim)}`,
      fix: 'give a class of the same driver, or leave it out',
    }),
  ];
}

/** A snapshot, and what is known of it. */
export interface RenderedSnapshot extends Rendered {
  readonly namespace: string | undefined;
  readonly facts: SnapshotFacts;
}

/** The object of a snapshot of a claim. Pure. */
export function renderDatasetSnapshot(
  claim: ClaimSource,
  id: string,
  givenOptions: DatasetSnapshotOptions,
  context: Context,
): RenderedSnapshot {
  const { props, findings } = readOptions(givenOptions, context);
  const namespace = claim.namespace ?? context.namespace;
  const annotations = { ...KEEP, ...externalAnnotation(claim.external ? [`PersistentVolumeClaim/${claim.claimName}`] : []) };
  const { metadata, problems } = namedObject(props, context, {
    component: 'snapshot',
    namespace,
    otherwise: `${claim.claimName}-${id}`,
    annotations,
  });
  return {
    manifests: [volumeSnapshot(metadata, claim.claimName, props.snapshotClass?.name)],
    namespace,
    facts: given({ backend: claim.backend, driver: claim.driver, claimName: claim.claimName, size: claim.size }),
    problems: allProblems(context, findings, [...snapshotFindings(claim, ''), ...classFindings(props, claim), ...problems]),
  };
}
