import type { ApiObject } from 'cdk8s';
import type { Construct } from 'constructs';
import type { ClaimSource } from '../values/mount';
import type { AccessMode } from '../values/storage';
import { Dataset } from '../workload/dataset';

/** What was made for a dataset: its claim, and whatever else. */
interface MadeClaim {
  /** The object of a kind. */
  readonly one: (kind: string) => ApiObject;
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
  /** The object of a kind that was made with the claim. @internal */
  protected readonly _one: (kind: string) => ApiObject;
  private readonly source: ClaimSource;

  public constructor(scope: Construct, id: string, make: (dataset: Construct) => MadeClaim) {
    super(scope, id);
    const { one, source, accessModes } = make(this);
    this._one = one;
    this.claim = one('PersistentVolumeClaim');
    this.source = source;
    this.name = this.claim.name;
    this.resourceName = this.name;
    this.namespace = source.namespace;
    this.accessModes = [...accessModes];
  }

  /** @internal */
  public get _claim(): ClaimSource {
    return this.source;
  }
}
