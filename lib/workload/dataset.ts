import type { IApiResource, IPersistentVolumeClaim } from 'cdk8s-plus-27';
import { Construct } from 'constructs';
import { show } from '../values/finding';
import { DEFAULT_MODEL_PATH, ModelArtifact } from '../values/model-artifact';
import { type ClaimSource, Mount, type MountOptions } from '../values/mount';
import type { Reader } from '../values/read';
import { type AccessMode, isReadOnly } from '../values/storage';
import type { DatasetSnapshot, DatasetSnapshotOptions } from './dataset-snapshot';

/** Where a model of a dataset is found in the container. */
export interface ArtifactOptions {
  /**
   * Where the dataset is mounted: `MODEL_PATH`.
   * @default '/models'
   */
  readonly mountPath?: string;
}

/**
 * A claim on storage, and how workloads may use it. Every prop that takes data takes a `Dataset`, whatever storage is behind it.
 * It is a cdk8s-plus `IPersistentVolumeClaim`, so that volumes of cdk8s-plus can be made of it.
 */
export abstract class Dataset extends Construct implements IPersistentVolumeClaim {
  /** The claim's name. */
  public abstract readonly name: string;
  /** The claim's namespace, undefined where the app names none. */
  public abstract readonly namespace: string | undefined;
  /** How many nodes may use it at once, empty where nothing is known of an existing claim. */
  public abstract readonly accessModes: AccessMode[];
  /** The name, as cdk8s-plus asks for it. */
  public abstract readonly resourceName?: string;
  public readonly apiVersion = 'v1';
  public readonly apiGroup = '';
  public readonly kind = 'PersistentVolumeClaim';
  public readonly resourceType = 'persistentvolumeclaims';

  /** This claim as a resource that roles can name (cdk8s-plus). */
  public asApiResource(): IApiResource | undefined {
    return this;
  }

  /** A claim is an API resource, so there is no URL (cdk8s-plus). */
  public asNonApiResource(): string | undefined {
    return undefined;
  }

  /** The dataset at a path of a container. */
  public mount(path: string, options: MountOptions = {}): Mount {
    return Mount._of(path, this._claim, options);
  }

  /** A model in this dataset, by its path: `models.artifact('v1/model.keras')`. A new version is a new path, so that an undone rollout finds the old model. */
  public artifact(path: string, options: ArtifactOptions = {}): ModelArtifact {
    return ModelArtifact._of(this._claim, path, options.mountPath ?? DEFAULT_MODEL_PATH);
  }

  /**
   * A snapshot of the dataset, taken when it is applied: `images.snapshot('v1')` is the VolumeSnapshot `images-v1`. Helm, Argo CD and Flux are told to leave it, as it is data.
   * Refused are those that ceph-csi does not take: of a claim that is only read (ReadOnlyMany), and of a `StaticCephDataset`.
   * @see https://kubernetes.io/docs/concepts/storage/volume-snapshots/
   */
  public abstract snapshot(id: string, options?: DatasetSnapshotOptions): DatasetSnapshot;

  /** @internal */
  public abstract get _claim(): ClaimSource;
}

/** Whether nobody can write to the claim. */
export function isReadOnlyClaim({ accessModes }: ClaimSource): boolean {
  return isReadOnly(accessModes);
}

/** A dataset of this library. */
export const dataset: Reader<Dataset> = (given, place) => {
  if (given instanceof Dataset) return given;
  const isName = typeof given === 'string';
  place.report({
    value: given,
    rule: 'type',
    message: 'must be a Dataset',
    fix: isName ? `for a claim that exists write CephDataset.fromClaimName(chart, 'data', ${show(given)})` : 'for example a CephDataset',
  });
  return undefined;
};
