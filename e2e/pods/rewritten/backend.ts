import { type ChildProcess, spawn } from 'node:child_process';
import { connect, type Socket } from 'node:net';
import { keyOf } from '../make/objects';
import type { ContainerPlan } from '../plan/container';
import { type Layout, logFile } from '../plan/layout';
import { type Route, routesOf } from '../plan/network';
import type { ClusterView, PodPlan } from '../plan/pod';
import type { Adapted, Backend, Launched } from '../run/backend';
import { exitCode, hasEnded, withFiles } from '../run/processes';
import { type Forward, ServiceProxy, type Target } from '../run/relay';
import { addressRules, type LocalPorts, localPorts } from './ports';
import { pathRules, rewrittenContainer, unheld } from './rules';

/** Waits for the end of its input, and then ends the groups of processes that the last line names and removes the folder. */
const KEEPER = 'while read -r line; do live=$line; done; for pid in $live; do kill -s KILL -- "-$pid"; done; rm -rf -- "$1"';

/** Pods as plain processes of this machine and this user: paths and addresses are changed, and every change is told. */
export class RewrittenBackend implements Backend {
  private readonly proxy = new ServiceProxy();
  private readonly running = new Set<number>();
  private readonly ends: Promise<number>[] = [];
  private readonly keeper: ChildProcess;

  private constructor(
    private readonly layout: Layout,
    private readonly view: ClusterView,
    private readonly local: LocalPorts,
  ) {
    const stdio = ['pipe', 'ignore', 'ignore'] as const;
    this.keeper = spawn('sh', ['-c', KEEPER, 'keeper', layout.folder], { detached: true, stdio: [...stdio] });
  }

  public static async start(layout: Layout, view: ClusterView): Promise<RewrittenBackend> {
    const routes: readonly Route[] = routesOf(view.pods, view.services, view.network);
    return new RewrittenBackend(layout, view, await localPorts(view, routes));
  }

  public adapt(pod: PodPlan): Adapted {
    const object = this.view.pods.find((each) => keyOf(each) === pod.key);
    const addresses = object === undefined ? [] : addressRules(object, this.view, this.local);
    const adapt = (container: ContainerPlan) => rewrittenContainer(container, [...pathRules(this.layout, pod, container), ...addresses]);
    const [initContainers, containers] = [pod.initContainers.map(adapt), pod.containers.map(adapt)];
    return {
      plan: { ...pod, initContainers: initContainers.map(({ plan }) => plan), containers: containers.map(({ plan }) => plan) },
      rewrites: [...initContainers, ...containers].flatMap(({ rewrites }) => rewrites),
      unheld: [...new Set([...pod.initContainers, ...pod.containers].flatMap((container) => unheld(pod, container)))],
    };
  }

  public async prepare(): Promise<void> {}

  public launch(pod: PodPlan, container: ContainerPlan): Launched {
    const [program = '', ...words] = container.arguments;
    const logs = [logFile(this.layout, pod, container, 'stdout'), logFile(this.layout, pod, container, 'stderr')] as const;
    const child = withFiles(logs, ([stdout, stderr]) => {
      const options = { env: container.environment, cwd: container.workingDirectory, detached: true };
      return spawn(program, words, { ...options, stdio: ['ignore', stdout, stderr] });
    });
    this.keep(child);
    return { child, pid: Promise.resolve(child.pid) };
  }

  public connect({ address, port }: Target): Socket {
    const local = this.local.get(`${address}:${port}`);
    if (local === undefined) throw new Error(`no container and no Service names the port ${port} of ${address}`);
    return connect(local, '127.0.0.1');
  }

  public route(forwards: readonly Forward[]): void {
    const localized = ({ address, port }: Target) => ({ address: '127.0.0.1', port: this.local.get(`${address}:${port}`) ?? 0 });
    this.proxy.set(forwards.map((forward) => ({ ...localized(forward), targets: forward.targets.map(localized) })));
  }

  public kill(): void {
    this.keeper.stdin?.destroy();
  }

  public async close(): Promise<void> {
    this.proxy.close();
    const kept = hasEnded(this.keeper) ? undefined : exitCode(this.keeper);
    this.kill();
    await Promise.all([kept, ...this.ends]);
  }

  /** Each program leads a group of its own, and whatever it has started ends with it, as in a container. */
  private keep(child: ChildProcess): void {
    const { pid } = child;
    const end = exitCode(child).catch(() => 0);
    this.ends.push(end);
    if (pid === undefined) return;
    this.running.add(pid);
    this.tellKeeper();
    child.once('exit', () => {
      killGroup(pid);
      this.running.delete(pid);
      this.tellKeeper();
    });
  }

  private tellKeeper(): void {
    if (this.keeper.stdin?.writable === true) this.keeper.stdin.write(`${[...this.running].join(' ')}\n`);
  }
}

function killGroup(leader: number): void {
  try {
    process.kill(-leader, 'SIGKILL');
  } catch {
    // Nothing of it was left.
  }
}
