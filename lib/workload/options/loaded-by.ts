import { optional } from '../../values/read';
import { awaitedLoad } from '../awaited-load';
import type { Option } from '../contribution';
import { type DatasetFilling, datasetFilling } from '../dataset-filling';

export interface LoadedByProps {
  readonly loadedBy?: DatasetFilling;
}

/** The pods that read the dataset wait until it is loaded. */
export const loadedBy: Option<LoadedByProps> = {
  name: 'loadedBy',
  shape: { loadedBy: optional(datasetFilling) },
  contribute: ({ loadedBy: load }, target) => (load === undefined || !target.role.readsData ? {} : awaitedLoad(load, target)),
};
