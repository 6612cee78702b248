import type { SnapshotScheduleSpec } from '../../imports/snapscheduler.backube';
import type { Manifest, ManifestMetadata } from '../pod/kubernetes';
import { given } from '../values/omit';

export interface SnapshotScheduleFacts {
  /** The labels by which the claim is found. */
  readonly selector: Readonly<Record<string, string>>;
  readonly schedule: string;
  readonly keep: number;
  readonly labels: Readonly<Record<string, string>>;
  readonly snapshotClassName: string | undefined;
}

/** Snapshots of the selected claims, which snapscheduler takes and prunes. */
export function snapshotSchedule(metadata: ManifestMetadata, facts: SnapshotScheduleFacts): Manifest {
  const { selector, schedule, keep, labels, snapshotClassName } = facts;
  const spec: SnapshotScheduleSpec = {
    claimSelector: { matchLabels: { ...selector } },
    schedule,
    retention: { maxCount: keep },
    snapshotTemplate: given({ labels: { ...labels }, snapshotClassName }),
  };
  return { apiVersion: 'snapscheduler.backube/v1', kind: 'SnapshotSchedule', metadata, spec };
}
