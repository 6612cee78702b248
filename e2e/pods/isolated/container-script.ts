import { join } from 'node:path';
import type { ContainerPlan } from '../plan/container';
import type { Identity } from '../plan/identity';
import { imageFolder, type Layout, podFolder, volumeFolder } from '../plan/layout';
import type { PodPlan } from '../plan/pod';
import { line, quoted } from './shell';

/** What the machine lends to every image: where a real one has its base image. */
const BASE = ['/usr', '/etc'];
const LINKS = ['/bin', '/sbin', '/lib', '/lib32', '/lib64', '/libx32'];
const DEVICES = ['null', 'zero', 'full', 'random', 'urandom', 'tty'];
/** What a container has that mounts nothing there. */
const DEFAULT_SHM = 'mode=1777,size=64m';

/** `attach SOURCE TARGET OPTIONS`: makes the place, binds a file or folder to it. A bind takes its options only when mounted again. */
const ATTACH = `attach() {
  if [ -d "$1" ]; then mkdir -p "$2"; else mkdir -p "$(dirname "$2")"; [ -e "$2" ] || : >"$2"; fi
  mount --bind "$1" "$2"
  mount -o "remount,bind,$3" "$2"
}`;

/** Runs as process 1 of namespaces of its own: builds the root file system that the manifest describes, and becomes the program. */
export function containerScript(pod: PodPlan, container: ContainerPlan, layout: Layout, lent: readonly string[]): string {
  const root = rootFolder(layout, pod, container);
  const hidden = lent.filter((folder) => hiding(container, folder) !== undefined);
  const shared = hidden.find((folder) => hiding(container, folder)?.volume.source.kind === 'claim');
  if (shared !== undefined) throw new Error(`a claim of pod ${pod.key} hides ${shared}: the cache must be elsewhere (CDK8S_ML_CACHE)`);
  const at = (path: string) => join(root, path);
  return [
    'set -eu',
    ATTACH,
    line('mount', '-t', 'tmpfs', '-o', 'mode=0755', 'root', root),
    ...base(
      root,
      lent.filter((folder) => !hidden.includes(folder)),
    ),
    ...kernel(root, container),
    line('cp', '-a', `${imageFolder(layout, container)}/.`, root),
    line('attach', join(podFolder(layout, pod), 'hosts'), at('/etc/hosts'), 'ro'),
    line('attach', join(podFolder(layout, pod), 'hostname'), at('/etc/hostname'), 'ro'),
    ...container.mounts.map(({ volume, path, subPath, readOnly }) => {
      return line('attach', join(volumeFolder(layout, pod, volume), subPath), at(path), readOnly ? 'ro' : 'rw');
    }),
    // Lent folders below a scratch folder of the pod's, such as /tmp, are laid into it.
    ...hidden.map((folder) => line('attach', folder, at(folder), 'ro')),
    ...(container.readOnlyRoot ? [line('mount', '-o', 'remount,ro', root)] : []),
    `exec ${program(root, container)}`,
  ].join('\n');
}

function hiding({ mounts }: ContainerPlan, folder: string): ContainerPlan['mounts'][number] | undefined {
  return mounts.find(({ path }) => folder.startsWith(`${path}/`));
}

/** Where a container's root is mounted: an empty folder for everybody else. */
export function rootFolder(layout: Layout, pod: PodPlan, container: ContainerPlan): string {
  return join(podFolder(layout, pod), 'roots', container.name);
}

function base(root: string, lent: readonly string[]): string[] {
  const links = LINKS.map((path) => {
    const [from, to] = [quoted(path), quoted(join(root, path))];
    return `if [ -L ${from} ]; then cp -P ${from} ${to}; elif [ -d ${from} ]; then attach ${from} ${to} ro; fi`;
  });
  const folders = [...BASE, ...lent.filter((path) => !BASE.some((folder) => path.startsWith(`${folder}/`)))];
  return [...folders.map((path) => line('attach', path, join(root, path), 'ro')), ...links];
}

function kernel(root: string, { mounts }: ContainerPlan): string[] {
  const at = (path: string) => join(root, path);
  const ownShm = mounts.some(({ path }) => path === '/dev/shm');
  return [
    line('mkdir', at('/proc'), at('/sys'), at('/dev'), at('/run'), at('/tmp')),
    line('chmod', '1777', at('/tmp')),
    line('mount', '-t', 'proc', 'proc', at('/proc')),
    line('mount', '-t', 'sysfs', '-o', 'ro', 'sysfs', at('/sys')),
    line('mount', '-t', 'tmpfs', '-o', 'mode=0755,size=64k', 'dev', at('/dev')),
    ...DEVICES.map((name) => line('attach', `/dev/${name}`, at(`/dev/${name}`), 'rw')),
    ...['fd', 'fd/0', 'fd/1', 'fd/2'].map((to, index) => {
      return line('ln', '-s', `/proc/self/${to}`, at(`/dev/${['fd', 'stdin', 'stdout', 'stderr'][index]}`));
    }),
    line('mkdir', at('/dev/shm')),
    ...(ownShm ? [] : [line('mount', '-t', 'tmpfs', '-o', DEFAULT_SHM, 'shm', at('/dev/shm'))]),
  ];
}

/** The program with its user, its rights, its directory and exactly its environment. */
function program(root: string, { identity, environment, workingDirectory, arguments: words }: ContainerPlan): string {
  const variables = Object.entries(environment).map(([name, value]) => `${name}=${value}`);
  return line('chroot', root, 'setpriv', ...rights(identity), '--', 'env', '-i', '-C', workingDirectory, ...variables, ...words);
}

function rights({ user, group, groups, capabilities, noNewPrivileges }: Identity): string[] {
  return [
    `--reuid=${user}`,
    `--regid=${group}`,
    groups.length > 0 ? `--groups=${groups.join(',')}` : '--clear-groups',
    '--inh-caps=-all',
    ...(capabilities === 'ALL' ? [] : [`--bounding-set=${['-all', ...capabilities.map((name) => `+${name.toLowerCase()}`)].join(',')}`]),
    ...(noNewPrivileges ? ['--no-new-privs'] : []),
  ];
}
