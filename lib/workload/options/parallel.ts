import { Parallel } from '../../values/parallel';
import { optional, value, whenGiven } from '../../values/read';
import type { Option } from '../contribution';
import { divided } from '../sharding';

export interface ParallelProps {
  readonly parallel?: Parallel;
}

/** The folder of the dataset that is a pod's own, where there is one. */
export function ownFolder({ parallel: given }: ParallelProps): string | undefined {
  const sharding = given?._by._sharding;
  return sharding?.kind === 'directory' ? sharding.path : undefined;
}

/** Which part of the data each pod of an Indexed Job works on. */
export const parallel: Option<ParallelProps> = {
  name: 'parallel',
  shape: { parallel: optional(whenGiven(() => value(Parallel, 'Parallel.shards(8)'))) },
  contribute: ({ parallel: given }, target) => (given === undefined || given._rendezvous !== undefined ? {} : divided(given, target)),
};
