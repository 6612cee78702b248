import { DataLoading } from '../../values/data-loading';
import { optional, value, whenGiven } from '../../values/read';
import type { Option } from '../contribution';
import { loaders } from '../data-loading';

export interface DataLoadingProps {
  readonly dataLoading?: DataLoading;
}

/** How the program's loaders work, where it is said. */
export const dataLoading: Option<DataLoadingProps> = {
  name: 'dataLoading',
  shape: { dataLoading: optional(whenGiven(() => value(DataLoading, 'DataLoading.of({ workers: 8 })'))) },
  contribute: ({ dataLoading: given }, target) => (given === undefined || !target.role.readsData ? {} : loaders(given, target)),
};
