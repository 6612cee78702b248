import { createServer } from 'node:net';
import type { Pod } from 'kubernetes-types/core/v1';
import { keyOf } from '../make/objects';
import { hostsFile, type Network, type Route } from '../plan/network';
import type { ClusterView } from '../plan/pod';
import type { Rule } from './rules';

/** The local port for each `ADDRESS:PORT` of the cluster. */
export type LocalPorts = ReadonlyMap<string, number>;

/** Takes a free port of this machine for every port that a container or a Service names. */
export async function localPorts({ pods, network }: ClusterView, routes: readonly Route[]): Promise<LocalPorts> {
  const wanted = [
    ...pods.flatMap((pod) => portsOf(pod).map((port) => `${network.pods.get(keyOf(pod))}:${port}`)),
    ...routes.map(({ address, port }) => `${address}:${port}`),
  ];
  const free = await freePorts(wanted.length);
  return new Map(wanted.map((address, index) => [address, free[index] ?? 0]));
}

function portsOf({ spec }: Pod): number[] {
  return (spec?.containers ?? []).flatMap(({ ports = [] }) => ports.map(({ containerPort }) => containerPort));
}

/** All at once, so that they differ. */
async function freePorts(count: number): Promise<number[]> {
  const servers = await Promise.all(Array.from({ length: count }, () => listening()));
  const ports = servers.map((server) => {
    const address = server.address();
    return typeof address === 'object' && address !== null ? address.port : 0;
  });
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
  return ports;
}

function listening(): Promise<ReturnType<typeof createServer>> {
  return new Promise((resolve, reject) => {
    const server = createServer().once('error', reject);
    server.listen(0, '127.0.0.1', () => resolve(server));
  });
}

/** For each name and address that a pod knows, with each of its ports, the local one; and a pod's own ports by number. */
export function addressRules(pod: Pod, { pods, services, network }: ClusterView, local: LocalPorts): readonly Rule[] {
  const addresses = hostsFile(pod, pods, services, network)
    .split('\n')
    .flatMap((line) => {
      const [address = '', ...names] = line.split(/\s+/);
      return [address, ...names].flatMap((name) => rulesFor(name, address, local));
    });
  return [...addresses, ...ownPorts(pod, network, local)];
}

function rulesFor(name: string, address: string, local: LocalPorts): Rule[] {
  return [...local].flatMap(([known, to]): Rule[] => {
    const [host, port] = known.split(':');
    return host === address && name !== '' ? [{ kind: 'address', from: `${name}:${port}`, to: `127.0.0.1:${to}` }] : [];
  });
}

function ownPorts(pod: Pod, network: Network, local: LocalPorts): Rule[] {
  return portsOf(pod).flatMap((port): Rule[] => {
    const to = local.get(`${network.pods.get(keyOf(pod))}:${port}`);
    return to === undefined ? [] : [{ kind: 'port', from: String(port), to: String(to) }];
  });
}
