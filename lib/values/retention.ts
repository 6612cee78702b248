import type { Place } from './finding';
import { bool, type Checked, required, struct } from './read';

/** That the loss of the data is meant. */
export interface DeletionOptions {
  /** Must be true: the data goes when the chart goes. */
  readonly confirmDataLoss: boolean;
}

const options = struct<DeletionOptions>({ confirmDataLoss: required(bool, true) });

/**
 * What happens to a dataset's claim when its chart is taken away. Data that need not outlive their pod are no dataset: write
 * `mounts: [Mount.ephemeral('/scratch', '1Ti', { storageClassName })]`, a volume that Kubernetes deletes with the pod.
 */
export class Retention implements Checked {
  /** The claim stays: Helm and Argo CD are told to leave it. */
  public static keep(): Retention {
    return new Retention(undefined);
  }

  /** The claim goes, and what is on it, unless the StorageClass retains its volumes. */
  public static deleteWithChart(deletionOptions: DeletionOptions): Retention {
    return new Retention(deletionOptions ?? {});
  }

  /** @internal */
  private constructor(private readonly given: DeletionOptions | undefined) {}

  /** @internal */
  public get _keeps(): boolean {
    return this.given === undefined;
  }

  /** @internal */
  public _check(place: Place): void {
    if (this.given === undefined) return;
    const read = options(this.given, place);
    if (read?.confirmDataLoss !== false) return;
    place
      .at('confirmDataLoss')
      .report({ value: false, rule: 'data-loss', message: 'must be true to delete data', fix: 'or write Retention.keep()' });
  }
}
