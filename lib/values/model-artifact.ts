import type { Place } from './finding';
import type { ClaimSource } from './mount';
import { joined, mountPath, relativePath } from './path';
import type { Checked } from './read';

/** Where a model's volume is mounted where nothing is said. */
export const DEFAULT_MODEL_PATH = '/models';

/**
 * A model in a dataset: the one object that names it for who writes it and who reads it, so that claim and path can't differ.
 * A file (`v1/model.keras`) or a folder (`v1/saved_model`).
 */
export class ModelArtifact implements Checked {
  /** @internal */
  public static _of(claim: ClaimSource, path: string, mountedAt: string): ModelArtifact {
    return new ModelArtifact(claim, path, mountedAt);
  }

  private constructor(
    /** @internal */
    public readonly _claim: ClaimSource,
    /** The model, relative to the dataset's root. */
    public readonly path: string,
    /** Where the dataset is mounted: `MODEL_PATH`. */
    public readonly mountPath: string,
  ) {}

  /** The model's full path in the container: `MODEL_FILE`. */
  public get file(): string {
    return joined(this.mountPath, this.path);
  }

  /** @internal */
  public _check(place: Place): void {
    relativePath(this.path, place.at('path'));
    mountPath(this.mountPath, place.at('mountPath'));
  }
}
