import { image, movingTag, parseImage } from '../../lib/values/image';
import { reading, vectors } from './findings';
import { expectTotalReader } from './garbage';

interface ImageCase {
  readonly s: string;
  readonly ok: boolean;
  readonly domain?: string;
  readonly path?: string;
  readonly tag?: string;
  readonly digest?: string;
}

const CASES = vectors<ImageCase>('images.json');
const DIGEST = `sha256:${'0123456789abcdef'.repeat(4)}`;

function parts({ ok, domain, path, tag, digest }: ImageCase): unknown {
  if (!ok) return undefined;
  const name = domain === '' ? path : `${domain}/${path}`;
  return { name, ...(tag === '' ? {} : { tag }), ...(digest === '' ? {} : { digest }) };
}

describe('the verdicts of the container runtimes on image references', () => {
  test.each(CASES)('are the same for $s', (one) => expect(parseImage(one.s)).toEqual(parts(one)));

  test('are 181, with 73 right ones', () => {
    expect(CASES).toHaveLength(181);
    expect(CASES.filter(({ ok }) => ok)).toHaveLength(73);
  });
});

describe('an image in a prop', () => {
  test.each(['registry.example.com/ml/train:1.0', 'localhost:5000/x', `nvcr.io/nvidia/pytorch@${DIGEST}`])('takes %s', (given) =>
    expect(reading(image, given)).toEqual({ value: given, lines: [] }),
  );

  test.each([
    ['https://ghcr.io/team/app', 'image: is not an image reference, got "https://ghcr.io/team/app" (leave the scheme out)'],
    ['Team/App', 'image: is not an image reference, got "Team/App" (did you mean "team/app"?)'],
    ['nginx ', 'image: is not an image reference, got "nginx " (did you mean "nginx"?)'],
    [
      'Registry.example.com:5000/ML/Train:V1.0',
      'image: is not an image reference, got "Registry.example.com:5000/ML/Train:V1.0" (did you mean "registry.example.com:5000/ml/train:V1.0"?)',
    ],
    [
      'my train:1',
      'image: is not an image reference, got "my train:1" (registry/name:tag in lower case, for example "registry.example.com/ml/train:1.0")',
    ],
    ['', 'image: must be a string that is not empty, got "" (for example "registry.example.com/ml/train:1.0")'],
    [1, 'image: must be a string, got 1 (for example "registry.example.com/ml/train:1.0")'],
  ])('refuses %p', (given, text) => expect(reading(image, given, 'image')).toEqual({ value: undefined, lines: [text] }));

  test('is never an exception', () => expectTotalReader(image));
});

describe('a tag that moves', () => {
  const fix = (name: string): string => `name a version, for example "${name}:1.0", or say imageTags: ImageTags.MOVING`;

  test.each([
    ['nginx', 'has no tag, which means latest', 'nginx'],
    ['localhost:5000/x', 'has no tag, which means latest', 'localhost:5000/x'],
    ['ghcr.io/team/app:latest', 'has the tag latest, which moves', 'ghcr.io/team/app'],
  ])('is told of %s', (given, message, name) => expect(movingTag(given)).toEqual({ rule: 'image-tag', message, fix: fix(name) }));

  test.each(['nginx:1.27', 'nginx:latest-gpu', `nginx@${DIGEST}`, `nginx:latest@${DIGEST}`, 'not an image'])('is none in %s', (given) =>
    expect(movingTag(given)).toBeUndefined(),
  );
});
