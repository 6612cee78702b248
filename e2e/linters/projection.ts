import { stringify } from 'yaml';
import type { Manifest } from '../../lib/pod/kubernetes';
import { podsIn } from '../../test/support/linters-pods';
import { manifestsIn, type Output } from '../../test/support/outputs';

/** `apps/v1` and `networking.k8s.io/v1` are Kubernetes' own, `kubeflow.org/v1` is an operator's. */
function isCustom({ apiVersion }: Manifest): boolean {
  const [group = '', version] = apiVersion.split('/');
  return version !== undefined && group.includes('.') && !group.endsWith('.k8s.io');
}

/** What tells a template from the others of its object: the role, or its place in a list of roles. */
function partOf(path: string): string[] {
  return path
    .split('.')
    .filter((step) => step !== 'spec' && step !== 'template')
    .slice(-1);
}

/** The pods inside an operator's object, each as an object of its own, named as the operator would but for the number: linters look into no custom kind. */
export function projectedPods(manifest: Manifest): Manifest[] {
  if (!isCustom(manifest)) return [];
  return podsIn(manifest).map(({ owner, path, labels, annotations, spec }) => ({
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      name: [owner.metadata.name, ...partOf(path)].join('-').toLowerCase(),
      ...(owner.metadata.namespace === undefined ? {} : { namespace: owner.metadata.namespace }),
      labels,
      annotations,
    },
    spec,
  }));
}

/** The output, with the pods of operators behind it. */
export function withProjectedPods({ name, yaml }: Output): Output {
  const pods = manifestsIn(yaml).flatMap(projectedPods);
  return { name, yaml: [yaml.trimEnd(), ...pods.map((pod) => stringify(pod, { aliasDuplicateObjects: false }))].join('\n---\n') };
}
