import type { ManifestMetadata, PodTemplate } from '../../pod/kubernetes';
import { containersOf } from '../../pod/plan';
import { podTemplate } from '../../pod/template';
import { metadataOf, type Role, type WorkloadPlan } from '../plan';

/** What the user was promised of a pod's class, for checks that see the manifest alone. */
export const QOS_ANNOTATION = 'cdk8s-ml.io/qos-class';
/** What the pods use that exists in the cluster already, so that nobody looks for it in the app. */
export const EXTERNAL_ANNOTATION = 'cdk8s-ml.io/external';

/** The Pod Security standard that the pod keeps, so that a patch which breaks it is found. */
export const POD_SECURITY_ANNOTATION = 'cdk8s-ml.io/pod-security';

/** The template of a role's pods, with what the user was promised of them. */
export function templateOf({ pod, promisedQos }: Role): PodTemplate {
  const template = podTemplate(pod);
  const promises = {
    [POD_SECURITY_ANNOTATION]: pod.security.level,
    ...(promisedQos === undefined ? {} : { [QOS_ANNOTATION]: promisedQos }),
  };
  return { ...template, metadata: { ...template.metadata, annotations: { ...template.metadata.annotations, ...promises } } };
}

function externalMounts(plan: WorkloadPlan): string[] {
  const mounts = plan.roles.flatMap(({ pod }) => containersOf(pod)).flatMap((container) => container.mounts);
  return mounts.flatMap(({ source }) => {
    if (source.kind === 'claim') return source.external ? [`PersistentVolumeClaim/${source.claimName}`] : [];
    if (source.kind === 'configMap') return source.external ? [`ConfigMap/${source.name}`] : [];
    return source.kind === 'secret' && source.external ? [`Secret/${source.name}`] : [];
  });
}

/** The metadata of the workload's own object. */
export function workloadMetadata(plan: WorkloadPlan): ManifestMetadata {
  const external = [...new Set([...plan.external, ...externalMounts(plan)])].sort();
  const annotations = { ...plan.annotations, ...(external.length === 0 ? {} : { [EXTERNAL_ANNOTATION]: external.join(', ') }) };
  return { ...metadataOf(plan), ...(Object.keys(annotations).length === 0 ? {} : { annotations }) };
}
