import type { ISecret } from 'cdk8s-plus-27';
import { oneOf, optional, required, someOf, struct, text, textWhere } from './read';
import { secret } from './secret';
import { httpUrl } from './url';

/** What a repository of a hub holds. */
export enum HubRepositoryKind {
  /** Data: `datasets/` stands before its name in the hub's addresses. */
  DATASET = 'dataset',
  /** A model. */
  MODEL = 'model',
}

/** A repository of a hub, at one of its versions. */
export interface HubOptions {
  /** The repository, as `'ylecun/mnist'`. */
  readonly repository: string;
  /**
   * A commit, in 40 hexadecimal digits, or a tag. Branches move, so that two loads would bring different data: `main` and the like are refused.
   */
  readonly revision: string;
  /**
   * What the repository holds.
   * @default HubRepositoryKind.DATASET
   */
  readonly kind?: HubRepositoryKind;
  /**
   * The hub's URL.
   * @default 'https://huggingface.co'
   */
  readonly endpoint?: string;
  /**
   * Which files, by patterns as a shell has them, in which `*` takes slashes too: `['data/train-*.parquet']`. One that no file fits is an error of the load.
   * @default - all
   */
  readonly include?: string[];
  /**
   * A Secret with a token of the hub under the key `HF_TOKEN`, for repositories that are not open to everybody. It is told to the hub's own server alone.
   * @default - none
   */
  readonly token?: ISecret;
}

export const DEFAULT_HUB = 'https://huggingface.co';
const COMMIT = 'a commit, as the hub shows it in the history of the repository, or a tag';
const BRANCHES = /^(main|master|HEAD|refs\/.*)$/;

export const readHub = struct<HubOptions>({
  repository: required(
    textWhere('ylecun/mnist', (repository) =>
      /^[\w.-]+(\/[\w.-]+)?$/.test(repository) && !repository.includes('..')
        ? undefined
        : { rule: 'repository', message: 'must be the name of a repository', fix: 'for example "ylecun/mnist"' },
    ),
    'ylecun/mnist',
  ),
  revision: required(
    textWhere('v1.0', (revision) => {
      if (BRANCHES.test(revision))
        return {
          rule: 'moving-revision',
          message: 'is a branch, which moves: a later load would bring other data',
          fix: `write ${COMMIT}`,
        };
      return /^[\w./-]+$/.test(revision) ? undefined : { rule: 'revision', message: 'must be a commit or a tag', fix: `write ${COMMIT}` };
    }),
    'v1.0',
  ),
  kind: optional(oneOf('HubRepositoryKind', Object.values(HubRepositoryKind))),
  endpoint: optional(httpUrl(DEFAULT_HUB)),
  include: optional(someOf(text('data/*.parquet'), 'leave it out for all files')),
  token: optional(secret),
});
