import type { Network } from '../plan/network';
import { line } from './shell';

export const BRIDGE = 'pods';
/** The addresses of Services, which the gateway answers. */
export const SERVICES = '10.96.0.0/16';

/** Runs in namespaces of its own: makes the network that the pods join, and becomes the gateway, whose end is the end of all. */
export function nodeScript(network: Network, gateway: readonly string[]): string {
  return [
    'set -eu',
    line('ip', 'link', 'set', 'lo', 'up'),
    line('ip', 'link', 'add', BRIDGE, 'type', 'bridge'),
    line('ip', 'addr', 'add', `${network.node}/16`, 'dev', BRIDGE),
    line('ip', 'link', 'set', BRIDGE, 'up'),
    ...[...network.services.values()].map((address) => line('ip', 'addr', 'add', `${address}/32`, 'dev', BRIDGE)),
    `exec ${line(...gateway)}`,
  ].join('\n');
}
