import type { IPersistentVolumeClaim } from 'cdk8s-plus-27';
import type { Place } from './finding';
import { type ClaimSource, claimSource } from './mount';
import { inVolume, relativePath } from './path';
import { type Checked, optional, struct, text } from './read';

/** Where lists of files are written, and of which files. */
export interface ShardManifestOptions {
  /**
   * The folder of the claim in which the lists of all trainings are, each in a folder by the training's name.
   * @default '.shards' - hidden, so that the lists are no files of the dataset where they are in it
   */
  readonly folder?: string;
  /**
   * The names of the files that are listed, in a shell's notation: `'*.tfrecord'`. Hidden files never are.
   * @default - all files of the training data
   */
  readonly files?: string;
}

const readManifest = struct<ShardManifestOptions>({ folder: optional(relativePath), files: optional(text('*.tfrecord')) });

/** What tells a pod its part of the data, as plain data. */
export type Sharding =
  | { readonly kind: 'index' }
  | { readonly kind: 'directory'; readonly path: string }
  | { readonly kind: 'manifest'; readonly claim: ClaimSource; readonly folder: string; readonly files: string | undefined };

/** What was given for a list of files. */
interface GivenManifest {
  readonly claim: unknown;
  readonly options: ShardManifestOptions;
}

const INDEX = '$(SHARD_INDEX)';
/** The variables that a folder may be named by. */
const REFERENCE = /\$\(([^)]*)\)/g;
const KNOWN = ['SHARD_INDEX', 'SHARD_COUNT'];

/** How the data are divided between the pods of a training. */
export class ShardBy implements Checked {
  /** By number: each pod sees all data, and takes its part by `SHARD_INDEX` and `SHARD_COUNT`, as every n-th file. */
  public static index(): ShardBy {
    return new ShardBy({ kind: 'index' });
  }

  /**
   * By folder: each pod sees at the dataset's path the one that `path` names, `'part-$(SHARD_INDEX)'`, and nothing else of the dataset. `SHARD_INDEX` counts from 0 and has no zeros before it.
   * Each folder is laid out as the dataset would be: where it has the files itself, write `datasetLayout: { train: '.', test: '.' }`. A pod whose folder is missing does not start.
   * @see https://kubernetes.io/docs/concepts/storage/volumes/#using-subpath-expanded-environment
   */
  public static directory(path: string): ShardBy {
    return new ShardBy({ kind: 'directory', path });
  }

  /**
   * By lists of files, of about the same size in bytes: a Job `<training>-shards` lists the training data once, after the load of `loadedBy`, and pods wait for it. `SHARD_MANIFEST` is the pod's own list, with a path in each line.
   * The lists are written to a claim that can be written, `ReadWriteMany` for several pods; a dataset is one.
   */
  public static manifest(claim: IPersistentVolumeClaim, options: ShardManifestOptions = {}): ShardBy {
    const source = claimSource(claim) ?? { kind: 'claim' as const, claimName: '', external: true };
    const { folder = '.shards', files } = options ?? {};
    return new ShardBy({ kind: 'manifest', claim: source, folder, files }, { claim, options });
  }

  private constructor(
    /** @internal */
    public readonly _sharding: Sharding,
    private readonly given?: GivenManifest,
  ) {}

  /** @internal */
  public _check(place: Place): void {
    if (this._sharding.kind === 'directory') checkDirectory(this._sharding.path, place.at('path'));
    if (this.given === undefined) return;
    if (claimSource(this.given.claim) === undefined) {
      const message = 'must be a claim of cdk8s-plus or a Dataset';
      place.at('claim').report({ value: this.given.claim, rule: 'type', message, fix: 'give the dataset that has the model, for example' });
    }
    readManifest(this.given.options, place);
  }
}

function checkDirectory(path: string, place: Place): void {
  if (relativePath(path, place) === undefined) return;
  const names = [...path.matchAll(REFERENCE)].map(([, name = '']) => name);
  const unknown = names.find((name) => !KNOWN.includes(name));
  const fix = `for example "part-${INDEX}"`;
  if (unknown !== undefined) {
    place.report({
      value: path,
      rule: 'shard-path',
      message: `speaks of $(${unknown}), and a folder is named by ${KNOWN.join(' and ')} alone`,
      fix,
    });
  } else if (!names.includes('SHARD_INDEX')) {
    place.report({ value: path, rule: 'shard-path', message: `must have ${INDEX} in it: every pod would see the same folder`, fix });
  } else if (inVolume(path) !== path) {
    place.report({ value: path, rule: 'shard-path', message: 'must not have empty parts or dots', fix });
  }
}
