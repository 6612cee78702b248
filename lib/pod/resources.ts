import type { ResourceRequirements } from 'kubernetes-types/core/v1';
import { given, unlessBare, unlessEmpty } from '../values/omit';
import { bytesText, wholeUnits } from '../values/quantity';
import type { ContainerPlan, PodPlan } from './plan';

const DISK = 'ephemeral-storage';

/** The space of the scratch volumes, which the kubelet counts against the pod's local disk. */
function scratchBytes({ mounts }: ContainerPlan): bigint {
  return mounts.reduce(
    (sum, { source }) => (source.kind === 'scratch' && source.counted !== true ? sum + wholeUnits(source.size) : sum),
    0n,
  );
}

function withScratch(amounts: Readonly<Record<string, string>>, scratch: bigint): Readonly<Record<string, string>> {
  const own = amounts[DISK];
  if (own === undefined || scratch === 0n) return amounts;
  return { ...amounts, [DISK]: bytesText(wholeUnits(own) + scratch) };
}

/** A container's amounts, and the pod's claims that are its own, as its manifest has them. */
export function resourceRequirements(plan: ContainerPlan, claims: PodPlan['claims'] = []): ResourceRequirements {
  const scratch = scratchBytes(plan);
  return given({
    requests: unlessBare(withScratch(plan.amounts.requests, scratch)),
    limits: unlessBare(withScratch(plan.amounts.limits, scratch)),
    claims: unlessEmpty(claims.map(({ name }) => ({ name }))),
  });
}
