import { ApiObject, type Chart } from 'cdk8s';
import { viewOfApp } from '../../lib/checks/view';
import type { Container, Manifest, PodSpec } from '../../lib/pod/kubernetes';
import { type KubernetesVersion, schemaProblems } from '../support/schemas';
import type { Cluster } from './world';

/** The pods of a template, and the object that it stands in. */
export interface Pods {
  readonly manifest: Manifest;
  /** As the kind calls it: `Worker`. */
  readonly role: string;
  readonly count: number;
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
  readonly spec: PodSpec;
}

/** The objects that the construct `subject` has made. */
export function objectsOf(chart: Chart): Manifest[] {
  const nodes = chart.node.findChild('subject').node.findAll();
  return nodes.filter((node) => node instanceof ApiObject).map((object) => object.toJson() as Manifest);
}

/** With what other objects say of them: the runtime of a training. */
export function podsOf(chart: Chart): Pods[] {
  const subject = chart.node.findChild('subject').node;
  return viewOfApp(chart.node.findAll())
    .pods.filter(({ entry }) => entry.origin === subject.path)
    .map(({ entry, pods: { role, count, template }, labels }) => ({
      manifest: entry.manifest,
      role,
      count,
      labels,
      annotations: { ...template.metadata?.annotations },
      spec: template.spec ?? { containers: [] },
    }));
}

export function containersOf({ spec }: Pods): Container[] {
  return [...spec.containers, ...(spec.initContainers ?? [])];
}

/** Published as required by mistake up to 1.28; the API server never asked for it. */
const MISTAKE =
  /^spec\.(?:replicatedJobs\[\d+\]\.template\.spec\.)?podFailurePolicy\.rules\[\d+\]\.onPodConditions: required, but missing$/;

/** Schemas that objects for a cluster must fit: of a version that lacks the newer fields where the cluster does, of the baseline, and of the newest. */
export function schemaFindings(chart: Chart, { options }: Cluster): string[] {
  const old = ['1.27', '1.28'].includes(options.kubernetesVersion);
  const versions: KubernetesVersion[] = old ? ['1.27', '1.33', '1.36'] : ['1.33', '1.36'];
  return objectsOf(chart).flatMap((manifest) =>
    // Claims of devices came with 1.34.
    (manifest.kind === 'ResourceClaimTemplate' ? (['1.36'] as const) : versions).flatMap((version) =>
      schemaProblems(manifest, version)
        .filter((problem) => !MISTAKE.test(problem))
        .map((problem) => `${version} ${manifest.kind}: ${problem}`),
    ),
  );
}
