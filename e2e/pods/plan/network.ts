import type { Container, Pod, Service } from 'kubernetes-types/core/v1';
import { keyOf, nameOf, namespaceOf } from '../make/objects';
import { hostNameOf } from './container';

/** The addresses of one cluster: fixed ones, since it has its network to itself. */
export interface Network {
  readonly node: string;
  readonly pods: ReadonlyMap<string, string>;
  /** Of Services that have an address of their own. */
  readonly services: ReadonlyMap<string, string>;
}

export function networkOf(pods: readonly Pod[], services: readonly Service[]): Network {
  const own = services.filter((service) => !isHeadless(service));
  return { node: '10.244.0.1', pods: numbered(pods, '10.244.1'), services: numbered(own, '10.96.1') };
}

function numbered(objects: readonly (Pod | Service)[], prefix: string): Map<string, string> {
  if (objects.length > 250) throw new Error('more than 250 pods or Services');
  return new Map(objects.map((object, index) => [keyOf(object), `${prefix}.${index + 1}`]));
}

function isHeadless({ spec }: Service): boolean {
  return spec?.clusterIP === 'None';
}

/** The pods behind a Service. */
export function selected(service: Service, pods: readonly Pod[]): readonly Pod[] {
  const selector = Object.entries(service.spec?.selector ?? {});
  if (selector.length === 0) return [];
  return pods.filter((pod) => {
    return namespaceOf(pod) === namespaceOf(service) && selector.every(([key, value]) => pod.metadata?.labels?.[key] === value);
  });
}

/** Every name that the cluster's DNS would answer to this pod, as lines `address names`, behind the kubelet's own lines. */
export function hostsFile(pod: Pod, pods: readonly Pod[], services: readonly Service[], network: Network): string {
  const own = `${network.pods.get(keyOf(pod))}\t${hostNameOf(pod)}`;
  const lines = services.flatMap((service) => serviceLines(service, namespaceOf(pod), pods, network));
  return ['127.0.0.1\tlocalhost', '::1\tlocalhost ip6-localhost ip6-loopback', own, ...lines, ''].join('\n');
}

function serviceLines(service: Service, namespace: string, pods: readonly Pod[], network: Network): string[] {
  const names = namesIn(namespace, service, nameOf(service));
  if (!isHeadless(service)) return [`${network.services.get(keyOf(service))}\t${names}`];
  return selected(service, pods).flatMap((pod) => {
    const address = network.pods.get(keyOf(pod));
    const named = pod.spec?.subdomain === nameOf(service);
    return [
      `${address}\t${names}`,
      ...(named ? [`${address}\t${namesIn(namespace, service, `${hostNameOf(pod)}.${nameOf(service)}`)}`] : []),
    ];
  });
}

/** The short name works in the same namespace only. */
function namesIn(namespace: string, service: Service, name: string): string {
  const full = `${name}.${namespaceOf(service)}`;
  return [...(namespace === namespaceOf(service) ? [name] : []), full, `${full}.svc`, `${full}.svc.cluster.local`].join(' ');
}

/** One port of a Service with an address of its own, and the ports of the pods behind it. */
export interface Route {
  readonly service: string;
  readonly address: string;
  readonly port: number;
  readonly targets: readonly { readonly pod: string; readonly address: string; readonly port: number }[];
}

export function routesOf(pods: readonly Pod[], services: readonly Service[], network: Network): readonly Route[] {
  return services.flatMap((service) => {
    const address = network.services.get(keyOf(service));
    if (address === undefined) return [];
    return (service.spec?.ports ?? []).map(({ port, targetPort = port }) => {
      const targets = selected(service, pods).map((pod) => {
        const number = portNumber(targetPort, pod.spec?.containers ?? [], `Service ${keyOf(service)}`);
        return { pod: keyOf(pod), address: network.pods.get(keyOf(pod)) ?? '', port: number };
      });
      return { service: keyOf(service), address, port, targets };
    });
  });
}

/** A port by its number, or by the name that a container gives it. */
export function portNumber(port: number | string, containers: readonly Container[], whose: string): number {
  if (typeof port === 'number') return port;
  const named = containers.flatMap(({ ports = [] }) => ports).find(({ name }) => name === port);
  if (named === undefined) throw new Error(`${whose}: no container has a port named ${port}`);
  return named.containerPort;
}
