/** Nothing outlives the process that started it, however that ends. */
import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { obstacleToIsolation } from '../../pods';

const PROGRAM = join(__dirname, 'left-alone.ts');
const SECONDS = 20;

interface Left {
  readonly child: ChildProcess;
  readonly pids: readonly number[];
  readonly folder: string;
}

async function leave(mode: string, end: string): Promise<Left> {
  const child = spawn(process.execPath, ['--import', 'tsx', PROGRAM, mode, end], { stdio: ['ignore', 'pipe', 'ignore'] });
  const line = await new Promise<Buffer>((resolve) => child.stdout.once('data', resolve));
  const { pids, claim } = JSON.parse(line.toString());
  return { child, pids, folder: dirname(dirname(dirname(claim))) };
}

async function untilGone(what: string, there: () => boolean): Promise<void> {
  for (const end = Date.now() + SECONDS * 1000; there(); await sleep(50)) assert.ok(Date.now() < end, `${what} is still there`);
}

/** Not so of a process that has ended and that nobody has asked for its exit code. */
function runs(pid: number): boolean {
  const stat = existsSync(`/proc/${pid}/stat`) ? readFileSync(`/proc/${pid}/stat`, 'utf8') : '';
  return stat !== '' && !stat.includes(') Z ');
}

async function assertClean({ child, pids, folder }: Left): Promise<void> {
  await untilGone('the test process', () => child.exitCode === null && child.signalCode === null);
  await untilGone('a program', () => pids.some(runs));
  await untilGone(folder, () => existsSync(folder));
  assert.ok(!readFileSync('/proc/mounts', 'utf8').includes(folder));
}

for (const mode of ['isolated', 'rewritten']) {
  const obstacle = mode === 'isolated' ? obstacleToIsolation() : undefined;
  describe(`of ${mode} pods nothing is left`, { skip: obstacle ?? false, concurrency: true }, () => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGKILL'] as const) {
      test(`after ${signal}`, async () => {
        const left = await leave(mode, 'wait');
        assert.ok(left.pids.length === 2 && left.pids.every(runs) && existsSync(left.folder));
        left.child.kill(signal);
        await assertClean(left);
      });
    }

    test('after a failure that nobody catches', async () => {
      await assertClean(await leave(mode, 'fail'));
    });
  });
}
