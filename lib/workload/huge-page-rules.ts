import { containersOf } from '../pod/plan';
import { errorAt, type Finding } from '../values/finding';
import { hugePagesName } from '../values/huge-pages';
import type { WorkloadPlan } from './plan';

/** Files in huge pages that the container has none of: the kubelet does not mount them, and the pod never starts. */
export function hugePageFindings({ roles }: WorkloadPlan): Finding[] {
  return roles
    .flatMap(({ pod }) => containersOf(pod))
    .flatMap(({ amounts, mounts }) =>
      mounts.flatMap(({ source, path, prop }) => {
        if (source.kind !== 'hugePages' || amounts.limits[hugePagesName(source.pageSize)] !== undefined) return [];
        const message = `is in huge pages of ${source.pageSize}, and resources has none of them`;
        const fix = `write hugePages${source.pageSize} in resources`;
        return [errorAt(prop, 'huge-pages', message, fix, path)];
      }),
    );
}
