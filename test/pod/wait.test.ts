import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { waitCommand } from '../../lib/pod/wait';

jest.setTimeout(60_000);

let folder: string;
let marker: string;
let child: ChildProcess | undefined;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'wait for data '));
  marker = join(folder, '.cdk8s-ml/complete-1.json');
  mkdirSync(join(folder, 'bin'));
});
afterEach(() => {
  // What the shell has started ends with its container; here with its group.
  if (child?.pid !== undefined && child.exitCode === null) process.kill(-child.pid, 'SIGKILL');
  rmSync(folder, { recursive: true, force: true });
});

/** Starts the command where a sleep takes this long, in seconds. */
function start(seconds: number): { readonly ended: Promise<{ code: number | null; out: string[] }>; readonly told: Promise<unknown> } {
  writeFileSync(join(folder, 'bin/sleep'), `#!/bin/sh\nexec /bin/sleep ${seconds}\n`, { mode: 0o755 });
  const [file = '', ...args] = waitCommand(marker, 'demo/load');
  const started = spawn(file, args, {
    env: { PATH: `${join(folder, 'bin')}:${process.env.PATH}` },
    stdio: ['ignore', 'pipe', 'inherit'],
    detached: true,
  });
  child = started;
  let out = '';
  started.stdout.on('data', (data) => (out += data));
  const linesOf = () => out.replaceAll(folder, 'DATA').split('\n').slice(0, -1);
  return {
    told: new Promise((resolve) => started.stdout.once('data', resolve)),
    ended: new Promise((resolve) => started.on('exit', (code) => resolve({ code, out: linesOf() }))),
  };
}

function complete(): void {
  mkdirSync(join(folder, '.cdk8s-ml'));
  writeFileSync(marker, '{}');
}

const DONE = 'demo/load is done: DATA/.cdk8s-ml/complete-1.json is there';

test('ends at once where the marker is there', async () => {
  complete();
  expect(await start(60).ended).toEqual({ code: 0, out: [DONE] });
});

test('waits until the marker is there, and says every minute that it waits', async () => {
  const { told, ended } = start(0.02);
  await told;
  setTimeout(complete, 700);
  const { code, out } = await ended;
  expect([code, out[0], out[1], out.at(-1)]).toEqual([
    0,
    'waits for demo/load, since 0 s: DATA/.cdk8s-ml/complete-1.json is not there',
    'waits for demo/load, since 60 s: DATA/.cdk8s-ml/complete-1.json is not there',
    DONE,
  ]);
});

test('ends at once when it is told to', async () => {
  const { told, ended } = start(60);
  await told;
  child?.kill('SIGTERM');
  expect((await ended).code).toBe(143);
});

test('has nothing that Kubernetes takes for a variable or an escape', () => {
  const script = waitCommand('/a', 'b')[2] ?? '';
  expect([script.match(/\$\(\w+\)/g), script.includes('$$')]).toEqual([null, false]);
});
