import type { Container, PodResourceClaim } from '../pod/kubernetes';
import { quotaNameOf } from '../values/device-class';
import { type Amounts, amountOf, sum } from './amounts';
import type { Entry, PodGroup, View } from './view';

interface DeviceRequest {
  readonly exactly?: { readonly deviceClassName?: string; readonly allocationMode?: string; readonly count?: number };
}

interface ClaimSpec {
  readonly devices?: { readonly requests?: readonly DeviceRequest[] };
}

/** The devices that a pod claims. */
export function claimsOf({ pods }: PodGroup): readonly PodResourceClaim[] {
  return pods.template.spec?.resourceClaims ?? [];
}

/** What a claim of a template asks for, by the names that quotas have for it; alternatives and all devices of a node are no number. */
function devicesOf({ manifest }: Entry): Amounts {
  const { spec } = (manifest.spec ?? {}) as { spec?: ClaimSpec };
  const requests = spec?.devices?.requests ?? [];
  return requests.reduce<Amounts>((all, { exactly }) => {
    if (exactly?.deviceClassName === undefined || exactly.allocationMode === 'All') return all;
    return sum(all, new Map([[quotaNameOf(exactly.deviceClassName), amountOf(exactly.count ?? 1)]]));
  }, new Map());
}

/** The devices of some claims of a pod, of templates that the app makes. */
function devicesOfClaims(claims: readonly PodResourceClaim[], { entry }: PodGroup, view: View): Amounts {
  return claims.reduce<Amounts>((all, { resourceClaimTemplateName: name }) => {
    const template = name === undefined ? undefined : view.find('ResourceClaimTemplate', entry.namespace, name);
    return template === undefined ? all : sum(all, devicesOf(template));
  }, new Map());
}

/** The devices that are claimed for each pod. */
export function claimedByPod(group: PodGroup, view: View): Amounts {
  return devicesOfClaims(claimsOf(group), group, view);
}

/** Those of them that a container gets. */
export function claimedByContainer({ resources }: Container, group: PodGroup, view: View): Amounts {
  const names = (resources?.claims ?? []).map(({ name }) => name);
  if (names.length === 0) return new Map();
  return devicesOfClaims(
    claimsOf(group).filter(({ name }) => names.includes(name)),
    group,
    view,
  );
}
