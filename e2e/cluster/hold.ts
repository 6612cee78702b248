import { type ChildProcess, spawn } from 'node:child_process';
import { delimiter, join } from 'node:path';
import { createInterface } from 'node:readline';
import { hasEnded } from '../pods/run/processes';
import { Missing } from '../provision/say';
import type { Programs } from './control-plane';
import { crdFolders } from './operators';

const EXIT_MISSING = 75;

/** A cluster that the tests may use, and what tells them of it. */
export interface HeldCluster {
  readonly kubeconfig: string;
  /** The kubectl that was built with the cluster. */
  readonly kubectl?: string;
  readonly environment: Readonly<Record<string, string>>;
  /** Ends it, if it was started for this run. */
  release(): Promise<void>;
}

/** The user's own cluster where he says so; otherwise one that is started now, by a process which ends it when this one is gone. */
export async function holdCluster(): Promise<HeldCluster> {
  const { E2E_KUBECONFIG: own, KUBECONFIG: kubeconfig } = process.env;
  if (own !== '1') return start();
  if (kubeconfig === undefined || kubeconfig === '') throw new Missing('E2E_KUBECONFIG=1 is set, and KUBECONFIG is not');
  return { kubeconfig, environment: { E2E_CLUSTER: kubeconfig, E2E_FAKE: '0' }, release: async () => {} };
}

async function start(): Promise<HeldCluster> {
  const args = ['--import', 'tsx', join(__dirname, 'main.ts')];
  const child = spawn(process.execPath, args, { stdio: ['pipe', 'pipe', 'inherit'], detached: true });
  const { kubeconfig, programs } = await firstLine(child);
  const kubectl = join(programs.kubernetes, 'kubectl');
  const environment = {
    E2E_CLUSTER: kubeconfig,
    E2E_FAKE: '1',
    E2E_KUBECTL: kubectl,
    E2E_CRDS: crdFolders(programs).join(delimiter),
  };
  return { kubeconfig, kubectl, environment, release: () => release(child) };
}

async function firstLine(child: ChildProcess): Promise<{ kubeconfig: string; programs: Programs }> {
  if (child.stdout === null) throw new Error('the process of the cluster has no output');
  const lines = createInterface(child.stdout);
  return new Promise((resolve, reject) => {
    lines.once('line', (line) => resolve(JSON.parse(line)));
    child.once('exit', (code) =>
      reject(code === EXIT_MISSING ? new Missing('the cluster can not be built here, see above') : new Error('the cluster did not start')),
    );
  });
}

async function release(child: ChildProcess): Promise<void> {
  if (hasEnded(child)) return;
  const ended = new Promise((resolve) => child.once('exit', resolve));
  child.stdin?.end();
  await ended;
}
