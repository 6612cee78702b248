import type { Pod } from 'kubernetes-types/core/v1';
import type { Client, KubeObject } from '../cluster/client';
import { createNamespace } from '../cluster/namespaces';
import { found } from '../cluster/until';
import type { KubernetesObject } from '../pods';

const HOLD = { 'e2e.cdk8s-ml.io/hold': 'true' };

/** The object with an annotation on all its pod templates that keeps the fake nodes from ending the pods. */
export function held<T>(value: T): T {
  if (Array.isArray(value)) return value.map(held) as T;
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, key === 'template' ? heldTemplate(each) : held(each)])) as T;
}

function heldTemplate({ metadata, ...rest }: { readonly metadata?: { readonly annotations?: object } }): object {
  return { ...rest, metadata: { ...metadata, annotations: { ...metadata?.annotations, ...HOLD } } };
}

/**
 * The pods that the training operator makes of the TFJob among the objects, with the TF_CONFIG that it writes, in the namespace of their own
 * manifests, which is removed afterwards.
 */
export async function podsOfTheOperator(client: Client, objects: readonly KubernetesObject[], count: number): Promise<Pod[]> {
  const job = objects.find(({ kind }) => kind === 'TFJob') as unknown as KubeObject;
  const { namespace = 'default', name } = job.metadata;
  const space = await createNamespace(client, namespace);
  try {
    for (const object of objects.filter(({ kind }) => kind === 'ServiceAccount')) await client.create(object);
    await client.create(held(job));
    return await found(`${count} pods of ${name} are made`, async () => {
      const pods = await client.list('v1', 'Pod', namespace, { 'training.kubeflow.org/job-name': name });
      return pods.length === count ? (pods as unknown as Pod[]) : undefined;
    });
  } finally {
    await client.delete(job);
    await client.delete(space);
  }
}
