import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { App } from 'cdk8s';
import type { Pod, Service } from 'kubernetes-types/core/v1';
import { Distributed, type DistributedProps } from '../../examples/distributed/chart';
import type { KubeObject } from '../cluster/client';
import { found } from '../cluster/until';
import { findImages, type KubernetesObject, keyOf, PodRunner, type Python, type RunningPod } from '../pods';
import { held } from './operator-pods';
import { applyAll } from './support/apply';
import { client, podsOf } from './support/cluster';

const PROGRAMS = join(__dirname, '../../examples/distributed');
const NAME = 'app.kubernetes.io/instance';

/** The pods of a training as controllers of a real cluster made them, and what these made for them. */
export interface Made {
  readonly pods: readonly Pod[];
  readonly services: readonly Service[];
  readonly objects: readonly KubernetesObject[];
}

/** The objects of the example, in a namespace; `names` picks trainings, all that they need is there. */
export function exampleObjects(namespace: string, names: readonly string[], props: DistributedProps): KubeObject[] {
  const objects: KubeObject[] = new Distributed(new App(), 'distributed', { ...props, namespace }).toJson();
  return objects.filter(({ kind, metadata }) => kind === 'PersistentVolumeClaim' || names.includes(metadata.labels?.[NAME] ?? ''));
}

/** Applies trainings, and waits until the server has all their pods. None of them ends. */
export async function madeByControllers(namespace: string, objects: readonly KubeObject[], counts: Readonly<Record<string, number>>) {
  await applyAll(objects.map(held));
  for (const [name, count] of Object.entries(counts)) {
    await found(
      `${count} pods of ${name} are made`,
      async () => (await podsOf(namespace, { [NAME]: name })).length === count || undefined,
      60,
    );
  }
  const listed = await Promise.all(['Pod', 'Service', 'ConfigMap', 'Secret'].map((kind) => client.list('v1', kind, namespace)));
  const [pods = [], services = [], ...others] = listed as unknown as KubernetesObject[][];
  return (name: string): Made => ({
    pods: (pods as Pod[]).filter(({ metadata }) => metadata?.labels?.[NAME] === name),
    services: services as Service[],
    objects: others.flat(),
  });
}

/** One training on this machine: its pods' programs, each in a network, file system and process namespace of its own. */
export class LocalTraining {
  private readonly running = new Map<string, RunningPod>();

  private constructor(
    private readonly runner: PodRunner,
    private readonly made: Made,
    private readonly namespace: string,
  ) {}

  public static async open(made: Made, namespace: string, python: Python): Promise<LocalTraining> {
    const { path, folders } = python;
    // Each network has as many Services as a cluster's namespace; those of other trainings lead nowhere.
    const runner = await PodRunner.open({ ...made, images: findImages(PROGRAMS), lent: { path, folders }, say: () => undefined });
    const program = ['-B', join(PROGRAMS, 'train/make_data.py'), runner.claim(`${namespace}/digits`)];
    const { status, stderr } = spawnSync(python.executable, program, { encoding: 'utf8' });
    if (status !== 0) throw new Error(`no data:\n${stderr}`);
    return new LocalTraining(runner, made, namespace);
  }

  /** Starts all pods, or those that are named; in no order, as in a cluster. */
  public async start(keys: readonly string[] = this.made.pods.map(keyOf)): Promise<void> {
    await Promise.all(keys.map(async (key) => this.running.set(key, await this.runner.start(key))));
  }

  /** A pod by the end of its name: `worker-0`. */
  public pod(end: string): RunningPod {
    const key = this.made.pods.map(keyOf).find((each) => new RegExp(`-${end}(-[a-z0-9]{5})?$`).test(each));
    const pod = this.running.get(key ?? '');
    assert.ok(pod, `no pod ${end} among ${this.made.pods.map(keyOf).join(', ')}`);
    return pod;
  }

  public get pods(): readonly RunningPod[] {
    return [...this.running.values()];
  }

  /** What the programs of all pods have told, in lines of JSON. */
  public told(event: string): Readonly<Record<string, number>>[] {
    const lines = this.pods.flatMap(({ main }) => main.output.split('\n').filter((line) => line.startsWith('{')));
    return lines.map((line) => JSON.parse(line)).filter((line) => line.event === event);
  }

  /** The files in the claim for models. */
  public get files(): readonly string[] {
    const folder = this.runner.claim(`${this.namespace}/models`);
    const paths = readdirSync(folder, { recursive: true, encoding: 'utf8' });
    return paths.filter((path) => statSync(join(folder, path)).isFile()).sort();
  }

  /** What all programs have said, for where something fails. */
  public get words(): string {
    return this.pods.map(({ plan, main }) => `== ${plan.key}\n${main.output}\n${main.errors.slice(-3000)}`).join('\n');
  }

  public async close(): Promise<void> {
    await this.runner.close();
  }
}
