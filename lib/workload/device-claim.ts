import { resourceClaimTemplate } from '../manifests/resource-claim-template';
import { has, since } from '../profile/facts';
import { type DeviceClaim, selectorsOf } from '../values/device-claim';
import { errorAt, type Finding } from '../values/finding';
import type { Contribution, Target } from './contribution';
import { metadataOf } from './plan';

/** How a claim is called in its pod, and its template after its workload. */
const CLAIM = 'gpu';

/** Where a workload has several roles each may claim something else. */
function templateName({ plan, role }: Target): string {
  return plan.roles.length === 1 ? `${plan.name}-${CLAIM}` : `${plan.name}-${role.name.toLowerCase()}-${CLAIM}`;
}

function tooOld({ cluster, field }: Target): Finding[] {
  if (has('deviceClaims', cluster)) return [];
  const message = `claims devices by resource.k8s.io/v1, which Kubernetes serves since ${since('deviceClaims')}, and the cluster has ${cluster.kubernetesVersion}`;
  const fix =
    "write Gpu.nvidia(1) for GPUs of a device plugin, or say it of the cluster: ClusterProfile.generic().attach(app, { kubernetesVersion: '1.34' })";
  return [errorAt(field('gpu'), 'kubernetes-version', message, fix)];
}

/** Devices that a driver gives: each pod has a claim of its own, made of a template beside the workload. */
export function claimed({ deviceClass, options }: DeviceClaim, count: number, target: Target): Contribution {
  const name = templateName(target);
  const devices = {
    deviceClassName: deviceClass,
    count,
    selectors: selectorsOf({ deviceClass, options }),
    matchAttribute: options.matchAttribute,
  };
  return {
    pod: { claims: [{ name: CLAIM, resourceClaimTemplateName: name }] },
    siblings: [resourceClaimTemplate(metadataOf(target.plan, name), devices)],
    problems: tooOld(target),
  };
}
