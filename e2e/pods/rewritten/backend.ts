import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { rmSync } from 'node:fs';
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

/** Pods as plain processes of this machine and this user: paths and addresses are changed, and every change is told. */
export class RewrittenBackend implements Backend {
  private readonly proxy = new ServiceProxy();
  private readonly children: ChildProcess[] = [];
  /** Where it can be had, the kernel ends the programs with this process, however that ends. */
  private readonly prefix = spawnSync('setpriv', ['--pdeathsig', 'KILL', 'true']).status === 0 ? ['setpriv', '--pdeathsig', 'KILL'] : [];

  private constructor(
    private readonly layout: Layout,
    private readonly view: ClusterView,
    private readonly local: LocalPorts,
  ) {}

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
    const [program = '', ...words] = [...this.prefix, ...container.arguments];
    const logs = [logFile(this.layout, pod, container, 'stdout'), logFile(this.layout, pod, container, 'stderr')] as const;
    const child = withFiles(logs, ([stdout, stderr]) => {
      const options = { env: container.environment, cwd: container.workingDirectory, detached: true };
      return spawn(program, words, { ...options, stdio: ['ignore', stdout, stderr] });
    });
    this.children.push(child);
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

  /** Each program leads a group of its own. */
  public kill(): void {
    for (const child of this.children) {
      if (child.pid === undefined || hasEnded(child)) continue;
      killGroup(child.pid);
    }
    rmSync(this.layout.folder, { recursive: true, force: true, maxRetries: 5 });
  }

  public async close(): Promise<void> {
    this.proxy.close();
    const ends = this.children.filter((child) => child.pid !== undefined && !hasEnded(child)).map(exitCode);
    this.kill();
    await Promise.all(ends);
  }
}

function killGroup(leader: number): void {
  try {
    process.kill(-leader, 'SIGKILL');
  } catch {
    // It has ended meanwhile.
  }
}
