import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sharedCopyCommand } from '../../lib/pod/copy';

/** As the images of programs have it; not every machine for development does. */
const HAS_FLOCK = spawnSync('sh', ['-c', 'command -v flock']).status === 0;

let folder: string;
let from: string;
let volume: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'shared copy of data '));
  from = join(folder, 'the claim');
  volume = join(folder, 'the volume');
  for (const each of [from, volume, join(folder, 'bin')]) mkdirSync(each);
  for (const name of ['a', 'b', 'c']) writeFileSync(join(from, name), name.repeat(5000));
});
afterEach(() => {
  spawnSync('chmod', ['-R', 'u+rwX', folder]);
  rmSync(folder, { recursive: true, force: true });
});

function program(name: string, lines: string): void {
  writeFileSync(join(folder, 'bin', name), `#!/bin/sh\n${lines}\n`);
  chmodSync(join(folder, 'bin', name), 0o755);
}

/** A pod that prepares the cache, in a process group of its own, as a container ends with all that is in it. */
interface Pod {
  readonly process: ChildProcess;
  readonly ended: Promise<{ readonly status: number | null; readonly out: string[]; readonly err: string }>;
  said(text: string): Promise<void>;
}

function pod(): Pod {
  const [file = '', ...args] = sharedCopyCommand(from, volume, '1Gi');
  const child = spawn(file, args, { env: { PATH: `${join(folder, 'bin')}:${process.env.PATH}` }, detached: true });
  let out = '';
  let err = '';
  const listeners: (() => void)[] = [];
  child.stdout.on('data', (data) => {
    out += data;
    for (const each of listeners) each();
  });
  child.stderr.on('data', (data) => {
    err += data;
  });
  return {
    process: child,
    ended: new Promise((resolve) => child.on('close', (status) => resolve({ status, out: out.split('\n').slice(0, -1), err }))),
    said: (text) =>
      new Promise((resolve) => {
        const look = () => out.includes(text) && resolve();
        listeners.push(look);
        look();
      }),
  };
}

function kill({ process: { pid } }: Pod, signal: NodeJS.Signals): void {
  if (pid !== undefined) process.kill(-pid, signal);
}

function copied(): string[] {
  return existsSync(join(volume, 'data')) ? readdirSync(join(volume, 'data')).sort() : [];
}

/** A copy that is slow, and tells in a file how often one began. */
function slowCopy(seconds: number): void {
  program('cp', `echo begun >>"${folder}/copies"; /bin/cp "$@"; exec /bin/sleep ${seconds}`);
}

function copies(): number {
  return readFileSync(join(folder, 'copies'), 'utf8').split('\n').length - 1;
}

(HAS_FLOCK ? describe : describe.skip)('a copy that the pods of a node share', () => {
  test('is made by one of two pods that start at once, while the other waits', async () => {
    slowCopy(1);
    program('sleep', 'exec /bin/sleep 0.1');
    const ends = await Promise.all([pod(), pod()].map(({ ended }) => ended));
    expect(ends.map(({ status, err }) => ({ status, err }))).toEqual([
      { status: 0, err: '' },
      { status: 0, err: '' },
    ]);
    expect([copies(), copied()]).toEqual([1, ['a', 'b', 'c']]);
    const last = ends.map(({ out }) => out.at(-1)).sort();
    expect(last).toEqual(['dataset cache: done', 'dataset cache: is filled already']);
    expect(ends.flatMap(({ out }) => out)).toContain('dataset cache: waits for the pod that fills it');
  });

  test('is found by a pod that comes later', async () => {
    expect((await pod().ended).status).toBe(0);
    expect(await pod().ended).toEqual({ status: 0, out: ['dataset cache: is filled already'], err: '' });
  });

  test.each<NodeJS.Signals>(['SIGKILL', 'SIGTERM'])(
    'is not taken for whole where a pod ends half-way, by %s, and is made anew by one that waits',
    async (signal) => {
      slowCopy(60);
      const first = pod();
      await first.said('copies');
      program('sleep', 'exec /bin/sleep 0.1');
      const second = pod();
      await second.said('waits');
      expect(copied()).toEqual([]);
      slowCopy(0);
      kill(first, signal);
      expect(await second.ended).toMatchObject({ status: 0, err: '' });
      expect([copies(), copied()]).toEqual([2, ['a', 'b', 'c']]);
      expect(readdirSync(volume).sort()).toEqual(['.lock', 'data']);
      await first.ended;
    },
  );

  test('takes the place of what was left half-way, folders without write permission too', async () => {
    mkdirSync(join(volume, 'data.part', 'old'), { recursive: true });
    writeFileSync(join(volume, 'data.part', 'old', 'file'), 'old');
    chmodSync(join(volume, 'data.part', 'old'), 0o555);
    expect(await pod().ended).toMatchObject({ status: 0, err: '' });
    expect(copied()).toEqual(['a', 'b', 'c']);
  });

  test('is not there where it could not be made', async () => {
    program('cp', 'echo "cp: no space left" >&2; exit 1');
    const { status, err } = await pod().ended;
    expect([status, err.split('\n')[0]]).toEqual([1, 'cp: no space left']);
    expect(copied()).toEqual([]);
  });
});

test('has nothing that Kubernetes takes for a variable or an escape', () => {
  const script = sharedCopyCommand('/a', '/b', '1Mi')[2] ?? '';
  expect([script.match(/\$\(\w+\)/g), script.includes('$$')]).toEqual([null, false]);
});
