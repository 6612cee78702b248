import { given, unlessBare, unlessEmpty } from '../values/omit';
import { affinity, topologySpread } from './affinity';
import type { Container, PodSpec, PodTemplate } from './kubernetes';
import { type ContainerPlan, containersOf, type PodPlan } from './plan';
import { resourceRequirements } from './resources';
import { containerSecurityContext, podSecurityContext } from './security';
import { type PodVolumes, podVolumes, volumeMounts } from './volumes';

function container(plan: ContainerPlan, pod: PodPlan, volumes: PodVolumes): Container {
  const claims = plan === pod.main ? pod.claims : [];
  return given({
    name: plan.name,
    image: plan.image,
    imagePullPolicy: plan.imagePullPolicy,
    command: plan.command === undefined ? undefined : [...plan.command],
    args: plan.args === undefined ? undefined : [...plan.args],
    env: unlessEmpty(plan.env),
    ports: unlessEmpty(plan.ports.map(({ name, port }) => ({ name, containerPort: port, protocol: 'TCP' }))),
    resources: resourceRequirements(plan, claims),
    volumeMounts: unlessEmpty(volumeMounts(plan.mounts, volumes)),
    startupProbe: plan.probes?.startupProbe,
    readinessProbe: plan.probes?.readinessProbe,
    livenessProbe: plan.probes?.livenessProbe,
    lifecycle: plan.lifecycle,
    securityContext: containerSecurityContext(pod.security),
  });
}

function podSpec(pod: PodPlan): PodSpec {
  const volumes = podVolumes(containersOf(pod), pod.security.fsGroup);
  const { placement, settings } = pod;
  return given({
    ...settings,
    automountServiceAccountToken: false,
    enableServiceLinks: false,
    imagePullSecrets: unlessEmpty(pod.imagePullSecrets.map((name) => ({ name }))),
    securityContext: podSecurityContext(pod.security),
    affinity: affinity(placement),
    tolerations: unlessEmpty(placement.tolerations),
    topologySpreadConstraints: unlessEmpty(placement.spread.map(topologySpread)),
    resourceClaims: unlessEmpty(pod.claims),
    initContainers: unlessEmpty(pod.initContainers.map((each) => container(each, pod, volumes))),
    containers: [pod.main, ...pod.sidecars].map((each) => container(each, pod, volumes)),
    volumes: unlessEmpty(volumes.volumes),
  });
}

/** The template of a pod: pure, the same plan gives the same template. */
export function podTemplate(pod: PodPlan): PodTemplate {
  return { metadata: given({ labels: { ...pod.labels }, annotations: unlessBare(pod.annotations) }), spec: podSpec(pod) };
}
