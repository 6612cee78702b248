import type { Pod } from 'kubernetes-types/core/v1';
import type { Client, KubeObject } from '../cluster/client';
import { createNamespace } from '../cluster/namespaces';
import { found } from '../cluster/until';
import type { KubernetesObject } from '../pods';

const HOLD = { 'e2e.cdk8s-ml.io/hold': 'true' };

/** The TFJob with an annotation on its pods that keeps the fake nodes from ending them. */
function held(job: KubeObject): KubeObject {
  const copy = structuredClone(job);
  for (const { template } of Object.values<{ template: { metadata: { annotations?: object } } }>(copy.spec.tfReplicaSpecs)) {
    template.metadata.annotations = { ...template.metadata.annotations, ...HOLD };
  }
  return copy;
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
