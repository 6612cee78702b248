import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { hasPython, Sandbox, sha256 } from './loads';
import { FlakyServer, type Served } from './server';

const COMMIT = '77f3279092a1c1579b2250db8eafed0ad422088c';
const API = '/api/datasets/a/b';

// Each starts a program or two, of a machine that may have much else to do.
jest.setTimeout(60_000);

let hub: FlakyServer;
/** Where large files lie: another server than the hub's. */
let storage: FlakyServer;
let sandbox: Sandbox;
let origin: Record<string, unknown>;

function gitId(content: Buffer): string {
  return createHash('sha1').update(`blob ${content.length}\0`).update(content).digest('hex');
}

function json(value: unknown): Buffer {
  return Buffer.from(JSON.stringify(value));
}

/** A file of the repository as its tree has it, which the hub then serves. */
function small(path: string, text: string): object {
  const content = Buffer.from(text);
  hub.paths.set(`/datasets/a/b/resolve/${COMMIT}/${encodeURI(path)}`, { content });
  return { type: 'file', path, size: content.length, oid: gitId(content) };
}

function large(path: string, content: Buffer, how: Partial<Served> = {}): object {
  storage.paths.set(`/${path}`, { content, ...how });
  hub.paths.set(`/datasets/a/b/resolve/${COMMIT}/${path}`, { content, redirect: `${storage.url}/${path}` });
  const lfs = { oid: sha256(content), size: content.length, pointerSize: 134 };
  return { type: 'file', path, size: content.length, oid: 'f'.repeat(40), lfs };
}

function tree(...pages: object[][]): void {
  pages.forEach((page, i) => {
    const next = i + 1 < pages.length ? { link: `<${hub.url}${API}/tree/${COMMIT}?recursive=true&cursor=${i + 1}>; rel="next"` } : {};
    const cursor = i === 0 ? '' : `&cursor=${i}`;
    hub.paths.set(`${API}/tree/${COMMIT}?recursive=true${cursor}`, { content: json(page), headers: next });
  });
}

beforeEach(async () => {
  [hub, storage] = await Promise.all([FlakyServer.start(), FlakyServer.start()]);
  sandbox = new Sandbox();
  hub.paths.set(`${API}/revision/v1`, { content: json({ sha: COMMIT }) });
  origin = { type: 'hub', endpoint: hub.url, repository: 'a/b', kind: 'dataset', revision: 'v1' };
});
afterEach(async () => {
  sandbox.close();
  await Promise.all([hub.close(), storage.close()]);
});

const LARGE = Buffer.alloc(3 << 20, 'some data ');
const FOLDER = { type: 'directory', path: 'data', oid: 'e'.repeat(40), size: 0 };

const describeWithPython = hasPython() ? describe : describe.skip;

