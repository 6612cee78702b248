import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { hasPython, Sandbox, sha256 } from './loads';
import { FlakyServer, type Served } from './server';

const MEBIBYTE = 1 << 20;
const LARGE = Buffer.alloc(5 * MEBIBYTE, 'some data ');

// Each starts a program or two, of a machine that may have much else to do.
jest.setTimeout(60_000);

let server: FlakyServer;
let sandbox: Sandbox;

beforeEach(async () => {
  server = await FlakyServer.start();
  sandbox = new Sandbox();
});
afterEach(async () => {
  sandbox.close();
  await server.close();
});

/** A download of what the server is to have at a path. */
function served(path: string, content: Buffer | string, how: Partial<Served> = {}): { url: string; sha256: string } {
  const bytes = Buffer.from(content);
  server.paths.set(path, { content: bytes, ...how });
  return { url: `${server.url}${path}`, sha256: sha256(bytes) };
}

function file(path: string, content: Buffer | string, how: Partial<Served> = {}): object {
  return { ...served(`/${path}`, content, how), unpack: false, path };
}

function archive(content: Buffer, folder?: string, how: Partial<Served> = {}): object {
  return { ...served('/archive', content, how), unpack: true, folder };
}

function origin(...downloads: object[]): object {
  return { type: 'http', downloads };
}

const GOOD_TAR = ["file('a/1', 'one')", "file('2', 'two')", "link('a/link', '1', tarfile.SYMTYPE)"];

const describeWithPython = hasPython() ? describe : describe.skip;

