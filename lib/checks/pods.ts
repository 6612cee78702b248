import type { Container } from '../pod/kubernetes';
import { quotaNameOf } from '../values/device-class';
import { type Amounts, amountOf } from './amounts';
import { claimedByContainer, claimedByPod } from './claimed-devices';
import type { PodGroup, View } from './view';

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
/** Classes of the drivers of NVIDIA, AMD and Intel. */
const GPU_CLASSES = ['gpu.nvidia.com', 'mig.nvidia.com', 'gpu.amd.com', 'gpu.intel.com'].map(quotaNameOf);
const NANOS = 10n ** 9n;

function pluginGpus({ resources }: Container): number {
  const amounts = Object.entries({ ...resources?.requests, ...resources?.limits });
  return amounts.reduce((sum, [name, amount]) => (GPU.test(name) ? sum + Number(amountOf(amount) / NANOS) : sum), 0);
}

function claimedGpus(devices: Amounts): number {
  return GPU_CLASSES.reduce((sum, name) => sum + Number((devices.get(name) ?? 0n) / NANOS), 0);
}

/** The GPUs, or parts of GPUs, that a container asks for or claims. */
export function gpusOf(container: Container, group: PodGroup, view: View): number {
  return pluginGpus(container) + claimedGpus(claimedByContainer(container, group, view));
}

/** Those of a pod: of a claim that several containers share once. */
export function gpusOfPod(group: PodGroup, view: View): number {
  const asked = containersOf(group).reduce((sum, container) => sum + pluginGpus(container), 0);
  return asked + claimedGpus(claimedByPod(group, view));
}

/** Whether a pod has GPUs. */
export function usesGpus(group: PodGroup, view: View): boolean {
  return gpusOfPod(group, view) > 0;
}

/** The node's own memory as a volume, and how much of it. */
export function memoryVolumes(group: PodGroup): Map<string, string | undefined> {
  return new Map(
    volumesOf(group).flatMap(({ name, emptyDir }) => (emptyDir?.medium === 'Memory' ? [[name, emptyDir.sizeLimit] as const] : [])),
  );
}
