import type { Container, Pod, Volume, VolumeMount } from 'kubernetes-types/core/v1';
import { wholeUnits } from '../../../lib/values/quantity';
import { keyOf, namespaceOf } from '../make/objects';
import { configMapContent, type Environment, type Surroundings, secretContent } from './environment';
import { expand } from './expand';

/** What is behind a volume of a pod. */
export type Source =
  | { readonly kind: 'claim'; readonly claim: string }
  | { readonly kind: 'folder' }
  | { readonly kind: 'memory'; readonly bytes?: bigint }
  | { readonly kind: 'files'; readonly files: Readonly<Record<string, string>> };

export interface VolumePlan {
  readonly name: string;
  readonly source: Source;
  /** The volume itself is read-only, whatever its mounts say. */
  readonly readOnly: boolean;
}

export interface MountPlan {
  readonly volume: VolumePlan;
  readonly path: string;
  readonly subPath: string;
  readonly readOnly: boolean;
}

/** The volumes of a pod by name. */
export function volumesOf(pod: Pod, around: Surroundings): ReadonlyMap<string, VolumePlan> {
  return new Map((pod.spec?.volumes ?? []).map((volume) => [volume.name, volumeOf(volume, pod, around)]));
}

function volumeOf(volume: Volume, pod: Pod, around: Surroundings): VolumePlan {
  const { name, persistentVolumeClaim, emptyDir, ephemeral, configMap, secret } = volume;
  if (persistentVolumeClaim) {
    const claim = `${namespaceOf(pod)}/${persistentVolumeClaim.claimName}`;
    return { name, source: { kind: 'claim', claim }, readOnly: persistentVolumeClaim.readOnly ?? false };
  }
  if (ephemeral) return { name, source: { kind: 'folder' }, readOnly: false };
  if (emptyDir) return { name, source: emptyDirOf(emptyDir), readOnly: false };
  const content = configMap
    ? configMapContent(configMap.name ?? '', pod, around)
    : secret && secretContent(secret.secretName ?? '', pod, around);
  if (content === undefined) throw new Error(`pod ${keyOf(pod)}: nothing is given for the volume ${JSON.stringify(volume)}`);
  return { name, source: { kind: 'files', files: selected(content, configMap?.items ?? secret?.items) }, readOnly: true };
}

function emptyDirOf({ medium, sizeLimit }: NonNullable<Volume['emptyDir']>): Source {
  if (medium !== 'Memory') return { kind: 'folder' };
  return sizeLimit === undefined ? { kind: 'memory' } : { kind: 'memory', bytes: wholeUnits(sizeLimit) };
}

function selected(content: Readonly<Record<string, string>>, items: readonly { key: string; path: string }[] | undefined) {
  return items === undefined ? content : Object.fromEntries(items.map(({ key, path }) => [path, content[key] ?? '']));
}

/** The mounts of a container, outer ones before those inside them. */
export function mountsOf(
  pod: Pod,
  container: Container,
  volumes: ReadonlyMap<string, VolumePlan>,
  environment: Environment,
): readonly MountPlan[] {
  const mounts = (container.volumeMounts ?? []).map((mount): MountPlan => {
    const volume = volumes.get(mount.name);
    if (volume === undefined) throw new Error(`pod ${keyOf(pod)}: ${mount.mountPath} mounts ${mount.name}, which is no volume of it`);
    return { volume, path: mount.mountPath, subPath: subPathOf(mount, environment), readOnly: volume.readOnly || mount.readOnly === true };
  });
  return mounts.sort((a, b) => a.path.length - b.path.length);
}

function subPathOf({ subPath, subPathExpr }: VolumeMount, environment: Environment): string {
  const path = subPathExpr === undefined ? (subPath ?? '') : expand(subPathExpr, environment);
  if (path.startsWith('/') || path.split('/').includes('..')) throw new Error(`the sub-path ${path} leads out of its volume`);
  return path;
}
