import { claim as claimManifest } from '../manifests/claim';
import { copyCommand, SHARED_FOLDER, sharedCopyCommand } from '../pod/copy';
import type { Manifest } from '../pod/kubernetes';
import type { ContainerPlan, MountPlan } from '../pod/plan';
import { type CachePlace, type DatasetCache, DatasetPart } from '../values/dataset-cache';
import { ephemeralSource } from '../values/ephemeral';
import type { Finding } from '../values/finding';
import { ImageTags, movingTag } from '../values/image';
import type { VolumeSource } from '../values/mount';
import { given } from '../values/omit';
import { inVolume, joined, normal } from '../values/path';
import { AccessMode } from '../values/storage';
import type { Contribution, Target } from './contribution';
import { cacheName, throughFluid } from './fluid';
import { withoutDevices } from './options/amounts';
import { metadataOf } from './plan';

/** Where a copy is that an init container makes. */
type CopyPlace = Exclude<CachePlace, { readonly kind: 'fluid' }>;

const PATHS: Readonly<Record<DatasetPart, string>> = {
  [DatasetPart.TRAIN]: 'TRAIN_DATASET_PATH',
  [DatasetPart.TEST]: 'TEST_DATASET_PATH',
};

/** The folder of the dataset that is copied, relative to its root; empty for all of it. */
function folderOf({ _options: { part } }: DatasetCache, dataset: MountPlan, { role }: Target): string {
  if (part === undefined) return '';
  const path = role.pod.main.env.find(({ name }) => name === PATHS[part])?.value ?? dataset.path;
  return inVolume(normal(path).slice(normal(dataset.path).length));
}

/** Where the init container has the claim: beside the place of the copy, so that neither lies in the other. */
function claimPath(dataset: MountPlan): string {
  return `${normal(dataset.path)}.claim`;
}

/** A copy as the program sees it, and as the init container that makes it does. */
interface Copy {
  readonly seen: MountPlan;
  readonly made: MountPlan;
  readonly command: (from: string, to: string, size: string) => readonly string[];
  readonly siblings?: readonly Manifest[];
}

function copying(cache: DatasetCache, dataset: MountPlan, copy: Copy, { role }: Target, folder: string): ContainerPlan {
  const { main } = role.pod;
  const claim = claimPath(dataset);
  return {
    name: 'copy-dataset',
    image: cache._options.image ?? main.image,
    imagePullPolicy: main.imagePullPolicy,
    command: copy.command(folder === '' ? claim : joined(claim, folder), copy.made.path, cache.size),
    // What the claim's folder is named by, where each pod has one of its own.
    env: main.env.filter(({ name }) => dataset.subPathExpr?.includes(`$(${name})`)),
    amounts: withoutDevices(main.amounts),
    mounts: [
      { ...dataset, path: claim },
      { ...copy.made, readOnly: false },
    ],
    ports: [],
  };
}

/** A copy in a volume of the pod's own. */
function ownCopy(source: VolumeSource, path: string, prop: string): Copy {
  const seen: MountPlan = { path, source, readOnly: true, prop };
  return { seen, made: seen, command: copyCommand };
}

/** A copy in a claim of the workload: the program sees the folder of it that is whole. */
function sharedCopy(storageClassName: string, size: string, path: string, { plan, field }: Target): Copy {
  const claimName = cacheName(plan);
  const accessModes = [AccessMode.READ_WRITE_ONCE];
  const source = given({ kind: 'claim' as const, claimName, external: false, namespace: plan.namespace, accessModes });
  const seen: MountPlan = { path, source, readOnly: true, subPath: SHARED_FOLDER, prop: field('cache') };
  return {
    seen,
    made: { path: `${normal(path)}.cache`, source, readOnly: false, prop: field('cache') },
    command: sharedCopyCommand,
    siblings: [claimManifest(metadataOf(plan, claimName), { storageClassName, accessModes, size })],
  };
}

function copyOf(cache: DatasetCache, place: CopyPlace, path: string, target: Target): Copy {
  switch (place.kind) {
    case 'nodeLocal':
      return sharedCopy(place.storageClassName, cache.size, path, target);
    case 'ephemeral':
      return ownCopy(ephemeralSource(cache.size, place.volume), path, target.field('cache'));
    default:
      return ownCopy({ kind: place.kind, size: cache.size }, path, target.field('cache'));
  }
}

function imageFindings(cache: DatasetCache, imageTags: ImageTags | undefined, target: Target): Finding[] {
  const reference = cache._options.image;
  const moves = reference === undefined || imageTags === ImageTags.MOVING ? undefined : movingTag(reference);
  return moves === undefined ? [] : [{ field: `${target.field('cache')}.image`, value: reference, severity: 'error', ...moves }];
}

/** One copy for all pods, of which each reads a folder of its own. */
function sharedFindings({ kind }: CopyPlace, dataset: MountPlan, { field }: Target): Finding[] {
  if (kind !== 'nodeLocal' || dataset.subPathExpr === undefined) return [];
  const message = 'is one copy for all pods, and with ShardBy.directory each reads a folder of its own';
  return [
    { field: field('cache'), severity: 'error', rule: 'shared-cache-of-shards', message, fix: 'use DatasetCache.perPod or .localDisk' },
  ];
}

function copied(cache: DatasetCache, place: CopyPlace, dataset: MountPlan, folder: string, target: Target): Contribution {
  const copy = copyOf(cache, place, folder === '' ? dataset.path : joined(dataset.path, folder), target);
  return {
    pod: {
      // The init container has found the folder in the claim before the copy is mounted over it; container runtimes mount outer paths first.
      ...(folder === '' ? { mountsInPlace: [copy.seen] } : { mounts: [{ ...copy.seen, onFolder: true }] }),
      initContainers: [copying(cache, dataset, copy, target, folder)],
    },
    ...(copy.siblings === undefined ? {} : { siblings: copy.siblings }),
    problems: sharedFindings(place, dataset, target),
  };
}

/** What the option `cache` adds: a copy before the program starts, or Fluid's. Apart from the option, so that it is loaded where it is used. */
export function cached(cache: DatasetCache, dataset: MountPlan, imageTags: ImageTags | undefined, target: Target): Contribution {
  const { _place: place } = cache;
  const folder = folderOf(cache, dataset, target);
  if (place.kind === 'fluid') return throughFluid(cache, place.fluid, dataset, folder, target);
  const made = copied(cache, place, dataset, folder, target);
  return { ...made, problems: [...(made.problems ?? []), ...imageFindings(cache, imageTags, target)] };
}
