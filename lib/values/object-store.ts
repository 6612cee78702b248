import type { ISecret } from 'cdk8s-plus-27';
import type { Place } from './finding';
import { inVolume, relativePath } from './path';
import { type Checked, optional, required, struct, text, textWhere } from './read';
import { secret } from './secret';
import { httpUrl } from './url';

/** A bucket, and how to get at it. */
export interface S3Options {
  /** The bucket's name. */
  readonly bucket: string;
  /**
   * The folder in the bucket.
   * @default - the whole bucket
   */
  readonly prefix?: string;
  /**
   * The server's URL, with `http` or `https`: that of Ceph's RADOS Gateway, of MinIO, of a cloud that is not Amazon's.
   * @default - Amazon's
   */
  readonly endpoint?: string;
  /**
   * The bucket's region.
   * @default - us-east-1, which servers of your own mostly take too
   */
  readonly region?: string;
  /**
   * A Secret with the keys `AWS_ACCESS_KEY_ID` and `AWS_SECRET_ACCESS_KEY`, and `AWS_SESSION_TOKEN` where there is one: as an ObjectBucketClaim makes it.
   * The pod has them as files; they stand in no manifest.
   * @default - none: a public bucket, which can only be read
   */
  readonly credentials?: ISecret;
}

const EXAMPLE = 'https://s3.example.com';
/** As Amazon has it; other servers take less or more, and no slash. */
const BUCKET = /^[A-Za-z0-9][\w.-]{1,62}$/;

const readOptions = struct<S3Options>({
  bucket: required(
    textWhere('datasets', (bucket) => {
      if (BUCKET.test(bucket)) return undefined;
      const fix = /^s3:|\//.test(bucket) ? "write bucket: 'name', prefix: 'folder'" : 'for example "datasets"';
      return { rule: 'bucket', message: 'must be the name of a bucket', fix };
    }),
    'datasets',
  ),
  prefix: optional(relativePath),
  endpoint: optional(httpUrl(EXAMPLE)),
  region: optional(text('eu-central-1')),
  credentials: optional(secret),
});

/** Storage outside of the cluster, where folders are prefixes of a bucket. */
export class ObjectStore implements Checked {
  /**
   * Storage that speaks S3's protocol.
   * @see https://rclone.org/s3/
   */
  public static s3(options: S3Options): ObjectStore {
    return new ObjectStore(options);
  }

  private constructor(
    /** @internal */
    public readonly _options: S3Options,
  ) {}

  /** The bucket and the folder in it, as rclone writes them. @internal */
  public get _path(): string {
    const { bucket, prefix = '' } = this._options;
    return [bucket, inVolume(prefix)].filter((part) => part !== '').join('/');
  }

  /** @internal */
  public _check(place: Place): void {
    readOptions(this._options, place);
  }
}
