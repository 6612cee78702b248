import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { join } from 'node:path';
import type { ContainerPlan } from '../plan/container';
import { type Layout, logFile, podFolder } from '../plan/layout';
import type { Network } from '../plan/network';
import type { PodPlan } from '../plan/pod';
import type { Adapted, Backend, Launched } from '../run/backend';
import { descendant, environmentOf, exitCode, hasEnded, until, withFiles } from '../run/processes';
import type { Forward, Target } from '../run/relay';
import { containerScript, rootFolder } from './container-script';
import { nodeScript } from './node-script';
import { podScript } from './pod-script';

const PATH = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';
/** Tells the tools that set up a container from the program that they become. */
const SETUP = 'CDK8S_ML_SETUP';
const START_SECONDS = 60;
const NODE_NAMESPACES = ['--net', '--mount', '--pid', '--fork', '--kill-child', '--mount-proc', '--propagation', 'private'];
const CONTAINER_NAMESPACES = ['--mount', '--propagation', 'private', '--pid', '--fork', '--kill-child'];

/**
 * Pods in namespaces. All of them are inside those of one process, the gateway, which ends with its standard input: so nothing
 * outlives this process, however it ends, and no namespace or mount has a name that would have to be removed.
 */
export class IsolatedBackend implements Backend {
  private readonly sandboxes = new Map<string, string>();

  private constructor(
    private readonly layout: Layout,
    private readonly network: Network,
    private readonly lent: readonly string[],
    private readonly keeper: ChildProcess,
    private readonly gateway: number,
  ) {}

  /** `lent` are further folders of this machine that belong to every image. */
  public static async start(layout: Layout, network: Network, lent: readonly string[]): Promise<IsolatedBackend> {
    const script = nodeScript(network, [process.execPath, '--import', 'tsx', join(__dirname, 'gateway.ts'), socketIn(layout)]);
    // The folder goes when all processes are gone, also where nobody is left to remove it.
    const keep = `unshare ${NODE_NAMESPACES.join(' ')} sh -c "$1"; rm -rf -- "$2"`;
    const keeper = spawn('sh', ['-c', keep, 'keeper', script, layout.folder], {
      detached: true,
      stdio: ['pipe', 'pipe', 'inherit'],
      env: { PATH: process.env.PATH ?? PATH },
    });
    await firstLine(keeper, 'the network of the pods');
    const gateway = descendant(keeper.pid ?? 0, 2);
    if (gateway === undefined) throw new Error('the network of the pods has ended');
    return new IsolatedBackend(layout, network, lent, keeper, gateway);
  }

  public adapt(plan: PodPlan): Adapted {
    return { plan, rewrites: [], unheld: [] };
  }

  /** A pod that is started again keeps its address, its host name and its volumes, as one whose containers are restarted. */
  public async prepare(pod: PodPlan): Promise<void> {
    if (this.sandboxes.has(pod.key)) return;
    const folder = podFolder(this.layout, pod);
    writeFileSync(join(folder, 'hosts'), pod.hosts);
    writeFileSync(join(folder, 'hostname'), `${pod.hostName}\n`);
    const script = written(join(folder, 'pod.sh'), podScript(pod, this.network, this.layout));
    const sandbox = this.enter(['--net'], ['sh', script], ['ignore', 'pipe', 'inherit']);
    this.sandboxes.set(pod.key, await firstLine(sandbox, `the network of pod ${pod.key}`));
  }

  public launch(pod: PodPlan, container: ContainerPlan): Launched {
    mkdirSync(rootFolder(this.layout, pod, container), { recursive: true });
    const file = join(podFolder(this.layout, pod), `${container.name}.sh`);
    const script = written(file, containerScript(pod, container, this.layout, this.lent));
    const sandbox = ['nsenter', '--target', this.sandboxes.get(pod.key) ?? '', '--net', '--uts', '--ipc', '--'];
    const logs = [logFile(this.layout, pod, container, 'stdout'), logFile(this.layout, pod, container, 'stderr')] as const;
    const child = withFiles(logs, ([stdout, stderr]) => {
      return this.enter([], [...sandbox, 'unshare', ...CONTAINER_NAMESPACES, 'sh', script], ['ignore', stdout, stderr]);
    });
    return { child, pid: programOf(child) };
  }

  public connect({ address, port }: Target): Socket {
    const socket = connect(socketIn(this.layout));
    socket.write(`${address}:${port}\n`);
    return socket;
  }

  public route(forwards: readonly Forward[]): void {
    this.keeper.stdin?.write(`${JSON.stringify(forwards)}\n`);
  }

  public kill(): void {
    this.keeper.stdin?.destroy();
  }

  public async close(): Promise<void> {
    if (hasEnded(this.keeper)) return;
    const end = exitCode(this.keeper);
    this.kill();
    await end;
  }

  /** Starts a command in the namespaces of the gateway; its processes end with the gateway at the latest. */
  private enter(further: readonly string[], command: readonly string[], stdio: ('ignore' | 'pipe' | 'inherit' | number)[]): ChildProcess {
    const words = ['--target', String(this.gateway), '--mount', '--pid', ...further, '--', ...command];
    return spawn('nsenter', words, { detached: true, stdio, cwd: '/', env: { PATH, [SETUP]: '1' } });
  }
}

/** A script as a file: it may be longer than an argument, and stays to be read where a pod can't be started. */
function written(file: string, script: string): string {
  writeFileSync(file, `${script}\n`, { mode: 0o600 });
  return file;
}

function socketIn({ folder }: Layout): string {
  return join(folder, 'gateway');
}

/** nsenter's child is unshare, and its child is the first process of the container: the script, and then the program. */
async function programOf(child: ChildProcess): Promise<number | undefined> {
  return await until('the program starts', START_SECONDS, () => {
    if (hasEnded(child)) return { ended: true as const };
    const pid = descendant(child.pid ?? 0, 2);
    const environment = pid === undefined ? {} : environmentOf(pid);
    return Object.keys(environment).length > 0 && !(SETUP in environment) ? { pid } : undefined;
  }).then((found) => ('pid' in found ? found.pid : undefined));
}

function firstLine(child: ChildProcess, what: string): Promise<string> {
  return new Promise((resolve, reject) => {
    child.once('exit', () => reject(new Error(`${what} could not be made, see above`)));
    child.stdout?.once('data', (data: Buffer) => resolve(data.toString().trim()));
  });
}
