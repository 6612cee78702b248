import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** The program needs Python, which `npm test` does not. */
const HAS_PYTHON = spawnSync('python3', ['--version']).status === 0;

let folder: string;
let source: string;
let target: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'shard manifest '));
  source = join(folder, 'data');
  target = join(folder, 'claim', 'shards', 'train');
  mkdirSync(source);
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function file(path: string, size = 1): void {
  mkdirSync(join(source, path, '..'), { recursive: true });
  writeFileSync(join(source, path), 'x'.repeat(size));
}

interface Outcome {
  readonly status: number | null;
  readonly out: string;
  readonly err: string;
}

function run(count: number | string, ...pattern: string[]): Outcome {
  const args = ['-B', join('lib', 'programs', 'shard_manifest.py'), source, target, String(count), ...pattern];
  const { status, stdout, stderr } = spawnSync('python3', args, { encoding: 'utf8' });
  return { status, out: stdout.replaceAll(folder, ''), err: stderr.replaceAll(folder, '') };
}

/** The paths in each list, from the source on. */
function lists(): string[][] {
  const names = readdirSync(target).filter((name) => name.startsWith('shard-'));
  return names
    .sort()
    .map((name) => readFileSync(join(target, name), 'utf8').split('\n').slice(0, -1))
    .map((paths) => paths.map((path) => path.replace(`${source}/`, '')));
}

(HAS_PYTHON ? describe : describe.skip)('the program that divides files', () => {
  test('gives each shard about the same size, the largest file first, and says so', () => {
    for (const [name, size] of Object.entries({ a: 70, b: 10, 'c/d': 20, 'c/e': 40, f: 60 })) file(name, size);
    expect(run(2)).toEqual({
      status: 0,
      out: 'shards: 5 files of 200 bytes in 2 lists in /claim/shards/train, from 100 to 100 bytes each\n',
      err: '',
    });
    expect(lists()).toEqual([
      ['a', 'b', 'c/d'],
      ['c/e', 'f'],
    ]);
    expect(JSON.parse(readFileSync(join(target, 'complete'), 'utf8'))).toEqual({ shards: 2, files: 5, bytes: 200 });
  });

  test('gives the same lists each time, also of files of one size and of none', () => {
    for (let i = 0; i < 20; i++) file(`f${i}`, i % 3);
    expect(run(3).status).toBe(0);
    const first = lists();
    rmSync(target, { recursive: true });
    expect(run(3).status).toBe(0);
    expect(lists()).toEqual(first);
    expect(first.flat().sort()).toEqual(Array.from({ length: 20 }, (_, i) => `f${i}`).sort());
  });

  test('lists what matches, links to files too, and nothing that is hidden', () => {
    for (const name of ['a.tfrecord', 'b.txt', '.c.tfrecord', '.hidden/d.tfrecord', 'lost+found/e.tfrecord', 'f g/h i.tfrecord'])
      file(name);
    symlinkSync(join(source, 'a.tfrecord'), join(source, 'l.tfrecord'));
    expect(run(1, '*.tfrecord').status).toBe(0);
    expect(lists()).toEqual([['a.tfrecord', 'f g/h i.tfrecord', 'l.tfrecord']]);
  });

  test('waits until the file is there that says that all of the data is', async () => {
    file('a');
    const after = join(source, '.complete');
    const program = join('lib', 'programs', 'shard_manifest.py');
    const waiting = spawn('python3', ['-B', program, source, target, '1'], { env: { ...process.env, AFTER: after } });
    try {
      const ended = once(waiting, 'exit');
      // The end of the line may come by itself.
      const [said] = await once(waiting.stdout, 'data');
      expect(String(said).trimEnd()).toBe(`shards: waits until the dataset is loaded: ${after} is not there`);
      expect(existsSync(target)).toBe(false);
      file('b');
      writeFileSync(after, '');
      expect(await ended).toEqual([0, null]);
      expect(lists()).toEqual([['a', 'b']]);
    } finally {
      waiting.kill();
    }
  }, 20_000);

  test('leaves lists that are there as they are', () => {
    file('a');
    expect(run(1).status).toBe(0);
    file('b');
    expect(run(1)).toEqual({ status: 0, out: 'shards: /claim/shards/train is there already\n', err: '' });
    expect(lists()).toEqual([['a']]);
  });

  test('writes all lists or none, and removes what was left half-way', () => {
    file('a');
    const unfinished = join(target, '..', '.train.some-pod-1');
    mkdirSync(unfinished, { recursive: true });
    writeFileSync(join(unfinished, 'shard-0.txt'), 'half');
    expect(run(1).status).toBe(0);
    expect(readdirSync(join(target, '..'))).toEqual(['train']);
    expect(readdirSync(target).sort()).toEqual(['complete', 'shard-0.txt']);
  });

  test.each<[string, () => Outcome, RegExp]>([
    ['no folder', () => run(1, '*'), /^shards: \/data has 0 files that match '\*', fewer than 1 shards: each would not have one\n$/],
    [
      'a folder that is missing',
      () => {
        rmSync(source, { recursive: true });
        return run(1);
      },
      /^shards: the dataset has no folder \/data\n$/,
    ],
    [
      'fewer files than shards',
      () => {
        file('a');
        return run(2);
      },
      /^shards: \/data has 1 files that match '\*', fewer than 2 shards/,
    ],
    [
      'a line break in a name',
      () => {
        file('a\nb');
        return run(1);
      },
      /^shards: '.*a\\nb' has a line break in its name/,
    ],
    [
      'lists of another number of shards',
      () => {
        file('a');
        file('b');
        run(1);
        return run(2);
      },
      /^shards: .*train has the lists of 1 shards, and 2 are asked for: give the training another run or folder\n$/,
    ],
  ])('fails, and writes no list, with %s', (_, given, text) => {
    const { status, err } = given();
    expect([status, err]).toEqual([1, expect.stringMatching(text)]);
    expect(existsSync(join(target, 'shard-1.txt'))).toBe(false);
  });

  test('says how it is used', () => {
    const { status, stderr } = spawnSync('python3', ['-B', 'lib/programs/shard_manifest.py'], { encoding: 'utf8' });
    expect([status, stderr]).toEqual([
      2,
      expect.stringMatching(/^Divides the files[\s\S]*usage: python3 shard_manifest.py SOURCE TARGET COUNT/),
    ]);
  });
});
