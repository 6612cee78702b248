/** Starts a pod, tells its process and folder in a line of JSON, and waits to be ended. For cleanup.test.ts. */
import { descendant, until } from '../../pods/run/processes';
import { openShell, shellPod } from './shell-pods';

async function main(): Promise<void> {
  const pod = shellPod(
    'pod',
    'sleep 1000; exit 0',
    { volumeMounts: [{ name: 'tmp', mountPath: '/tmp' }] },
    { volumes: [{ name: 'tmp', emptyDir: { medium: 'Memory' } }] },
  );
  const runner = await openShell([pod], { rewritten: process.argv[2] === 'rewritten' });
  const { main } = await runner.start('ml/pod');
  process.stdout.write(`${JSON.stringify({ pids: await family(await main.pid), claim: runner.claim('ml/claim') })}\n`);
  if (process.argv[3] === 'fail') throw new Error('on purpose');
  setInterval(() => undefined, 1000);
}

/** A program and its only child. */
async function family(pid = 0): Promise<(number | undefined)[]> {
  return [pid, await until('the child of the program', 20, () => descendant(pid, 1))];
}

main().catch((error: unknown) => {
  process.stderr.write(`${error}\n`);
  process.exit(1);
});
