import { join } from 'node:path';
import type { ContainerPlan } from './container';
import type { VolumePlan } from './mounts';
import type { PodPlan } from './pod';

/** Where the things of a cluster lie on this machine. */
export interface Layout {
  /** Removed at the end, with all that is in it. */
  readonly folder: string;
}

export function claimFolder({ folder }: Layout, claim: string): string {
  return join(folder, 'claims', claim);
}

export function podFolder({ folder }: Layout, pod: PodPlan): string {
  return join(folder, 'pods', pod.namespace, pod.name);
}

export function volumeFolder(layout: Layout, pod: PodPlan, { name, source }: VolumePlan): string {
  return source.kind === 'claim' ? claimFolder(layout, source.claim) : join(podFolder(layout, pod), 'volumes', name);
}

/** The files of a container's image that come from its build context. */
export function imageFolder({ folder }: Layout, { image }: ContainerPlan): string {
  return join(folder, 'images', encodeURIComponent(image.reference));
}

export function logFile(layout: Layout, pod: PodPlan, container: ContainerPlan, stream: 'stdout' | 'stderr'): string {
  return join(podFolder(layout, pod), `${container.name}.${stream}`);
}
