import { chmodSync, chownSync, existsSync, lstatSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { type Layout, volumeFolder } from '../plan/layout';
import type { VolumePlan } from '../plan/mounts';
import type { PodPlan } from '../plan/pod';

const READ_WRITE = 0o660;
const FOLDER = 0o2110;

/** Makes the folders of a pod's volumes. `owned`: with the pod's `fsGroup`, as the kubelet does; that takes root. */
export function makeVolumes(layout: Layout, pod: PodPlan, owned: boolean): void {
  for (const volume of pod.volumes) {
    const folder = volumeFolder(layout, pod, volume);
    if (!existsSync(folder)) makeVolume(folder, volume);
    if (owned && pod.fsGroup !== undefined && takesGroup(volume)) giveToGroup(folder, pod.fsGroup, pod.fsGroupAlways);
  }
}

/** Makes the sub-paths that are mounted and not there yet, as the kubelet does. To be called once the volumes are mounted. */
export function makeSubPaths(layout: Layout, pod: PodPlan): void {
  for (const { volume, subPath, readOnly } of [...pod.initContainers, ...pod.containers].flatMap(({ mounts }) => mounts)) {
    if (subPath === '' || volume.source.kind === 'files' || volume.source.kind === 'memory') continue;
    const folder = join(volumeFolder(layout, pod, volume), subPath);
    if (existsSync(folder)) continue;
    if (readOnly) throw new Error(`pod ${pod.key}: there is no ${subPath} in ${volume.name}, which is read-only`);
    mkdirSync(folder, { recursive: true });
    const { mode, gid } = lstatSync(volumeFolder(layout, pod, volume));
    chownSync(folder, process.getuid?.() ?? 0, gid);
    chmodSync(folder, mode);
  }
}

function makeVolume(folder: string, { source }: VolumePlan): void {
  mkdirSync(folder, { recursive: true });
  if (source.kind === 'folder') chmodSync(folder, 0o777);
  if (source.kind !== 'files') return;
  for (const [name, content] of Object.entries(source.files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), content, { mode: 0o644 });
  }
}

/** A CSI driver leaves a claim alone that the pod takes read-only (csi_mounter.go); memory gets its group when it is mounted. */
function takesGroup({ source, readOnly }: VolumePlan): boolean {
  return source.kind === 'folder' || (source.kind === 'claim' && !readOnly);
}

function giveToGroup(folder: string, group: number, always: boolean): void {
  const { gid, mode } = lstatSync(folder);
  const wanted = READ_WRITE | FOLDER;
  if (!always && gid === group && (mode & wanted) === wanted) return;
  change(folder, group);
}

function change(path: string, group: number): void {
  const found = lstatSync(path);
  if (found.isSymbolicLink()) return;
  if (found.isDirectory()) for (const name of readdirSync(path)) change(join(path, name), group);
  chownSync(path, found.uid, group);
  chmodSync(path, (found.mode & 0o7777) | READ_WRITE | (found.isDirectory() ? FOLDER : 0));
}
