import { DatasetCache } from '../../values/dataset-cache';
import type { Finding } from '../../values/finding';
import type { ImageTags } from '../../values/image';
import { optional, value, whenGiven } from '../../values/read';
import { cached } from '../caching';
import type { Option } from '../contribution';
import { image } from './image';

export interface CacheProps {
  readonly cache?: DatasetCache;
  readonly imageTags?: ImageTags;
}

const NO_DATASET: Finding = {
  field: 'dataset',
  severity: 'error',
  rule: 'cache-without-dataset',
  message: 'is not given, and cache is to copy it',
  fix: 'give it, or leave cache out; datasets are read from their claims',
};

/** The dataset near the program, read at the same paths: copied before it starts, or by Fluid. */
export const cache: Option<CacheProps> = {
  name: 'cache',
  shape: {
    cache: optional(whenGiven(() => value(DatasetCache, "DatasetCache.localDisk('100Gi')"))),
    imageTags: image.shape.imageTags,
  },
  contribute: (props, target) => {
    if (props.cache === undefined || !target.role.readsData) return {};
    const dataset = target.role.pod.main.mounts.find(({ prop }) => prop === 'dataset');
    if (dataset === undefined) return { problems: [NO_DATASET] };
    return cached(props.cache, dataset, props.imageTags, target);
  },
};
