import fc from 'fast-check';
import { isBelow, joined, mountPath, normal, overlap, relativePath } from '../../lib/values/path';
import { reading } from './findings';
import { expectTotalReader } from './garbage';

describe('a path to mount at', () => {
  test.each(['/data', '/data/', '/a/b.c/d-e', '/..data', '/a..b'])('may be %s', (given) =>
    expect(reading(mountPath, given)).toEqual({ value: given, lines: [] }),
  );

  test.each([
    ['data', 'path: must be an absolute path, got "data" (for example "/data")'],
    ['/a:b', 'path: must not contain a colon, got "/a:b" (runtimes read host:container there)'],
    ['/', 'path: would hide the whole image, got "/" (mount below it, for example "/data")'],
    ['//', 'path: would hide the whole image, got "//" (mount below it, for example "/data")'],
    ['/./', 'path: would hide the whole image, got "/./" (mount below it, for example "/data")'],
    ['/data/../etc', 'path: must not contain .., got "/data/../etc" (write the path itself)'],
    ['', 'path: must be a string that is not empty, got "" (for example "/data")'],
    [7, 'path: must be a string, got 7 (for example "/data")'],
  ])('is refused as %p', (given, text) => expect(reading(mountPath, given, 'path')).toEqual({ value: undefined, lines: [text] }));

  test('is never an exception', () => expectTotalReader(mountPath));
});

describe('a path in a volume', () => {
  test.each(['v1/model.keras', 'v1', '..data', 'a..b/c'])('may be %s', (given) =>
    expect(reading(relativePath, given)).toEqual({ value: given, lines: [] }),
  );

  test.each([
    ['/v1/model.keras', 'path: must be relative to the volume, got "/v1/model.keras" (for example "v1/model.keras")'],
    ['//v1', 'path: must be relative to the volume, got "//v1" (for example "v1")'],
    ['/', 'path: must be relative to the volume, got "/" (for example "v1/model.keras")'],
    ['../v1', 'path: must not contain .., got "../v1" (write the path itself)'],
    ['v1/..', 'path: must not contain .., got "v1/.." (write the path itself)'],
    ['', 'path: must be a string that is not empty, got "" (for example "v1/model.keras")'],
    [null, 'path: must be a string, got null (for example "v1/model.keras")'],
  ])('is refused as %p', (given, text) => expect(reading(relativePath, given, 'path')).toEqual({ value: undefined, lines: [text] }));

  test('is never an exception', () => expectTotalReader(relativePath));
});

test.each([
  ['/models', 'v1/model.keras', '/models/v1/model.keras'],
  ['/models//', 'v1', '/models/v1'],
  ['/', 'v1', '/v1'],
])('%s and %s are joined by one slash', (a, b, whole) => expect(joined(a, b)).toBe(whole));

test.each([
  ['/data/', '/data'],
  ['/data//train///', '/data/train'],
  ['/data', '/data'],
])('%s is the mount %s', (given, path) => expect(normal(given)).toBe(path));

test.each([
  ['/data', '/data', true],
  ['/data/', '/data', true],
  ['/data//train', '/data/', true],
  ['/data', '/', true],
  ['/data2', '/data', false],
  ['/data', '/data/train', false],
])('%s below %s: %p', (inner, outer, below) => expect(isBelow(inner, outer)).toBe(below));

test('what is joined to a mount is below it, however often its slashes are written', () => {
  const segments = fc.array(fc.stringMatching(/^[a-z.-]{1,8}$/), { minLength: 1, maxLength: 4 });
  const slashes = fc.constantFrom('', '/', '//');
  fc.assert(
    fc.property(segments, segments, slashes, (outer, inner, end) => {
      const mount = `/${outer.join('/')}`;
      expect(isBelow(joined(`${mount}${end}`, inner.join('/')), mount)).toBe(true);
      expect(isBelow(mount, joined(mount, inner.join('/')))).toBe(false);
    }),
  );
});

test.each([
  ['v1', 'v1', true],
  ['v1/', './v1', true],
  ['v1//a', 'v1', true],
  ['v1', 'v1/a', true],
  ['.', 'v1', true],
  ['v1', 'v10', false],
  ['v1/a', 'v1/b', false],
])('that %s and %s of one volume overlap is %s', (a, b, yes) => expect(overlap(a, b)).toBe(yes));
