import type { Place } from './finding';
import { bool, type Checked, required, struct } from './read';

/** That deleting in the target is meant. */
export interface SyncOptions {
  /** Must be true: what the dataset does not have is deleted in the target. */
  readonly confirmDeletion: boolean;
}

const readOptions = struct<SyncOptions>({ confirmDeletion: required(bool, true) });

/** What a copy does with files of the target that the dataset does not have. */
export class CopyMode implements Checked {
  /** They stay: what was once copied is never deleted. A file that has changed is overwritten, unless the bucket keeps versions. */
  public static copy(): CopyMode {
    return new CopyMode('copy', undefined);
  }

  /** They are deleted, so that the target is as the dataset. An empty dataset is refused, and deletes nothing. */
  public static sync(options: SyncOptions): CopyMode {
    return new CopyMode('sync', options ?? {});
  }

  private constructor(
    /** rclone's word for it. @internal */
    public readonly _verb: 'copy' | 'sync',
    private readonly options: SyncOptions | undefined,
  ) {}

  /** @internal */
  public _check(place: Place): void {
    if (this.options === undefined || readOptions(this.options, place)?.confirmDeletion !== false) return;
    place
      .at('confirmDeletion')
      .report({ value: false, rule: 'data-loss', message: 'must be true to delete in the target', fix: 'or write CopyMode.copy()' });
  }
}
