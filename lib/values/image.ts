import { show } from './finding';
import type { Reader } from './read';
import { text } from './read';

/** Whether an image's tag may be one that is moved to other content. */
export enum ImageTags {
  /** A tag or digest is needed, and `latest` is refused: a restarted pod runs the same program as its neighbours. */
  FIXED = 'Fixed',
  /** No tag, or `latest`, is taken: pods of one workload may then run different programs. */
  MOVING = 'Moving',
}

/** The parts of an image reference. */
export interface ImageReference {
  readonly name: string;
  readonly tag?: string;
  readonly digest?: string;
}

const COMPONENT = '[a-z0-9]+(?:(?:\\.|_|__|-+)[a-z0-9]+)*';
const HOST =
  '(?:(?:[a-zA-Z0-9]|[a-zA-Z0-9][a-zA-Z0-9-]*[a-zA-Z0-9])(?:\\.(?:[a-zA-Z0-9]|[a-zA-Z0-9][a-zA-Z0-9-]*[a-zA-Z0-9]))*|\\[[a-fA-F0-9:]+\\])(?::[0-9]+)?';
const NAME = `(?:${HOST}/)?${COMPONENT}(?:/${COMPONENT})*`;
const REFERENCE = new RegExp(
  `^(${NAME})(?::([\\w][\\w.-]{0,127}))?(?:@([A-Za-z][A-Za-z0-9]*(?:[-_+.][A-Za-z][A-Za-z0-9]*)*:[0-9a-fA-F]{32,}))?$`,
);
const PATH_LENGTH = 255;
const HEX_OF: Record<string, number> = { sha256: 64, sha384: 96, sha512: 128 };

/** The parts of an image reference; undefined where container runtimes reject it. Grammar: distribution/reference. */
export function parseImage(reference: string): ImageReference | undefined {
  const [, name, tag, digest] = REFERENCE.exec(reference) ?? [];
  if (name === undefined || fullPath(name).length > PATH_LENGTH || /^[a-f0-9]{64}$/.test(reference)) return undefined;
  if (digest !== undefined && !rightDigest(digest)) return undefined;
  return { name, ...(tag === undefined ? {} : { tag }), ...(digest === undefined ? {} : { digest }) };
}

/** The repository below its registry, with the `library/` that Docker Hub's own images have. */
function fullPath(name: string): string {
  const [first = '', ...rest] = name.split('/');
  const registry = rest.length > 0 && (/[.:]/.test(first) || first === 'localhost' || first !== first.toLowerCase()) ? first : undefined;
  const path = registry === undefined ? name : rest.join('/');
  const onDockerHub = registry === undefined || registry === 'docker.io';
  return onDockerHub && !path.includes('/') ? `library/${path}` : path;
}

function rightDigest(digest: string): boolean {
  const [algorithm = '', hex = ''] = digest.split(':');
  return hex.length === HEX_OF[algorithm] && hex === hex.toLowerCase();
}

function moving({ tag, digest }: ImageReference): string | undefined {
  if (digest !== undefined) return undefined;
  if (tag === undefined) return 'has no tag, which means latest';
  return tag === 'latest' ? 'has the tag latest, which moves' : undefined;
}

/** The reference without what most slips are: spaces around it, capitals before the tag. */
function nearestImage(reference: string): string | undefined {
  const [, name = '', rest = ''] = /^(.*?)((?::[\w][\w.-]*)?(?:@[^@]*)?)$/.exec(reference.trim()) ?? [];
  return [`${name}${rest}`, `${name.toLowerCase()}${rest}`].find((each) => parseImage(each) !== undefined);
}

function imageFix(reference: string): string {
  if (/^https?:\/\//.test(reference)) return 'leave the scheme out';
  const near = nearestImage(reference);
  return near === undefined
    ? 'registry/name:tag in lower case, for example "registry.example.com/ml/train:1.0"'
    : `did you mean ${show(near)}?`;
}

/** An image reference by its grammar alone. */
export const image: Reader<string> = (given, place) => {
  const reference = text('registry.example.com/ml/train:1.0')(given, place);
  if (reference === undefined || parseImage(reference) !== undefined) return reference;
  place.report({ value: given, rule: 'image', message: 'is not an image reference', fix: imageFix(reference) });
  return undefined;
};

/** What JavaScript writes into a text for a value that is not there. */
const UNSET: ReadonlySet<string> = new Set(['undefined', 'null', 'NaN']);

/** What is wrong with a right reference for a workload whose images must be fixed. */
export function movingTag(reference: string): { readonly rule: string; readonly message: string; readonly fix: string } | undefined {
  const parsed = parseImage(reference);
  if (parsed?.tag !== undefined && UNSET.has(parsed.tag)) {
    const message = `has the tag ${parsed.tag}, as of a variable that is not set`;
    return { rule: 'image-tag', message, fix: 'set it where the program runs, or write the version' };
  }
  const why = parsed === undefined ? undefined : moving(parsed);
  if (parsed === undefined || why === undefined) return undefined;
  return {
    rule: 'image-tag',
    message: why,
    fix: `name a version, for example ${show(`${parsed.name}:1.0`)}, or say imageTags: ImageTags.MOVING`,
  };
}
