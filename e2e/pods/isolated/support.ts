import { spawnSync } from 'node:child_process';

const TOOLS = ['unshare', 'nsenter', 'setpriv', 'ip', 'mount', 'chroot', 'hostname'];

/** All that the isolated pods need, tried in namespaces that vanish with the command. */
const ATTEMPT = `set -eu
ip link add bridge0 type bridge
ip link add veth0 type veth peer name veth1
mount -t tmpfs -o size=1m try /mnt
mount -t proc proc /proc
setpriv --reuid=10001 --regid=10001 --clear-groups --inh-caps=-all --bounding-set=-all --no-new-privs -- true`;

let known: { readonly obstacle: string | undefined } | undefined;

/** Undefined where pods can have namespaces of their own, or else why they can not. Tried once. */
export function obstacleToIsolation(): string | undefined {
  known ??= { obstacle: tried() };
  return known.obstacle;
}

function tried(): string | undefined {
  if (process.platform !== 'linux') return `this is ${process.platform}, not Linux`;
  if (process.getuid?.() !== 0) return 'not root';
  const missing = TOOLS.filter((tool) => spawnSync('sh', ['-c', 'command -v "$1"', 'sh', tool]).status !== 0);
  if (missing.length > 0) return `missing: ${missing.join(', ')} (Debian packages util-linux and iproute2)`;
  const flags = ['--net', '--mount', '--pid', '--uts', '--ipc', '--fork', '--kill-child', '--propagation', 'private'];
  const { status, stderr } = spawnSync('unshare', [...flags, 'sh', '-c', ATTEMPT], { encoding: 'utf8', timeout: 20_000 });
  return status === 0 ? undefined : `namespaces are refused: ${stderr.trim().split('\n').at(-1) ?? ''}`;
}
