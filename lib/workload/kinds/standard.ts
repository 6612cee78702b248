import type { Manifest, ManifestMetadata, PodSpec, PodTemplate } from '../../pod/kubernetes';
import { given } from '../../values/omit';
import type { KindFacts, PodsInside } from './kind';

interface TemplateHolder {
  readonly template?: PodTemplate;
  readonly replicas?: number;
}

function holder(manifest: Manifest): TemplateHolder {
  return (manifest.spec as TemplateHolder | undefined) ?? {};
}

function inside(field: string, template: PodsInside['template'] | undefined, count: number): PodsInside[] {
  return template === undefined ? [] : [{ role: '', field, template, count, surge: 0 }];
}

function podMetadata({ labels, annotations }: Partial<ManifestMetadata> = {}): Partial<PodTemplate['metadata']> {
  return given({
    labels: labels === undefined ? undefined : { ...labels },
    annotations: annotations === undefined ? undefined : { ...annotations },
  });
}

/** A DaemonSet has a pod on each node: certainly more than one. */
const EVERY_NODE = 2;

/** Kinds of Kubernetes that hold pods and that the library does not write: a user's own objects are seen by the checks too. */
export const STANDARD: readonly KindFacts[] = [
  {
    apiVersion: 'v1',
    kind: 'Pod',
    scalable: false,
    podsInside: ({ metadata, spec }) => inside('', given({ metadata: podMetadata(metadata), spec: spec as PodSpec | undefined }), 1),
  },
  {
    apiVersion: 'apps/v1',
    kind: 'StatefulSet',
    scalable: true,
    podsInside: (manifest) => inside('spec.template', holder(manifest).template, holder(manifest).replicas ?? 1),
  },
  {
    apiVersion: 'apps/v1',
    kind: 'ReplicaSet',
    scalable: true,
    podsInside: (manifest) => inside('spec.template', holder(manifest).template, holder(manifest).replicas ?? 1),
  },
  {
    apiVersion: 'apps/v1',
    kind: 'DaemonSet',
    scalable: false,
    podsInside: (manifest) => inside('spec.template', holder(manifest).template, EVERY_NODE),
  },
];