describeWithPython('a load from a hub', () => {
  test('brings all files of all pages, at the commit of the revision, verified', async () => {
    tree([FOLDER, small('README 1.md', 'read me')], [large('data/1.parquet', LARGE)]);
    const { status, log } = await sandbox.run('hub', origin, { folder: 'train' });
    expect({ status, log }).toMatchObject({ status: 0 });
    expect(sandbox.files()).toEqual(['train/README 1.md', 'train/data/1.parquet']);
    expect(sandbox.read('train/data/1.parquet').equals(LARGE)).toBe(true);
    expect(sandbox.marker).toEqual({ origin, commit: COMMIT, files: 2, bytes: LARGE.length + 7 });
    expect(log[0]).toBe(`load: a/b at ${COMMIT}: 2 files`);
    expect(log).toContain('load: 2 of 2 files, 3.0Mi of 3.0Mi, 100%');
  });

  test('warns of a branch, which moves', async () => {
    tree([small('a', 'one')]);
    hub.paths.set(`${API}/refs`, { content: json({ branches: [{ name: 'v1' }], tags: [] }) });
    const { status, log } = await sandbox.run('hub', origin);
    expect([status, log[0]]).toEqual([0, `load: warning: v1 is a branch, which moves; a later load may bring other data than ${COMMIT}`]);
  });

  test('goes on where the connection broke off', async () => {
    tree([large('1.bin', LARGE, { breaks: [1 << 20] })]);
    expect((await sandbox.run('hub', origin)).status).toBe(0);
    expect(storage.got.map(({ range }) => range)).toEqual([undefined, `bytes=${1 << 20}-`]);
    expect(sandbox.read('1.bin').equals(LARGE)).toBe(true);
  });

  test('loads again what is not as the hub has it, and leaves alone what is', async () => {
    tree([small('a', 'one'), small('b', 'two')]);
    writeFileSync(join(sandbox.dataset, 'a'), 'one');
    writeFileSync(join(sandbox.dataset, 'b'), 'twi');
    expect((await sandbox.run('hub', origin)).status).toBe(0);
    expect(hub.got.filter(({ path }) => path.includes('resolve'))).toHaveLength(1);
    expect(sandbox.read('b').toString()).toBe('two');
  });

  test('brings what is included alone', async () => {
    tree([small('a/1.json', '1'), small('a/2.csv', '2'), small('3.json', '3')]);
    expect((await sandbox.run('hub', { ...origin, include: ['*.json'] })).status).toBe(0);
    expect(sandbox.files()).toEqual(['3.json', 'a/1.json']);
  });

  test('fails where nothing is included', async () => {
    tree([small('a/1.json', '1')]);
    const { status, log } = await sandbox.run('hub', { ...origin, include: ['*.bin', '*.pt'] });
    expect([status, log.at(-1)]).toEqual([1, 'load: failed: none of 1 files is included by *.bin, *.pt']);
  });

  test.each<[string, () => object, RegExp]>([
    ['a small file', () => ({ ...small('a', 'one'), oid: '0'.repeat(40) }), /\/a: wrong checksum: git blob 43dd47\w+, and 0{40} is right$/],
    [
      'a large file',
      () => ({ ...large('a', Buffer.from('one')), lfs: { oid: '0'.repeat(64) } }),
      /\/a: wrong checksum: sha256 7692c3\w+, and 0{64} is right$/,
    ],
    ['a file of another size', () => ({ ...small('a', 'one'), size: 4 }), /\/a: wrong size: 3 bytes, and 4 are right$/],
  ])('leaves nothing of %s that is not as its checksum says', async (_, entry, why) => {
    tree([entry()]);
    const { status, log } = await sandbox.run('hub', origin);
    expect([status, sandbox.files(), sandbox.marker, log.at(-1)]).toEqual([1, [], undefined, expect.stringMatching(why)]);
  });

  test('tells its token to the hub, and to no server that the hub leads to', async () => {
    const credentials = join(sandbox.folder, 'credentials');
    mkdirSync(credentials);
    writeFileSync(join(credentials, 'HF_TOKEN'), 'hf_token\n');
    tree([small('a', 'one')], [large('b', LARGE)]);
    const { status, log } = await sandbox.run('hub', origin, { env: { CREDENTIALS: credentials } });
    expect(status).toBe(0);
    expect([hub.got, storage.got].map((got) => [...new Set(got.map(({ authorization }) => authorization))])).toEqual([
      ['Bearer hf_token'],
      [undefined],
    ]);
    expect(log.join()).not.toContain('hf_token');
  });

  test('asks no other server for the next page', async () => {
    hub.paths.set(`${API}/tree/${COMMIT}?recursive=true`, {
      content: json([small('a', 'one')]),
      headers: { link: `<${storage.url}/next>; rel="next"` },
    });
    const { status, log } = await sandbox.run('hub', origin);
    expect([status, log.at(-1)]).toEqual([1, `load: failed: the next page is at another server, ${storage.url}/next`]);
    expect(storage.got).toEqual([]);
  });

  test('writes no file outside of the dataset, whatever the hub calls it', async () => {
    tree([small('../evil', 'x')]);
    const { status, log } = await sandbox.run('hub', origin);
    expect([status, log.at(-1)]).toEqual([1, "load: failed: the path '../evil' is not below the dataset"]);
  });

  test('says that a token may be needed', async () => {
    hub.paths.set(`${API}/revision/v1`, { content: Buffer.from(''), fails: [401] });
    const { status, log } = await sandbox.run('hub', origin);
    expect([status, log]).toEqual([
      1,
      [`load: failed: ${hub.url}${API}/revision/v1: the server says 401 Unauthorized (is a token needed, and may it read this?)`],
    ]);
  });

  test('fails where there are no files', async () => {
    tree([]);
    const { status, log } = await sandbox.run('hub', origin);
    expect([status, log.at(-1)]).toEqual([1, `load: failed: a/b has no files at ${COMMIT}`]);
  });
});
