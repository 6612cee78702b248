import { execFile } from 'node:child_process';
import { after } from 'node:test';
import { promisify } from 'node:util';
import { type Client, connect, type KubeObject } from '../../cluster/client';
import { createNamespace } from '../../cluster/namespaces';
import { createNodes, type NodeSpec } from '../../cluster/nodes';

const run = promisify(execFile);

/** Whether the nodes, the drivers and the metrics are those of the cluster that was started for the run. */
export const FAKE = process.env.E2E_FAKE === '1';
/** For tests that steer pods, nodes or metrics, and mostly wait: why they are skipped on a cluster of the user's, and how many wait at a time. */
export const NEEDS_FAKE_NODES = { skip: FAKE ? false : 'needs the fake nodes of a cluster that is started for the run', concurrency: 4 };

export const kubeconfig = process.env.E2E_CLUSTER ?? '';
export const client: Client = connect(kubeconfig);

let made = 0;
/** What the test file has made outside of its namespaces, and its namespaces; removed when all its tests have ended. */
const toRemove: KubeObject[] = [];
after(() => Promise.all(toRemove.map(remove)));

/** An object of the test's own outside of its namespaces is removed afterwards; those inside go with them. */
export function removeAfterwards(object: KubeObject): void {
  if (object.metadata.namespace === undefined) toRemove.push(object);
}

/** A namespace goes after its Jobs: a pod of an Indexed Job waits for its successor, which a namespace that is being removed does not admit. */
async function remove(object: KubeObject): Promise<void> {
  if (object.kind === 'Namespace') {
    const jobs = await client.list('batch/v1', 'Job', object.metadata.name);
    await Promise.all(jobs.map((job) => client.delete(job)));
  }
  await client.delete(object);
}

/** A namespace of the test file's own, removed afterwards, with a level of Pod Security that is enforced and warned of. */
export async function newNamespace(level: 'restricted' | 'baseline' = 'restricted'): Promise<string> {
  made += 1;
  const name = `cdk8s-ml-e2e-${process.pid}-${made}`;
  const labels = Object.fromEntries(['enforce', 'warn', 'audit'].map((mode) => [`pod-security.kubernetes.io/${mode}`, level]));
  toRemove.push(await createNamespace(client, name, labels));
  return name;
}

/** Nodes of the test's own, removed afterwards; no other test's pods should be drawn to them by what they offer. */
export async function newNodes(specs: readonly NodeSpec[]): Promise<void> {
  toRemove.push(...(await createNodes(client, specs)));
}

/** Runs kubectl on the cluster, for what is kubectl's own doing. */
export async function kubectl(...args: readonly string[]): Promise<string> {
  const { stdout } = await run(process.env.E2E_KUBECTL ?? 'kubectl', [`--kubeconfig=${kubeconfig}`, ...args]);
  return stdout;
}

export async function podsOf(namespace: string, labels: Readonly<Record<string, string>> = {}): Promise<KubeObject[]> {
  return (await client.list('v1', 'Pod', namespace, labels)).filter(({ metadata }) => metadata.deletionTimestamp === undefined);
}

/** The pods of a construct with that name. */
export function instancePods(namespace: string, name: string): Promise<KubeObject[]> {
  return podsOf(namespace, { 'app.kubernetes.io/instance': name });
}

export function isScheduled(pod: KubeObject): boolean {
  return pod.spec.nodeName !== undefined;
}

export function isReady(pod: KubeObject): boolean {
  return hasCondition(pod, 'Ready');
}

export function hasCondition(object: KubeObject | undefined, type: string): boolean {
  return conditionOf(object, type)?.status === 'True';
}

export function conditionOf(
  object: KubeObject | undefined,
  type: string,
): { status: string; reason?: string; message?: string } | undefined {
  return object?.status?.conditions?.find((condition: { type: string }) => condition.type === type);
}

/** Why a test of these objects is skipped, if it is: on a cluster of the user's, an operator may be missing. */
export async function unserved(objects: readonly KubeObject[]): Promise<string | undefined> {
  for (const { apiVersion, kind } of objects) {
    if (!(await client.serves(apiVersion, kind))) return `the cluster has no ${kind} of ${apiVersion}`;
  }
  return undefined;
}
