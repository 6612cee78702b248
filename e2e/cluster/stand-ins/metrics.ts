import type { Client, KubeObject } from '../client';
import { until } from '../until';

const API_VERSION = 'metrics.k8s.io/v1beta1';
/** How much CPU a pod is said to use. */
const USAGE = 'e2e.cdk8s-ml.io/cpu';

/** The kind that metrics-server serves, as a custom resource: the autoscaler reads both the same way. */
const CRD = {
  apiVersion: 'apiextensions.k8s.io/v1',
  kind: 'CustomResourceDefinition',
  metadata: {
    name: 'pods.metrics.k8s.io',
    annotations: { 'api-approved.kubernetes.io': 'unapproved, stands in for metrics-server in tests' },
  },
  spec: {
    group: 'metrics.k8s.io',
    names: { kind: 'PodMetrics', listKind: 'PodMetricsList', plural: 'pods', singular: 'podmetrics' },
    scope: 'Namespaced',
    versions: [
      {
        name: 'v1beta1',
        served: true,
        storage: true,
        schema: { openAPIV3Schema: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true } },
      },
    ],
  },
};

export async function installMetrics(client: Client): Promise<void> {
  await client.create(CRD);
  await until('pod metrics are served', async () => (await client.list(API_VERSION, 'PodMetrics')).length === 0);
}

/** Stands in for metrics-server: a pod uses the CPU that its annotation says. */
export async function serveMetrics(client: Client): Promise<void> {
  const pods = await client.list('v1', 'Pod');
  const measured = pods.filter(({ metadata, status }) => metadata.annotations?.[USAGE] !== undefined && status?.phase === 'Running');
  await Promise.all(measured.map((pod) => client.apply(metricsOf(pod))));
}

function metricsOf(pod: KubeObject): object {
  const { name, namespace, labels, uid } = pod.metadata;
  const cpu = pod.metadata.annotations?.[USAGE];
  return {
    apiVersion: API_VERSION,
    kind: 'PodMetrics',
    metadata: { name, namespace, labels, ownerReferences: [{ apiVersion: 'v1', kind: 'Pod', name, uid }] },
    timestamp: new Date().toISOString(),
    window: '10s',
    containers: pod.spec.containers.map((container: { name: string }) => ({ name: container.name, usage: { cpu, memory: '1Gi' } })),
  };
}
