import type { Container } from '../pod/kubernetes';
import { amountOf } from './amounts';
import type { PodGroup } from './view';

type Volumes = NonNullable<NonNullable<PodGroup['pods']['template']['spec']>['volumes']>;

/** All containers of a pod, those that run before the others last. */
export function containersOf({ pods }: PodGroup): Container[] {
  const { containers = [], initContainers = [] } = pods.template.spec ?? {};
  return [...containers, ...initContainers];
}

export function volumesOf({ pods }: PodGroup): Volumes {
  return pods.template.spec?.volumes ?? [];
}

const GPU = /^(nvidia\.com\/(gpu|mig-)|amd\.com\/gpu|gpu\.intel\.com\/)/;
const NANOS = 10n ** 9n;

/** The GPUs, or parts of GPUs, that a container asks for. */
export function gpusOf({ resources }: Container): number {
  const amounts = Object.entries({ ...resources?.requests, ...resources?.limits });
  return amounts.reduce((sum, [name, amount]) => (GPU.test(name) ? sum + Number(amountOf(amount) / NANOS) : sum), 0);
}

/** Whether a pod has GPUs. */
export function usesGpus(group: PodGroup): boolean {
  return containersOf(group).some((container) => gpusOf(container) > 0);
}

/** The node's own memory as a volume, and how much of it. */
export function memoryVolumes(group: PodGroup): Map<string, string | undefined> {
  return new Map(
    volumesOf(group).flatMap(({ name, emptyDir }) => (emptyDir?.medium === 'Memory' ? [[name, emptyDir.sizeLimit] as const] : [])),
  );
}
