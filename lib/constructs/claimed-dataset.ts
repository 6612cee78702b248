import type { ApiObject } from 'cdk8s';
import type { Construct } from 'constructs';
import type { ClaimSource } from '../values/mount';
import { given } from '../values/omit';
import type { AccessMode } from '../values/storage';
import { Dataset } from '../workload/dataset';
import type { DatasetSnapshot, DatasetSnapshotOptions } from '../workload/dataset-snapshot';
import { ClaimSnapshot } from './claim-snapshot';

/** What was made for a dataset: its claim, and whatever else. */
interface MadeClaim {
  /** The object of a kind. */
  readonly one: (kind: string) => ApiObject;
  /** The same, where there is one. */
  readonly maybe: (kind: string) => ApiObject | undefined;
  readonly source: ClaimSource;
  readonly accessModes: readonly AccessMode[];
}

/** A dataset that makes its claim, on storage of any kind. @internal */
export abstract class ClaimedDataset extends Dataset {
  public readonly name: string;
  public readonly resourceName?: string;
  public readonly namespace: string | undefined;
  public readonly accessModes: AccessMode[];
  /** The claim (`v1` PersistentVolumeClaim). */
  public readonly claim: ApiObject;
  /** What takes snapshots of it (`batch/v1` CronJob, or `snapscheduler.backube/v1` SnapshotSchedule), undefined without `backup`. */
  public readonly backupSchedule?: ApiObject;
  /** What deletes the claim after its use (`batch/v1` Job), undefined with another `retention`. */
  public readonly cleanupJob?: ApiObject;
  /** The object of a kind that was made with the claim. @internal */
  protected readonly _one: (kind: string) => ApiObject;
  private readonly source: ClaimSource;

  public constructor(scope: Construct, id: string, make: (dataset: Construct) => MadeClaim) {
    super(scope, id);
    const { one, maybe, source, accessModes } = make(this);
    this._one = one;
    this.claim = one('PersistentVolumeClaim');
    Object.assign(this, given({ backupSchedule: maybe('CronJob') ?? maybe('SnapshotSchedule'), cleanupJob: maybe('Job') }));
    this.source = source;
    this.name = this.claim.name;
    this.resourceName = this.name;
    this.namespace = source.namespace;
    this.accessModes = [...accessModes];
  }

  public snapshot(id: string, options: DatasetSnapshotOptions = {}): DatasetSnapshot {
    return ClaimSnapshot.of(this, id, options, ClaimedDataset.prototype.snapshot);
  }

  /** @internal */
  public get _claim(): ClaimSource {
    return this.source;
  }
}
