import type { IPersistentVolumeClaim, ISecret } from 'cdk8s-plus-27';
import { Download } from './download';
import type { Place } from './finding';
import { DEFAULT_HUB, type HubOptions, HubRepositoryKind, readHub } from './hub';
import { type ClaimSource, claimSource } from './mount';
import { ObjectStore, type S3Options } from './object-store';
import { given } from './omit';
import { inVolume, relativePath } from './path';
import { type Checked, optional, someOf, struct, value } from './read';

/** What is copied of another claim. */
export interface ClaimOriginOptions {
  /**
   * The folder in that claim.
   * @default - all of it
   */
  readonly path?: string;
}

/** Where data come from, as it was given. */
type Origin =
  | { readonly kind: 'store'; readonly store: ObjectStore }
  | { readonly kind: 'http'; readonly downloads: Download[] }
  | { readonly kind: 'hub'; readonly options: HubOptions }
  | { readonly kind: 'claim'; readonly claim: ClaimSource | undefined; readonly given: unknown; readonly options: ClaimOriginOptions };

const DOWNLOAD = "Download.archive('https://example.com/train.tar.gz', { sha256: '...' })";
const readStore = value(ObjectStore, "ObjectStore.s3({ bucket: 'datasets' })");
const readDownloads = someOf(value(Download, DOWNLOAD), `for example [${DOWNLOAD}]`);
const readClaimOptions = struct<ClaimOriginOptions>({ path: optional(relativePath) });

function checkClaim({ claim, given: wrong, options }: Origin & { kind: 'claim' }, place: Place): void {
  readClaimOptions(options, place);
  if (claim !== undefined) return;
  const fix = "for one that exists in the cluster write CephDataset.fromClaimName(chart, 'data', 'my-claim')";
  place.at('claim').report({ value: wrong, rule: 'type', message: 'must be a Dataset or a claim of cdk8s-plus', fix });
}

/** Two downloads to one place: which of them is there in the end is up to chance. */
function checkDownloads(given: unknown, place: Place): void {
  const read = readDownloads(given, place) ?? [];
  if (!Array.isArray(given) || read.length < given.length) return;
  const seen = new Set<string>();
  for (const [i, { url, _target: target }] of read.entries()) {
    const key = target.endsWith('/') ? `${target} ${url}` : target;
    const at = place.at(`[${i}]`);
    if (seen.has(key))
      at.report({
        value: url,
        rule: 'download-twice',
        message: `goes where another goes, ${target}`,
        fix: 'leave one out, or name another place',
      });
    seen.add(key);
  }
}

function hubIdentity({ repository, revision, kind, endpoint, include }: HubOptions): object {
  return given({
    type: 'hub',
    endpoint: endpoint ?? DEFAULT_HUB,
    repository,
    kind: kind ?? HubRepositoryKind.DATASET,
    revision,
    include,
  });
}

function identityOf(origin: Origin): object {
  switch (origin.kind) {
    case 'store':
      return given({ type: 's3', endpoint: origin.store._options.endpoint, path: origin.store._path });
    case 'http':
      return { type: 'http', downloads: origin.downloads.map((download) => download._plan) };
    case 'hub':
      return hubIdentity(origin.options);
    case 'claim':
      return { type: 'claim', claim: origin.claim?.claimName ?? '', path: inVolume(origin.options.path ?? '') };
  }
}

/** Where a dataset is loaded from. */
export class DataOrigin implements Checked {
  /** A bucket of S3-compatible storage, or a folder in it. What is there already is not loaded again, and all of it is verified at the end: by checksums, and by sizes where the store has none (large files that another program has put there in parts). */
  public static s3(options: S3Options): DataOrigin {
    return DataOrigin.objectStore(ObjectStore.s3(options));
  }

  /** As `s3`, of a store that has a name in the program: what `DatasetCopy` has written there comes back. */
  public static objectStore(store: ObjectStore): DataOrigin {
    return new DataOrigin({ kind: 'store', store });
  }

  /** Files and archives of HTTP servers, by their checksums. A download that breaks off goes on where it was. */
  public static http(downloads: Download[]): DataOrigin {
    return new DataOrigin({ kind: 'http', downloads });
  }

  /**
   * A repository of Hugging Face's hub, or of one that speaks as it does. Each file is verified by the checksum that the hub has of it.
   * @see https://huggingface.co/docs/hub/api
   */
  public static hub(options: HubOptions): DataOrigin {
    return new DataOrigin({ kind: 'hub', options });
  }

  /** Another claim, in the same namespace: a `Dataset`, or one of cdk8s-plus. It is only read. Permissions of its files are not kept. */
  public static claim(claim: IPersistentVolumeClaim, options: ClaimOriginOptions = {}): DataOrigin {
    return new DataOrigin({ kind: 'claim', claim: claimSource(claim), given: claim, options });
  }

  /** @internal */
  private constructor(private readonly origin: Origin) {}

  /** The bucket, where it is one. @internal */
  public get _store(): ObjectStore | undefined {
    return this.origin.kind === 'store' ? this.origin.store : undefined;
  }

  /** The claim and the folder in it, where it is one. @internal */
  public get _claim(): { readonly source: ClaimSource; readonly path: string } | undefined {
    const { origin } = this;
    if (origin.kind !== 'claim' || origin.claim === undefined) return undefined;
    return { source: origin.claim, path: inVolume(origin.options.path ?? '') };
  }

  /** The Python program that loads it, where it is not rclone. @internal */
  public get _program(): 'http' | 'hub' | undefined {
    const { kind } = this.origin;
    return kind === 'http' || kind === 'hub' ? kind : undefined;
  }

  /** @internal */
  public get _credentials(): ISecret | undefined {
    const { origin } = this;
    if (origin.kind === 'store') return origin.store._options.credentials;
    return origin.kind === 'hub' ? origin.options.token : undefined;
  }

  /** What makes it another origin: without how one gets there. The loading program reads it too. @internal */
  public get _identity(): object {
    return identityOf(this.origin);
  }

  /** @internal */
  public _check(place: Place): void {
    const { origin } = this;
    switch (origin.kind) {
      case 'store':
        readStore(origin.store, place);
        return;
      case 'http':
        checkDownloads(origin.downloads, place.at('downloads'));
        return;
      case 'hub':
        readHub(origin.options, place);
        return;
      case 'claim':
        checkClaim(origin, place);
    }
  }
}
