import { containersOf } from '../pod/plan';
import { errorAt, type Finding } from '../values/finding';
import { hugePagesName } from '../values/huge-pages';
import { resourcesField, type WorkloadPlan } from './plan';

/** Files in huge pages that the container has none of: the kubelet does not mount them, and the pod never starts. */
export function hugePageFindings(plan: WorkloadPlan): Finding[] {
  return plan.roles
    .flatMap((role) => containersOf(role.pod).map((container) => ({ role, ...container })))
    .flatMap(({ role, amounts, mounts }) =>
      mounts.flatMap(({ source, path, prop }) => {
        if (source.kind !== 'hugePages' || amounts.limits[hugePagesName(source.pageSize)] !== undefined) return [];
        const message = `is in huge pages of ${source.pageSize}, and resources has none of them`;
        const fix = `write hugePages${source.pageSize} in ${resourcesField(plan, role)}`;
        return [errorAt(prop, 'huge-pages', message, fix, path)];
      }),
    );
}
