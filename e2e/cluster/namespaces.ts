import type { Client, KubeObject } from './client';
import { until } from './until';

/** The controller manager makes it, and no pod is admitted to a namespace before. */
export async function hasServiceAccount(client: Client, namespace: string): Promise<boolean> {
  return (await client.read('v1', 'ServiceAccount', namespace, 'default')) !== undefined;
}

/** A namespace that admits pods. */
export async function createNamespace(client: Client, name: string, labels: Readonly<Record<string, string>> = {}): Promise<KubeObject> {
  const namespace = await client.create({ apiVersion: 'v1', kind: 'Namespace', metadata: { name, labels } });
  await until(`${name} has its ServiceAccount`, () => hasServiceAccount(client, name));
  return namespace;
}
