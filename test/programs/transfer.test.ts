import { spawn, spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const PROGRAM = join(__dirname, '../../lib/programs/transfer.sh');

jest.setTimeout(60_000);

let folder: string;
let dataset: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'transfer of data '));
  dataset = join(folder, 'dataset');
  for (const name of ['dataset', 'bin', 'credentials']) mkdirSync(join(folder, name));
  writeFileSync(join(folder, 'origin.json'), '{"type":"s3"}\n');
  rclone('');
  program('flock', 'exit 0');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** A program that the transfer finds before the system's own. */
function program(name: string, lines: string): void {
  writeFileSync(join(folder, 'bin', name), `#!/bin/sh\n${lines}\n`);
  chmodSync(join(folder, 'bin', name), 0o755);
}

/** An rclone that says how it was called and which keys it had, and then does as the lines say. */
function rclone(lines: string): void {
  const calls = `echo "$1 $AWS_ACCESS_KEY_ID $AWS_SECRET_ACCESS_KEY" >>"${folder}/calls"`;
  program('rclone', `${calls}\n[ "$1" = lsf ] && [ -z "$EMPTY" ] && echo file\n${lines}\nexit 0`);
}

const FILLING = () => ['copy', 'store:a', dataset, dataset, 'complete-1.json', join(folder, 'origin.json')];

function environment(env: Record<string, string>): NodeJS.ProcessEnv {
  return { PATH: `${join(folder, 'bin')}:${process.env.PATH}`, ...env };
}

function transfer(args = FILLING(), env = {}): { readonly status: number | null; readonly out: string[]; readonly err: string } {
  const { status, stdout, stderr } = spawnSync('sh', [PROGRAM, ...args], { encoding: 'utf8', env: environment(env) });
  return { status, out: stdout.replaceAll(dataset, 'DATASET').split('\n').slice(0, -1), err: stderr };
}

function calls(): string[] {
  return existsSync(join(folder, 'calls')) ? readFileSync(join(folder, 'calls'), 'utf8').split('\n').slice(0, -1) : [];
}

function marker(): string | undefined {
  const path = join(dataset, '.cdk8s-ml/complete-1.json');
  return existsSync(path) ? readFileSync(path, 'utf8') : undefined;
}

test('copies, verifies, and writes the origin as the marker that everybody can read', () => {
  const { status, out, err } = transfer();
  expect({ status, out, err }).toEqual({
    status: 0,
    out: ['transfer: copy from store:a to DATASET', 'transfer: verifies DATASET', 'transfer: done'],
    err: '',
  });
  expect(calls().map((call) => call.trim())).toEqual(['lsf', 'copy', 'check']);
  expect(marker()).toBe('{"type":"s3"}\n');
  expect(statSync(join(dataset, '.cdk8s-ml/complete-1.json')).mode & 0o777).toBe(0o644);
  expect(readdirSync(join(dataset, '.cdk8s-ml')).filter((name) => !name.startsWith('lock-'))).toEqual(['complete-1.json']);
});

test('writes no marker where nothing is filled', () => {
  expect(transfer(['sync', dataset, 'store:a']).status).toBe(0);
  expect([calls().map((call) => call.trim()), readdirSync(dataset)]).toEqual([['lsf', 'sync', 'check'], []]);
});

test('does nothing where the marker is there', () => {
  mkdirSync(join(dataset, '.cdk8s-ml'));
  writeFileSync(join(dataset, '.cdk8s-ml/complete-1.json'), 'x');
  const { status, out } = transfer();
  expect([status, out, calls()]).toEqual([0, ['transfer: DATASET is complete: DATASET/.cdk8s-ml/complete-1.json is there'], []]);
});

test.each([
  ['copied', 'copy', 'not all was copied; a retry goes on from here'],
  ['verified', 'check', 'DATASET is not as store:a; was it written meanwhile?'],
])('says what could not be %s, and writes no marker', (_, verb, why) => {
  rclone(`[ "$1" != ${verb} ] || exit 5`);
  const { status, out } = transfer();
  expect([status, out.at(-1), marker()]).toEqual([1, `transfer: failed: ${why}`, undefined]);
});

test('an empty source is refused, before a sync could delete all of the target', () => {
  const { status, out } = transfer(['sync', dataset, 'store:a'], { EMPTY: '1' });
  expect([status, out, calls().map((call) => call.trim())]).toEqual([
    1,
    ["transfer: failed: there is nothing at DATASET, or it can't be read (the reasons stand beside this)"],
    ['lsf'],
  ]);
});

test('has the keys of the Secret, and fails where they are not there', () => {
  const credentials = join(folder, 'credentials');
  writeFileSync(join(credentials, 'AWS_ACCESS_KEY_ID'), 'id\n');
  expect(transfer(FILLING(), { CREDENTIALS: credentials })).toMatchObject({
    status: 1,
    out: ['transfer: failed: the Secret has no AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY'],
  });
  writeFileSync(join(credentials, 'AWS_SECRET_ACCESS_KEY'), 'se cret $(x)');
  expect(transfer(FILLING(), { CREDENTIALS: credentials }).status).toBe(0);
  expect(calls()).toContain('copy id se cret $(x)');
});

test('ends at once when it is told to', async () => {
  rclone('[ "$1" != copy ] || exec sleep 60');
  const child = spawn('sh', [PROGRAM, ...FILLING()], { env: environment({}), stdio: ['ignore', 'pipe', 'ignore'] });
  child.stdout.once('data', () => setTimeout(() => child.kill('SIGTERM'), 200));
  expect(await new Promise((resolve) => child.on('exit', resolve))).toBe(143);
  expect(marker()).toBeUndefined();
});

test('a volume without locks is no obstacle', () => {
  program('flock', 'exit 1');
  expect(transfer()).toMatchObject({ status: 0 });
  expect(marker()).not.toBeUndefined();
});
