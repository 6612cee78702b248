import { copyCommand } from '../../pod/copy';
import type { ContainerPlan, MountPlan } from '../../pod/plan';
import { DatasetCache, DatasetPart } from '../../values/dataset-cache';
import type { Finding } from '../../values/finding';
import { ImageTags, movingTag } from '../../values/image';
import { inVolume, joined, normal } from '../../values/path';
import { optional, value } from '../../values/read';
import type { Amounts } from '../../values/resources';
import type { Option, Target } from '../contribution';
import { image } from './image';

export interface CacheProps {
  readonly cache?: DatasetCache;
  readonly imageTags?: ImageTags;
}

const PATHS: Readonly<Record<DatasetPart, string>> = {
  [DatasetPart.TRAIN]: 'TRAIN_DATASET_PATH',
  [DatasetPart.TEST]: 'TEST_DATASET_PATH',
};

const NO_DATASET: Finding = {
  field: 'dataset',
  severity: 'error',
  rule: 'cache-without-dataset',
  message: 'is not given, and cache is to copy it',
  fix: 'give it, or leave cache out; datasets are read from their claims',
};

/** The folder of the dataset that is copied, relative to its root; empty for all of it. */
function folderOf({ _options: { part } }: DatasetCache, dataset: MountPlan, { role }: Target): string {
  if (part === undefined) return '';
  const path = role.pod.main.env.find(({ name }) => name === PATHS[part])?.value ?? dataset.path;
  return inVolume(normal(path).slice(normal(dataset.path).length));
}

/** What every container may ask for: the pod gets the most that one of its init containers asks for, and no more than the program has. */
const COMMON = ['cpu', 'memory', 'ephemeral-storage'];

/** The program's own amounts, which keep the pod's class, without its GPUs and other devices. */
export function withoutDevices({ requests, limits }: Amounts): Amounts {
  const common = (amounts: Readonly<Record<string, string>>) =>
    Object.fromEntries(Object.entries(amounts).filter(([name]) => COMMON.includes(name)));
  return { requests: common(requests), limits: common(limits) };
}

/** Where the init container has the claim: beside the place of the copy, so that neither lies in the other. */
function claimPath(dataset: MountPlan): string {
  return `${normal(dataset.path)}.claim`;
}

function copying(cache: DatasetCache, dataset: MountPlan, copy: MountPlan, { role }: Target, folder: string): ContainerPlan {
  const { main } = role.pod;
  const claim = claimPath(dataset);
  return {
    name: 'copy-dataset',
    image: cache._options.image ?? main.image,
    imagePullPolicy: main.imagePullPolicy,
    command: copyCommand(folder === '' ? claim : joined(claim, folder), copy.path, cache.size),
    env: [],
    amounts: withoutDevices(main.amounts),
    mounts: [
      { ...dataset, path: claim },
      { ...copy, readOnly: false },
    ],
    ports: [],
  };
}

function imageFindings({ cache, imageTags }: CacheProps, target: Target): Finding[] {
  const reference = cache?._options.image;
  const moves = reference === undefined || imageTags === ImageTags.MOVING ? undefined : movingTag(reference);
  return moves === undefined ? [] : [{ field: `${target.field('cache')}.image`, value: reference, severity: 'error', ...moves }];
}

/** The dataset copied near the program before it starts, and read there at the same paths. */
export const cache: Option<CacheProps> = {
  name: 'cache',
  shape: {
    cache: optional(value(DatasetCache, "DatasetCache.localDisk('100Gi')")),
    imageTags: image.shape.imageTags,
  },
  contribute: (props, target) => {
    if (props.cache === undefined || !target.role.readsData) return {};
    const dataset = target.role.pod.main.mounts.find(({ prop }) => prop === 'dataset');
    if (dataset === undefined) return { problems: [NO_DATASET] };
    const folder = folderOf(props.cache, dataset, target);
    const copy: MountPlan = {
      path: folder === '' ? dataset.path : joined(dataset.path, folder),
      source: { kind: props.cache._kind, size: props.cache.size },
      readOnly: true,
      prop: target.field('cache'),
    };
    return {
      pod: {
        // The init container has found the folder in the claim before the copy is mounted over it; container runtimes mount outer paths first.
        ...(folder === '' ? { mountsInPlace: [copy] } : { mounts: [{ ...copy, onFolder: true }] }),
        initContainers: [copying(props.cache, dataset, copy, target, folder)],
      },
      problems: imageFindings(props, target),
    };
  },
};
