import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { programsOf } from '../provision/build';
import { CLUSTER_PRODUCTS } from '../provision/products';
import { say } from '../provision/say';
import { Children } from './children';
import { type ControlPlane, type Programs, startControlPlane } from './control-plane';
import { createNodes, NODES } from './nodes';
import { startOperators } from './operators';
import { startStandIns } from './stand-ins/stand-ins';
import { STORAGE_CLASSES } from './storage-classes';

/** A cluster that is up, and how to end it. */
export interface Cluster {
  readonly kubeconfig: string;
  readonly programs: Programs;
  stop(): Promise<void>;
}

/** The programs of the cluster, built where the cache lacks them. */
export async function clusterPrograms(): Promise<Programs> {
  const folders: Record<string, string> = {};
  for (const product of CLUSTER_PRODUCTS) folders[product.name] = await programsOf(product);
  return folders as Programs;
}

/** Starts a cluster on the loopback interface. Where the start fails, the logs are kept and named. */
export async function startCluster(programs: Programs): Promise<Cluster> {
  const home = mkdtempSync(join(tmpdir(), 'cdk8s-ml-e2e-'));
  const logs = join(home, 'logs');
  mkdirSync(logs);
  const children = new Children(logs);
  let stopStandIns = (): void => {};
  const stop = async (): Promise<void> => {
    stopStandIns();
    await children.stop();
  };
  try {
    const plane = await startControlPlane(home, programs, children);
    say('the API server, the controller manager, the scheduler and KWOK run');
    await startOperators(home, programs, plane, children);
    say('the training operator and JobSet run, with their webhooks');
    await furnish(plane);
    stopStandIns = await startStandIns(plane.client);
    say(`the cluster is ready: ${NODES.length} fake nodes, logs in ${logs}`);
    return { kubeconfig: plane.kubeconfig, programs, stop: () => stop().then(() => rmSync(home, { recursive: true, force: true })) };
  } catch (error) {
    await stop();
    say(`the cluster did not start; its logs are kept in ${logs}`);
    throw error;
  }
}

async function furnish({ client }: ControlPlane): Promise<void> {
  await Promise.all([createNodes(client, NODES), ...STORAGE_CLASSES.map((object) => client.create(object))]);
}
