import type { ApiObject } from 'cdk8s';
import type { Dataset } from '../workload/dataset';
import { DatasetSnapshot, type DatasetSnapshotOptions, type SnapshotFacts } from '../workload/dataset-snapshot';
import { emitAll } from './emit-all';
import { contextOf } from './render/context';
import { renderDatasetSnapshot } from './render/dataset-snapshot';

/** A snapshot of a dataset's claim, below the dataset. */
export class ClaimSnapshot extends DatasetSnapshot {
  public readonly name: string;
  public readonly namespace: string | undefined;
  public readonly volumeSnapshot: ApiObject;
  private readonly facts: SnapshotFacts;

  /** `caller`: the method that the user has called, at whose line an error stands. */
  public constructor(dataset: Dataset, id: string, options: DatasetSnapshotOptions, caller: Dataset['snapshot']) {
    super(dataset, id);
    const rendered = renderDatasetSnapshot(dataset._claim, id, options, contextOf(this, ClaimSnapshot, ClaimSnapshot));
    this.volumeSnapshot = emitAll(this, caller, rendered).one('VolumeSnapshot');
    this.name = this.volumeSnapshot.name;
    this.namespace = rendered.namespace;
    this.facts = rendered.facts;
  }

  /** @internal */
  public get _facts(): SnapshotFacts {
    return this.facts;
  }
}
