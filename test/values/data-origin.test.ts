import { DataOrigin } from '../../lib/values/data-origin';
import { Download } from '../../lib/values/download';
import { ObjectStore } from '../../lib/values/object-store';
import { linesOf, untyped } from './findings';
import { expectTotal } from './garbage';

const SHA256 = '0123456789abcdef'.repeat(4);
const URL_FIX = '(for example "https://example.com/train.tar.gz")';

describe('ObjectStore.s3', () => {
  test.each([
    [{ bucket: 'abc' }, 'abc'],
    [{ bucket: 'abc', prefix: './a//b/' }, 'abc/a/b'],
    [{ bucket: 'Old_Bucket.1', prefix: '.' }, 'Old_Bucket.1'],
  ])('of %j is a folder of a bucket', (options, path) => {
    const store = ObjectStore.s3(options);
    expect([linesOf(store, 'to'), store._path]).toEqual([[], path]);
  });

  test.each<[unknown, string[]]>([
    [undefined, ['to: must be an object, got undefined (write { name: value })']],
    [{}, ['to.bucket: is required (for example "datasets")']],
    [{ bucket: 'ab/c' }, [`to.bucket: must be the name of a bucket, got "ab/c" (write bucket: 'name', prefix: 'folder')`]],
    [{ bucket: 'abc', prefix: '../b' }, ['to.prefix: must not contain .., got "../b" (write the path itself)']],
    [{ bucket: 'abc', prefix: '/b' }, ['to.prefix: must be relative to the volume, got "/b" (for example "b")']],
    [
      { bucket: 'abc', endpoint: 'https://' },
      ['to.endpoint: must be a URL of http or https, got "https://" (for example "https://s3.example.com")'],
    ],
    [{ bucket: 'abc', accessKey: 'x' }, [expect.stringMatching(/^to\.accessKey: is not a known prop \(known are bucket, prefix/)]],
  ])('refuses %j', (options, lines) => {
    expect(linesOf(untyped(ObjectStore.s3)(options), 'to')).toEqual(lines);
  });

  test('is never an exception', () => expectTotal(ObjectStore.s3, ['bucket', 'prefix', 'endpoint', 'region', 'credentials']));
});

describe('Download', () => {
  test.each<[string, object, string]>([
    ['https://example.com/a/b%20c.csv?x=y', {}, 'b c.csv'],
    ['https://example.com/', { path: 'x//y.csv' }, 'x/y.csv'],
    ['https://example.com/%zz', {}, '%zz'],
  ])('of %s with %j is the file %s', (url, options, target) => {
    const download = Download.file(url, { sha256: SHA256, ...options });
    expect([linesOf(download, 'from'), download._target]).toEqual([[], target]);
  });

  test.each<[unknown[], string[]]>([
    [['example.com/a', { sha256: SHA256 }], [`from.url: must be a URL of http or https, got "example.com/a" ${URL_FIX}`]],
    [['ftp://example.com/a', { sha256: SHA256 }], [`from.url: must be a URL of http or https, got "ftp://example.com/a" ${URL_FIX}`]],
    [['https://example.com/a', undefined], ['from.sha256: is required (for example "e3b0c442...")']],
    [['https://example.com/..%2fa', { sha256: SHA256 }], [`from.path: names no file, got "../a" (write path: 'train.csv')`]],
    [['https://example.com/a', { sha256: SHA256, path: '../a' }], ['from.path: must not contain .., got "../a" (write the path itself)']],
  ])('refuses %j', (args, lines) => {
    expect(linesOf(untyped(Download.file)(...args), 'from')).toEqual(lines);
  });

  test('is never an exception', () => {
    expectTotal(Download.file, ['sha256', 'path']);
    expectTotal(Download.archive, ['sha256', 'folder']);
  });
});

describe('DataOrigin', () => {
  test.each(['x.rar', 'x.7z', 'x.tar.zst', 'x.TZST'])('an archive that is not unpacked is refused: %s', (name) => {
    const address = `https://example.com/${name}?token=1`;
    const ending = name.slice(name.lastIndexOf('.'));
    expect(linesOf(DataOrigin.http([Download.archive(address, { sha256: SHA256 })]), 'from')).toEqual([
      `from.downloads[0].url: is an archive ${ending}, which is not unpacked, got "${address}" ` +
        '(pack it as tar (plain, gzip, bzip2 or xz) or zip, or take it as it is: Download.file)',
    ]);
    expect(linesOf(DataOrigin.http([Download.file(address, { sha256: SHA256 })]), 'from')).toEqual([]);
  });

  test.each(['x.tar', 'x.tgz', 'x.tar.bz2', 'x.tar.xz', 'x.zip', 'x', 'rar'])('archives that may be unpacked: %s', (name) => {
    expect(linesOf(DataOrigin.http([Download.archive(`https://example.com/${name}`, { sha256: SHA256 })]), 'from')).toEqual([]);
  });

  test('two archives may be unpacked in one folder, and one not twice', () => {
    const archive = (name: string) => Download.archive(`https://example.com/${name}`, { sha256: SHA256, folder: 'a/' });
    expect(linesOf(DataOrigin.http([archive('x.zip'), archive('y.zip')]), 'from')).toEqual([]);
    expect(linesOf(DataOrigin.http([archive('x.zip'), archive('x.zip')]), 'from')).toEqual([
      'from.downloads[1]: goes where another goes, a/, got "https://example.com/x.zip" (leave one out, or name another place)',
    ]);
  });

  test('is never an exception', () => {
    expectTotal(DataOrigin.s3, ['bucket', 'prefix', 'endpoint', 'region', 'credentials']);
    expectTotal(DataOrigin.hub, ['repository', 'revision', 'kind', 'endpoint', 'include', 'token']);
    expectTotal(DataOrigin.http, []);
    expectTotal(DataOrigin.claim, ['path']);
    expectTotal(DataOrigin.objectStore, []);
  });
});
