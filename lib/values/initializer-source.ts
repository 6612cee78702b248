import type { ISecret } from 'cdk8s-plus-27';
import { literals } from './env';
import type { Place } from './finding';
import { type Checked, optional, type Reader, struct, textWhere, value } from './read';
import { secret } from './secret';

/** What an initializer of Kubeflow Trainer is told beside the place. */
export interface InitializerOptions {
  /**
   * A Secret whose keys become variables of the initializer: `ACCESS_TOKEN` of Hugging Face's hub, `ACCESS_KEY_ID` and `SECRET_ACCESS_KEY` of S3.
   * @default - none
   */
  readonly secret?: ISecret;
  /**
   * Variables with literal values, as `{ ENDPOINT: 'https://s3.example.com', REGION: 'eu-1' }`. `STORAGE_URI` is refused, which Kubeflow Trainer writes.
   * @default - none
   */
  readonly env?: { [name: string]: string };
}

const MOST_CHARACTERS = 2048;
/** The rule of the CRD. */
const STORAGE_URI = /^[A-Za-z][A-Za-z0-9+.-]*:\/\/\S+$/;

const storageUri: Reader<string> = textWhere('hf://tatsu-lab/alpaca', (uri) => {
  if (!STORAGE_URI.test(uri))
    return { rule: 'storage-uri', message: 'must be a URI with a scheme', fix: 'for example "s3://datasets/imagenet"' };
  if (uri.length > MOST_CHARACTERS)
    return {
      rule: 'storage-uri',
      message: `has ${uri.length} characters, and Kubeflow Trainer takes ${MOST_CHARACTERS}`,
      fix: 'shorten it',
    };
  return undefined;
});

const readOptions = struct<InitializerOptions>({ secret: optional(secret), env: optional(literals) });

/** Where an initializer of Kubeflow Trainer loads a dataset or a model from, before the training starts. */
export class InitializerSource implements Checked {
  /** A repository of Hugging Face's hub: `'tatsu-lab/alpaca'`. */
  public static huggingFace(repository: string, options: InitializerOptions = {}): InitializerSource {
    return new InitializerSource(`hf://${repository}`, options);
  }

  /** A bucket of S3-compatible storage, or a folder in it: `'datasets/imagenet'`. */
  public static s3(path: string, options: InitializerOptions = {}): InitializerSource {
    return new InitializerSource(`s3://${path}`, options);
  }

  /** Anything that the runtime's initializer knows, by its URI. */
  public static uri(uri: string, options: InitializerOptions = {}): InitializerSource {
    return new InitializerSource(uri, options);
  }

  private constructor(
    /** @internal */
    public readonly _uri: string,
    /** @internal */
    public readonly _options: InitializerOptions,
  ) {}

  /** @internal */
  public _check(place: Place): void {
    storageUri(this._uri, place.at('uri'));
    const { env = {} } = readOptions(this._options, place) ?? {};
    if ('STORAGE_URI' in env) {
      const message = 'writes env STORAGE_URI, which Kubeflow Trainer writes already';
      place.at('env').report({ rule: 'two-writers', message, fix: 'leave it out: it is the place that is named' });
    }
  }
}

/** What the initializers of a runtime load before the training starts, into the runtime's own volume `initializer`. */
export interface TrainJobInitializer {
  /**
   * The dataset: `InitializerSource.huggingFace('tatsu-lab/alpaca')`.
   * @default - what the runtime says
   */
  readonly dataset?: InitializerSource;
  /**
   * The model to start from.
   * @default - what the runtime says
   */
  readonly model?: InitializerSource;
}

const source = optional(value(InitializerSource, "InitializerSource.huggingFace('tatsu-lab/alpaca')"));

/** What a runtime's initializers load. */
export const trainJobInitializer = struct<TrainJobInitializer>({ dataset: source, model: source });
