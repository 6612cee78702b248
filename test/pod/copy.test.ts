import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, readlinkSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { copyCommand } from '../../lib/pod/copy';

let folder: string;
let from: string;
let to: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'copy of data '));
  from = join(folder, 'the claim');
  to = join(folder, 'the cache');
  for (const each of [from, to, join(folder, 'bin')]) mkdirSync(each);
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const KIB = 1024;

function write(path: string, content: string = 'x'.repeat(8 * KIB)): void {
  mkdirSync(join(from, path, '..'), { recursive: true });
  writeFileSync(join(from, path), content);
}

/** A program that the copy finds before the system's own. */
function program(name: string, lines: string): void {
  writeFileSync(join(folder, 'bin', name), `#!/bin/sh\n${lines}\n`);
  chmodSync(join(folder, 'bin', name), 0o755);
}

function environment(): NodeJS.ProcessEnv {
  return { PATH: `${join(folder, 'bin')}:${process.env.PATH}` };
}

function copy(size = '1Gi', source = from): { readonly status: number | null; readonly out: string[]; readonly err: string[] } {
  const [file = '', ...args] = copyCommand(source, to, size);
  const { status, stdout, stderr } = spawnSync(file, args, { encoding: 'utf8', env: environment() });
  const linesOf = (text: string) => text.replaceAll(source, 'FROM').replaceAll(to, 'TO').split('\n').slice(0, -1);
  return { status, out: linesOf(stdout), err: linesOf(stderr) };
}

test('is a command of a shell, with what it is about as arguments', () => {
  expect(copyCommand('/data.claim', '/data', '1Mi')).toEqual([
    'sh',
    '-c',
    expect.any(String),
    'copy',
    '/data.claim',
    '/data',
    '1024',
    '1Mi',
  ]);
});

test('has nothing that Kubernetes takes for a variable or an escape', () => {
  const script = copyCommand('/a', '/b', '1Mi')[2] ?? '';
  expect([script.match(/\$\(\w+\)/g), script.includes('$$')]).toEqual([null, false]);
});

test('copies all files, hidden ones, links as links and names with spaces, and says so', () => {
  write('train/a b/1 2.txt', 'one');
  write('.hidden', 'two');
  write('-n', 'three');
  symlinkSync('train/a b', join(from, 'link'));
  const { status, out, err } = copy();
  expect([status, err]).toEqual([0, []]);
  expect(out).toEqual(['dataset cache: copies 1Mi from FROM to TO, which has room for 1Gi', 'dataset cache: done']);
  expect(execFileSync('diff', ['-r', '--no-dereference', from, to], { encoding: 'utf8' })).toBe('');
  expect(readlinkSync(join(to, 'link'))).toBe('train/a b');
});

test('copies over what an earlier try has left', () => {
  write('a', 'new');
  chmodSync(join(from, 'a'), 0o444);
  writeFileSync(join(to, 'a'), 'ne');
  chmodSync(join(to, 'a'), 0o444);
  expect(copy().status).toBe(0);
  expect(readFileSync(join(to, 'a'), 'utf8')).toBe('new');
});

test("leaves out lost+found of a block device, which is root's", () => {
  write('lost+found/1');
  write('a b');
  write('.c');
  expect(copy()).toMatchObject({ status: 0, err: [] });
  expect(['lost+found', 'a b', '.c'].map((name) => existsSync(join(to, name)))).toEqual([false, true, true]);
});

test('copies what a link leads to, where the folder is one', () => {
  write('v2/a');
  symlinkSync('v2', join(from, 'train'));
  expect(copy('1Gi', join(from, 'train'))).toMatchObject({ status: 0, err: [] });
  expect(existsSync(join(to, 'a'))).toBe(true);
});

test('copies nothing where the data do not fit', () => {
  write('a', 'x'.repeat(3 * KIB * KIB));
  const { status, out, err } = copy('2Mi');
  expect([status, out]).toEqual([1, []]);
  expect(err).toEqual([
    expect.stringMatching(
      /^dataset cache: does not fit: FROM takes [34]Mi, and the cache has 2Mi\. Give it a larger size, or cache a part$/,
    ),
  ]);
  expect(existsSync(join(to, 'a'))).toBe(false);
});

test('fails where there is no such folder', () => {
  const { status, err } = copy('1Gi', join(from, 'no such'));
  expect([status, err]).toEqual([1, ['dataset cache: the dataset has no folder FROM']]);
});

test('fails where the size is not known', () => {
  program('du', 'exit 127');
  expect(copy()).toEqual({ status: 1, out: [], err: ['dataset cache: FROM is empty, or du cannot tell its size'] });
});

test.each([
  ['whole', false],
  ['entry by entry', true],
])('fails where not all could be copied: %s', (_, besideLost) => {
  write('a');
  if (besideLost) write('lost+found/1');
  program('cp', 'echo "cp: no space left" >&2; exit 1');
  const { status, err } = copy();
  expect([status, err]).toEqual([1, ['cp: no space left', 'dataset cache: could not copy all of FROM (its reasons stand above)']]);
});

test('tells its progress', () => {
  write('a');
  program('sleep', 'exec /bin/sleep 0.1');
  program('cp', 'for i in 1 2 3 4 5 6 7 8 9 10; do sleep; done');
  const { status, out } = copy();
  expect(status).toBe(0);
  expect(out).toContainEqual(expect.stringMatching(/^dataset cache: [01]Mi of 1Mi$/));
});

test('ends at once when it is told to', async () => {
  write('a');
  program('cp', 'exec /bin/sleep 60');
  const [file = '', ...args] = copyCommand(from, to, '1Gi');
  const child = spawn(file, args, { env: environment(), stdio: ['ignore', 'pipe', 'ignore'], detached: true });
  child.stdout.once('data', () => setTimeout(() => child.kill('SIGTERM'), 200));
  const code = await new Promise((resolve) => child.on('exit', resolve));
  // What the shell has started ends with its container; here with its group.
  if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL');
  child.stdout.destroy();
  expect(code).toBe(143);
});
