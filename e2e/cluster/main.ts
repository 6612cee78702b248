// The process that holds the cluster. It writes one line of JSON when the cluster is up, and ends everything when its input closes:
// also where the caller was killed, nothing is left running.

import { Missing, say } from '../provision/say';
import { clusterPrograms, startCluster } from './cluster';

const EXIT_MISSING = 75;

async function main(): Promise<void> {
  const closed = closedInput();
  const cluster = await Promise.race([clusterPrograms().then(startCluster), closed]);
  // Asked to end before there was a cluster; what was started so far ends with this process.
  if (cluster === undefined) return;
  process.stdout.write(`${JSON.stringify({ kubeconfig: cluster.kubeconfig, programs: cluster.programs })}\n`);
  await closed;
  await cluster.stop();
}

/** Resolves when the caller is gone or somebody asks this process to end. */
function closedInput(): Promise<undefined> {
  return new Promise((resolve) => {
    const close = (): void => resolve(undefined);
    process.stdin.on('end', close).on('close', close).resume();
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, close);
  });
}

main().then(
  () => process.exit(0),
  (error: unknown) => {
    say(error instanceof Missing ? error.message : String(error instanceof Error ? (error.stack ?? error.message) : error));
    process.exit(error instanceof Missing ? EXIT_MISSING : 1);
  },
);
