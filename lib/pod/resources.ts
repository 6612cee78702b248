import type { ResourceRequirements } from 'kubernetes-types/core/v1';
import { given, unlessBare } from '../values/omit';
import { bytesText, wholeUnits } from '../values/quantity';
import type { ContainerPlan } from './plan';

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

/** A container's amounts as its manifest has them. */
export function resourceRequirements(plan: ContainerPlan): ResourceRequirements {
  const scratch = scratchBytes(plan);
  return given({
    requests: unlessBare(withScratch(plan.amounts.requests, scratch)),
    limits: unlessBare(withScratch(plan.amounts.limits, scratch)),
  });
}
