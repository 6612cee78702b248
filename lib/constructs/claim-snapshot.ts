import type { ApiObject } from 'cdk8s';
import { type Problem, problemAt, throwErrors } from '../problems';
import { type Finding, placeIn } from '../values/finding';
import { text } from '../values/read';
import type { Dataset } from '../workload/dataset';
import { DatasetSnapshot, type DatasetSnapshotOptions, type SnapshotFacts } from '../workload/dataset-snapshot';
import { emitAll } from './emit-all';
import { contextOf } from './render/context';
import { renderDatasetSnapshot } from './render/dataset-snapshot';

/** What is wrong with a snapshot's id, which constructs would tell in words of its own. */
function idProblems({ node }: Dataset, id: unknown): Problem[] {
  const findings: Finding[] = [];
  const place = placeIn(findings).at('snapshot');
  const given = text('v1')(id, place.at('id'));
  if (given !== undefined && node.tryFindChild(given) !== undefined) {
    place.at('id').report({
      value: given,
      rule: 'snapshot-twice',
      message: 'is taken already by this dataset',
      fix: 'name another, for example by its date',
    });
  }
  return findings.map((finding) => problemAt(node.path, finding));
}

/** A snapshot of a dataset's claim, below the dataset. */
export class ClaimSnapshot extends DatasetSnapshot {
  public readonly name: string;
  public readonly namespace: string | undefined;
  public readonly volumeSnapshot: ApiObject;
  private readonly facts: SnapshotFacts;

  /** `caller`: the method that the user has called, at whose line an error stands. */
  public static of(dataset: Dataset, id: string, options: DatasetSnapshotOptions, caller: Dataset['snapshot']): ClaimSnapshot {
    const { path } = dataset.node;
    throwErrors(path, idProblems(dataset, id), caller);
    return new ClaimSnapshot(dataset, id, options, caller);
  }

  private constructor(dataset: Dataset, id: string, options: DatasetSnapshotOptions, caller: Dataset['snapshot']) {
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
