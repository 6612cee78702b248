import { say } from '../../provision/say';
import type { Client } from '../client';
import { attach } from './attacher';
import { installMetrics, serveMetrics } from './metrics';
import { provision } from './provisioner';
import { takeSnapshots } from './snapshotter';

const EVERY_MS = 300;
const LOOPS = { provisioner: provision, attacher: attach, metrics: serveMetrics, snapshotter: takeSnapshots } as const;

/** Starts what stands in for parts of a cluster that need a kernel or a network; answers with a function that ends it. */
export async function startStandIns(client: Client): Promise<() => void> {
  await installMetrics(client);
  const timers = Object.entries(LOOPS).map(([name, work]) => repeat(name, () => work(client)));
  return () => {
    for (const stop of timers) stop();
  };
}

/** One after the other, never two at once. What fails is tried again: objects vanish while they are worked on. */
function repeat(name: string, work: () => Promise<void>): () => void {
  let stopped = false;
  let last = '';
  const again = async (): Promise<void> => {
    if (stopped) return;
    await work().catch((error: Error) => {
      if (!stopped && error.message !== last) say(`${name}: ${error.message}`);
      last = error.message;
    });
    setTimeout(again, EVERY_MS).unref();
  };
  void again();
  return () => {
    stopped = true;
  };
}
