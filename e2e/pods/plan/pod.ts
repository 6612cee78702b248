import type { Pod, Service } from 'kubernetes-types/core/v1';
import type { Image } from '../image/image';
import { type KubernetesObject, keyOf, nameOf, namespaceOf } from '../make/objects';
import { type ContainerPlan, containerPlan, hostNameOf } from './container';
import { type VolumePlan, volumesOf } from './mounts';
import { hostsFile, type Network } from './network';

/** One pod to run, with nothing left to look up. */
export interface PodPlan {
  readonly key: string;
  readonly name: string;
  readonly namespace: string;
  readonly hostName: string;
  readonly address: string;
  readonly hosts: string;
  readonly volumes: readonly VolumePlan[];
  readonly fsGroup?: number;
  /** Whether the group is set again on every file although the volume's root has it already. */
  readonly fsGroupAlways: boolean;
  readonly initContainers: readonly ContainerPlan[];
  readonly containers: readonly ContainerPlan[];
}

/** All that a cluster knows when it plans one of its pods. */
export interface ClusterView {
  readonly pods: readonly Pod[];
  readonly services: readonly Service[];
  readonly objects: readonly KubernetesObject[];
  readonly images: ReadonlyMap<string, Image>;
  readonly network: Network;
  /** PATH of the images. */
  readonly path: string;
}

export function podPlan(pod: Pod, view: ClusterView): PodPlan {
  const { network, objects } = view;
  const address = network.pods.get(keyOf(pod)) ?? '';
  const around = { objects, podAddress: address, nodeAddress: network.node };
  const plan = (container: Parameters<typeof containerPlan>[1]) => {
    return containerPlan(pod, container, imageOf(container.image ?? '', view.images), view.path, around);
  };
  const { fsGroup, fsGroupChangePolicy } = pod.spec?.securityContext ?? {};
  return {
    key: keyOf(pod),
    name: nameOf(pod),
    namespace: namespaceOf(pod),
    hostName: hostNameOf(pod),
    address,
    hosts: hostsFile(pod, view.pods, view.services, network),
    volumes: [...volumesOf(pod, around).values()],
    ...(fsGroup === undefined ? {} : { fsGroup }),
    fsGroupAlways: fsGroupChangePolicy !== 'OnRootMismatch',
    initContainers: (pod.spec?.initContainers ?? []).map(plan),
    containers: (pod.spec?.containers ?? []).map(plan),
  };
}

function imageOf(reference: string, images: ReadonlyMap<string, Image>): Image {
  const image = images.get(reference);
  if (image === undefined)
    throw new Error(`no Dockerfile says \`docker build -t ${reference}\`; there are ${[...images.keys()].join(', ')}`);
  return image;
}
