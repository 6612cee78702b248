import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Pod, Service } from 'kubernetes-types/core/v1';
import { layOut } from '../image/files';
import type { Image } from '../image/image';
import { IsolatedBackend } from '../isolated/backend';
import { obstacleToIsolation } from '../isolated/support';
import { type KubernetesObject, keyOf } from '../make/objects';
import { claimFolder, imageFolder, type Layout, podFolder } from '../plan/layout';
import { networkOf, type Route, routesOf } from '../plan/network';
import { type ClusterView, type PodPlan, podPlan } from '../plan/pod';
import { RewrittenBackend } from '../rewritten/backend';
import type { Adapted, Backend } from './backend';
import { RunningContainer } from './container';
import { type Answer, ask, type Question } from './http';
import { endWithProcess } from './leave';
import { RunningPod } from './pod';
import { makeSubPaths, makeVolumes } from './volumes';

export interface RunnerOptions {
  /** Made from templates (`podsOf`), or as an API server returned them. */
  readonly pods: readonly Pod[];
  readonly services?: readonly Service[];
  /** Secrets and ConfigMaps that the pods name. */
  readonly objects?: readonly KubernetesObject[];
  /** By reference: `findImages`. */
  readonly images: ReadonlyMap<string, Image>;
  /** What this machine lends to the images: a PATH, and the folders outside of /usr that it needs. */
  readonly lent: { readonly path: string; readonly folders: readonly string[] };
  /** Plain processes with changed paths and addresses, although namespaces could be had. */
  readonly rewritten?: boolean;
  /** Takes each line that says in what a pod differs from its manifest. */
  readonly say: (line: string) => void;
}

/** Runs the programs of pods on this machine. All that it makes ends with it, or with this process. */
export class PodRunner {
  private readonly ready = new Set<string>();
  private readonly routes: readonly Route[];
  private readonly stay: () => void;

  private constructor(
    private readonly layout: Layout,
    private readonly view: ClusterView,
    private readonly backend: Backend,
    /** Undefined where pods have namespaces of their own, or else why they have not. */
    public readonly obstacle: string | undefined,
    private readonly say: (line: string) => void,
  ) {
    this.stay = endWithProcess(() => backend.kill());
    this.routes = routesOf(view.pods, view.services, view.network);
    this.tellServices();
  }

  public static async open(options: RunnerOptions): Promise<PodRunner> {
    const { pods, services = [], objects = [], images, lent, say } = options;
    const network = networkOf(pods, services);
    const view: ClusterView = { pods, services, objects, images, network, path: lent.path };
    const obstacle = options.rewritten === true ? 'asked for' : obstacleToIsolation();
    if (obstacle !== undefined) say(`pods run without namespaces (${obstacle})`);
    const layout = { folder: mkdtempSync(join(tmpdir(), 'cdk8s-ml-pods-')) };
    try {
      const isolated = () => IsolatedBackend.start(layout, network, lent.folders);
      const backend = await (obstacle === undefined ? isolated() : RewrittenBackend.start(layout, view));
      return new PodRunner(layout, view, backend, obstacle, say);
    } catch (error) {
      remove(layout);
      throw error;
    }
  }

  /** The folder of a claim, `namespace/name`; made if it is not there. */
  public claim(key: string): string {
    const folder = claimFolder(this.layout, key);
    mkdirSync(folder, { recursive: true });
    return folder;
  }

  /** Starts a pod by `namespace/name`: its init containers one after another, and then its containers. */
  public async start(key: string): Promise<RunningPod> {
    const pod = this.view.pods.find((each) => keyOf(each) === key);
    if (pod === undefined) throw new Error(`no pod ${key}; there are ${this.view.pods.map(keyOf).join(', ')}`);
    const { plan, rewrites, unheld } = this.backend.adapt(podPlan(pod, this.view));
    this.tell(plan, { plan, rewrites, unheld });
    await this.prepare(plan);
    const sidecars = await this.initialize(plan);
    const containers = plan.containers.map((container) => this.launch(plan, container));
    return new RunningPod(pod, plan, rewrites, [...sidecars, ...containers], this.backend, (ready) => this.setReady(key, ready));
  }

  /** Asks a Service, `namespace/name`, at one of its ports. */
  public async askService(key: string, port: number, question: Question): Promise<Answer> {
    const route = this.routes.find((each) => each.service === key && each.port === port);
    if (route === undefined) throw new Error(`no Service ${key} with the port ${port}`);
    return await ask(this.backend.connect(route), question);
  }

  /** Ends every process and removes every file. */
  public async close(): Promise<void> {
    await this.backend.close();
    remove(this.layout);
    this.stay();
  }

  private tell({ key }: PodPlan, { rewrites, unheld }: Adapted): void {
    for (const { container, what, from, to } of rewrites) this.say(`rewritten in ${key} ${container}: ${what} ${from} -> ${to}`);
    for (const line of unheld) this.say(`not held in ${key}: ${line}`);
  }

  private async prepare(plan: PodPlan): Promise<void> {
    mkdirSync(podFolder(this.layout, plan), { recursive: true });
    for (const container of [...plan.initContainers, ...plan.containers]) layOut(container.image, imageFolder(this.layout, container));
    makeVolumes(this.layout, plan, this.obstacle === undefined);
    makeSubPaths(this.layout, plan);
    await this.backend.prepare(plan);
  }

  private async initialize(plan: PodPlan): Promise<RunningContainer[]> {
    const sidecars: RunningContainer[] = [];
    for (const container of plan.initContainers) {
      const started = this.launch(plan, container);
      if (container.sidecar) sidecars.push(started);
      else if ((await started.end) !== 0) throw new Error(`${started.name} failed:\n${started.errors}`);
    }
    return sidecars;
  }

  private launch(plan: PodPlan, container: PodPlan['containers'][number]): RunningContainer {
    return new RunningContainer(container, plan, this.layout, this.backend.launch(plan, container));
  }

  private setReady(key: string, ready: boolean): void {
    if (ready) this.ready.add(key);
    else this.ready.delete(key);
    this.tellServices();
  }

  private tellServices(): void {
    this.backend.route(this.routes.map((route) => ({ ...route, targets: route.targets.filter(({ pod }) => this.ready.has(pod)) })));
  }
}

function remove({ folder }: Layout): void {
  rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
}
