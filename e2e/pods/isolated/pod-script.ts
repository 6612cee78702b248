import { type Layout, volumeFolder } from '../plan/layout';
import type { PodPlan } from '../plan/pod';
import { BRIDGE, SERVICES } from './node-script';
import { line } from './shell';

/**
 * Makes what the containers of one pod share, and stays: its network, its host name, and its volumes in memory, which are
 * mounted where only the node's namespace sees them. Prints its process number in that namespace once all is there.
 */
export function podScript(pod: PodPlan, network: { readonly node: string }, layout: Layout): string {
  const peer = `pod${pod.address.split('.').at(-1)}`;
  const inside = [
    'set -eu',
    line('ip', 'link', 'set', 'lo', 'up'),
    line('ip', 'link', 'add', 'eth0', 'type', 'veth', 'peer', 'name', peer, 'netns', '/proc/self/fd/9'),
    line('nsenter', '--net=/proc/self/fd/9', 'ip', 'link', 'set', peer, 'master', BRIDGE, 'up'),
    line('ip', 'addr', 'add', `${pod.address}/16`, 'dev', 'eth0'),
    line('ip', 'link', 'set', 'eth0', 'up'),
    line('ip', 'route', 'add', SERVICES, 'via', network.node),
    line('hostname', pod.hostName),
    'exec 9<&-',
    'echo "$$"',
    'exec sleep infinity',
  ];
  return [
    'set -eu',
    ...memoryMounts(pod, layout),
    'exec 9</proc/self/ns/net',
    `exec ${line('unshare', '--net', '--uts', '--ipc', 'sh', '-c', inside.join('\n'))}`,
  ].join('\n');
}

function memoryMounts(pod: PodPlan, layout: Layout): string[] {
  return pod.volumes.flatMap((volume) => {
    if (volume.source.kind !== 'memory') return [];
    const { bytes } = volume.source;
    const size = bytes === undefined ? [] : [`size=${bytes}`];
    const owner = pod.fsGroup === undefined ? ['mode=0777'] : ['mode=2777', `gid=${pod.fsGroup}`];
    return [line('mount', '-t', 'tmpfs', '-o', [...owner, ...size].join(','), volume.name, volumeFolder(layout, pod, volume))];
  });
}
