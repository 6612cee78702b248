import type { Volume, VolumeMount } from 'kubernetes-types/core/v1';
import type { VolumeSource } from '../values/mount';
import { given } from '../values/omit';
import { claimSpec } from './claim-spec';
import type { ContainerPlan, MountPlan } from './plan';

/** What makes two mounts share one volume: the same claim, ConfigMap or Secret; of empty volumes the same path, in whichever container. */
function identity({ path, source }: MountPlan): string {
  switch (source.kind) {
    case 'claim':
      return `claim/${source.claimName}`;
    case 'configMap':
    case 'secret':
      return `${source.kind}/${source.name}`;
    case 'scratch':
    case 'memory':
    case 'ephemeral':
    case 'hugePages':
      return `${source.kind}/${path}`;
    case 'apiAccess':
      return source.kind;
    default:
      return unreachable(source);
  }
}

function unreachable(source: never): never {
  throw new Error(`unknown volume ${JSON.stringify(source)}`);
}

/** A name that a person recognizes: the claim's, or the path's. */
function readableName({ path, source }: MountPlan): string {
  if (source.kind === 'claim') return source.claimName;
  if (source.kind === 'configMap' || source.kind === 'secret') return source.name;
  if (source.kind === 'apiAccess') return 'api-access';
  return path === '/dev/shm' ? 'dshm' : path;
}

function volumeName(mount: MountPlan, taken: ReadonlySet<string>): string {
  const clean =
    readableName(mount)
      .toLowerCase()
      .replace(/[^a-z0-9]+/g, '-')
      .replace(/^-+|-+$/g, '') || 'volume';
  const base = clean.slice(0, 58).replace(/-+$/, '');
  let name = base;
  for (let i = 2; taken.has(name); i++) name = `${base}-${i}`;
  return name;
}

/** Files of a Secret are root's: where the pod's volumes have a group its members read them, otherwise whoever the image runs as must. */
function secretMode(fsGroup: number | undefined): number {
  return fsGroup === undefined ? 0o444 : 0o440;
}

/** What Kubernetes mounts by itself into pods that it gives their account's token, of which only those have it that speak with the API server. */
const API_ACCESS: NonNullable<Volume['projected']> = {
  sources: [
    { serviceAccountToken: { path: 'token', expirationSeconds: 3600 } },
    { configMap: { name: 'kube-root-ca.crt', items: [{ key: 'ca.crt', path: 'ca.crt' }] } },
    { downwardAPI: { items: [{ path: 'namespace', fieldRef: { apiVersion: 'v1', fieldPath: 'metadata.namespace' } }] } },
  ],
};

function volumeSource(source: VolumeSource, readOnly: boolean, fsGroup: number | undefined): Omit<Volume, 'name'> {
  switch (source.kind) {
    case 'claim':
      return { persistentVolumeClaim: { claimName: source.claimName, ...(readOnly ? { readOnly } : {}) } };
    case 'configMap':
      return { configMap: { name: source.name } };
    case 'secret':
      return { secret: { secretName: source.name, defaultMode: secretMode(fsGroup) } };
    case 'scratch':
      return { emptyDir: { sizeLimit: source.size } };
    case 'memory':
      return { emptyDir: { medium: 'Memory', sizeLimit: source.size } };
    case 'hugePages':
      return { emptyDir: { medium: `HugePages-${source.pageSize}` } };
    case 'ephemeral':
      return { ephemeral: { volumeClaimTemplate: { spec: claimSpec(source) } } };
    case 'apiAccess':
      return { projected: API_ACCESS };
    default:
      return unreachable(source);
  }
}

/** The volumes of a pod, one for each claim, and the name of each by the mount that it serves. */
export interface PodVolumes {
  readonly volumes: Volume[];
  nameOf(mount: MountPlan): string;
}

/** The mounts of all containers deduplicated: a claim's volume is read-only when every mount of it is. `fsGroup`: the group of the pod's volumes. */
export function podVolumes(containers: readonly ContainerPlan[], fsGroup?: number): PodVolumes {
  const groups = new Map<string, { readonly name: string; readonly source: VolumeSource; readOnly: boolean }>();
  const taken = new Set<string>();
  for (const mount of containers.flatMap((container) => container.mounts)) {
    const id = identity(mount);
    const group = groups.get(id);
    if (group !== undefined) {
      group.readOnly &&= mount.readOnly;
      continue;
    }
    const name = volumeName(mount, taken);
    taken.add(name);
    groups.set(id, { name, source: mount.source, readOnly: mount.readOnly });
  }
  return {
    volumes: [...groups.values()].map(({ name, source, readOnly }) => ({ name, ...volumeSource(source, readOnly, fsGroup) })),
    nameOf: (mount) => groups.get(identity(mount))?.name ?? '',
  };
}

/** A container's mounts by path, so that the order in which they were added is not seen. */
export function volumeMounts(mounts: readonly MountPlan[], volumes: PodVolumes): VolumeMount[] {
  return [...mounts]
    .sort((a, b) => (a.path < b.path ? -1 : 1))
    .map((mount) =>
      given({
        name: volumes.nameOf(mount),
        mountPath: mount.path,
        readOnly: mount.readOnly ? true : undefined,
        subPath: mount.subPath,
        subPathExpr: mount.subPathExpr,
      }),
    );
}