describeWithPython('a load over HTTP', () => {
  test('brings files and the content of archives, below a folder, and says at the very end that all is there', async () => {
    const zip = sandbox.archive('zip', ["archive.writestr('3', 'three')", "archive.writestr('b/', '')"]);
    server.paths.set('/zip', { content: zip });
    const from = origin(file('c/4.csv', 'four'), archive(sandbox.archive('tar', GOOD_TAR), 'x/y'), {
      url: `${server.url}/zip`,
      sha256: sha256(zip),
      unpack: true,
    });
    const { status, log } = await sandbox.run('http', from, { folder: 'train' });
    expect({ status, log }).toMatchObject({ status: 0 });
    expect(sandbox.files()).toEqual(['train/3', 'train/c/4.csv', 'train/x/y/2', 'train/x/y/a/1', 'train/x/y/a/link']);
    expect(sandbox.read('train/x/y/a/link').toString()).toBe('one');
    expect(sandbox.marker).toEqual({ origin: from, files: 5 });
    expect(sandbox.leftovers).toEqual([]);
  });

  test('one archive may be unpacked in two folders', async () => {
    const tar = sandbox.archive('tar', ["file('1', 'one')"]);
    expect((await sandbox.run('http', origin(archive(tar, 'a'), archive(tar, 'b')))).status).toBe(0);
    expect(sandbox.files()).toEqual(['a/1', 'b/1']);
  });

  test('tells its progress in files, bytes and percent', async () => {
    const { log } = await sandbox.run('http', origin(file('large', LARGE)));
    expect(log).toContainEqual(expect.stringMatching(/^load: 0 of 1 files, [1-4]\.0Mi of 5\.0Mi, [2-8]0%$/));
    expect(log.slice(-2)).toEqual(['load: 1 of 1 files, 5.0Mi of 5.0Mi, 100%', 'load: done: DATASET/.cdk8s-ml/complete-1.json says so']);
  });

  test('goes on where the connection broke off', async () => {
    const { status } = await sandbox.run('http', origin(file('large', LARGE, { breaks: [2 * MEBIBYTE, MEBIBYTE] })));
    expect(status).toBe(0);
    expect(sandbox.read('large').equals(LARGE)).toBe(true);
    expect(server.got.map(({ range }) => range)).toEqual([undefined, `bytes=${2 * MEBIBYTE}-`, `bytes=${3 * MEBIBYTE}-`]);
  });

  test('begins again at a server that has no ranges', async () => {
    const { status, log } = await sandbox.run('http', origin(file('large', LARGE, { breaks: [2 * MEBIBYTE], ignoresRanges: true })));
    expect(status).toBe(0);
    expect(sandbox.read('large').equals(LARGE)).toBe(true);
    expect(log).toContain('load: 1 of 1 files, 5.0Mi of 5.0Mi, 100%');
  });

  test('asks a server again that is overloaded', async () => {
    expect((await sandbox.run('http', origin(file('a', 'one', { fails: [503, 429] })))).status).toBe(0);
    expect(server.got).toHaveLength(3);
  });

  test('fails at once where the server says no, and tells no query', async () => {
    const { status, log } = await sandbox.run('http', origin({ ...file('b', ''), url: `${server.url}/missing?key=secret` }));
    expect([status, log]).toEqual([1, [`load: failed: ${server.url}/missing: the server says 404 Not Found`]]);
    expect([server.got.length, sandbox.marker]).toEqual([1, undefined]);
  });

  test('leaves nothing of a file with a wrong checksum, which it has loaded twice', async () => {
    const wrong = { ...file('a', 'one'), sha256: sha256(Buffer.from('two')) };
    const { status, log } = await sandbox.run('http', origin(wrong));
    expect([status, sandbox.files(), sandbox.marker, server.got.length]).toEqual([1, [], undefined, 2]);
    expect(log.at(-1)).toMatch(/^load: failed: \S+\/a: wrong checksum: sha256 7692c3\w+, and 3fc4cc\w+ is right$/);
  });

  test('when it is killed, a retry goes on, and what was there is verified', async () => {
    const from = origin(file('large', LARGE, { hangs: true }), file('small', 'one'));
    const { child, ended } = sandbox.start('http', from);
    await until(() => sandbox.files().includes('small') && server.got.length === 2 && hasPart());
    child.kill('SIGKILL');
    await ended;
    expect([sandbox.files(), sandbox.marker]).toEqual([['small'], undefined]);
    server.paths.set('/large', { content: LARGE });
    server.got.splice(0);
    expect((await sandbox.run('http', from)).status).toBe(0);
    expect(server.got).toEqual([expect.objectContaining({ path: '/large', range: expect.stringMatching(/^bytes=[1-9]\d+-$/) })]);
    expect([sandbox.files(), sandbox.read('large').equals(LARGE), sandbox.leftovers]).toEqual([['large', 'small'], true, []]);
  });

  test('an archive that is unpacked is not loaded again by a retry', async () => {
    const tar = archive(sandbox.archive('tar', GOOD_TAR));
    const missing = { ...file('b', 'two'), url: `${server.url}/later` };
    expect((await sandbox.run('http', origin(tar, missing))).status).toBe(1);
    server.paths.set('/later', { content: Buffer.from('two') });
    server.got.splice(0);
    expect((await sandbox.run('http', origin(tar, missing))).status).toBe(0);
    expect(server.got.map(({ path }) => path)).toEqual(['/later']);
    expect(sandbox.files()).toEqual(['2', 'a/1', 'a/link', 'b']);
  });

  test('ends at once when it is told to', async () => {
    const { child, ended } = sandbox.start('http', origin(file('large', LARGE, { hangs: true })));
    await until(hasPart);
    child.kill('SIGTERM');
    expect((await ended).status).toBe(143);
  });

  test('of two at once one waits, and finds all done', async () => {
    const from = origin(file('large', LARGE, { hangs: true }));
    const first = sandbox.start('http', from);
    await until(hasPart);
    const second = sandbox.start('http', from);
    server.paths.set('/large', { content: LARGE });
    await until(() => second.log().length > 0);
    server.drop();
    expect((await first.ended).status).toBe(0);
    const { status, log } = await second.ended;
    expect([status, log]).toEqual([
      0,
      ['load: another pod loads the same; waits for it', 'load: DATASET is complete: DATASET/.cdk8s-ml/complete-1.json is there'],
    ]);
  });

  test('does nothing where the marker is there', async () => {
    mkdirSync(join(sandbox.dataset, '.cdk8s-ml'));
    writeFileSync(join(sandbox.dataset, '.cdk8s-ml/complete-1.json'), '{}');
    const { status } = await sandbox.run('http', origin(file('a', 'one')));
    expect([status, server.got, sandbox.files()]).toEqual([0, [], []]);
  });

  test.each<[string, 'tar' | 'zip', string[], RegExp]>([
    ['a path above', 'tar', ["file('../evil', 'x')"], /refused: '..\/evil' would be extracted to/],
    ['a link to a folder outside', 'tar', ["link('a', '/tmp', tarfile.SYMTYPE)"], /refused: 'a' is a link to an absolute path/],
    ['a link that leads outside', 'tar', ["link('a', '../..', tarfile.SYMTYPE)"], /refused: 'a' would link to/],
    ['a hard link outside', 'tar', ["link('a', '../../evil', tarfile.LNKTYPE)"], /refused: 'a' would link to/],
    ['a device', 'tar', ["link('a', '', tarfile.CHRTYPE)"], /refused: 'a' is a special file/],
    ['a path above in a zip', 'zip', ["archive.writestr('a/../../evil', 'x')"], /refused: 'a\/..\/..\/evil' would be outside/],
    ['an absolute path in a zip', 'zip', ["archive.writestr('/evil', 'x')"], /refused: '\/evil' would be outside/],
    [
      'a link in a zip',
      'zip',
      ["info = zipfile.ZipInfo('a'); info.external_attr = 0o120777 << 16; archive.writestr(info, '/tmp')"],
      /refused: 'a' is a link/,
    ],
    ["the loads' own folder", 'tar', ["file('.cdk8s-ml/complete-1.json', '{}')"], /is where the load keeps its own files/],
  ])('an archive with %s is refused', async (_, kind, lines, why) => {
    const { status, log } = await sandbox.run('http', origin(archive(sandbox.archive(kind, lines))));
    expect([status, sandbox.files(), sandbox.marker]).toEqual([1, [], undefined]);
    expect(log.at(-1)).toMatch(why);
  });

  test('what is no archive is told', async () => {
    const { status, log } = await sandbox.run('http', origin(archive(Buffer.from('<html>'))));
    expect([status, log.at(-1)]).toEqual([1, expect.stringMatching(/^load: failed: \S+\/archive: is no tar archive/)]);
  });

  test('goes through no link of the dataset', async () => {
    symlinkSync(sandbox.folder, join(sandbox.dataset, 'a'));
    const { status, log } = await sandbox.run('http', origin(file('a/evil', 'x')));
    expect([status, log.at(-1)]).toEqual([1, "load: failed: DATASET/a is a link, and 'a/evil' would go through it"]);
  });
});

/** Whether the load has some of a file, and not all. */
function hasPart(): boolean {
  return sandbox.drafts().some((size) => size > 0);
}

async function until(holds: () => boolean): Promise<void> {
  for (let tries = 0; !holds(); tries++) {
    if (tries > 600) throw new Error('it did not come to that');
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
