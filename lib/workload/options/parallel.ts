import { Parallel } from '../../values/parallel';
import { optional, value } from '../../values/read';
import type { Option } from '../contribution';

export interface ParallelProps {
  readonly parallel?: Parallel;
}

/** Where the Job controller writes a pod's index. */
const INDEX_FIELD = "metadata.annotations['batch.kubernetes.io/job-completion-index']";

/** The variable that tells a pod its part, whose presence means that there are parts. */
export const SHARD_INDEX = 'SHARD_INDEX';

/** Which part of the data each pod of an Indexed Job works on. */
export const parallel: Option<ParallelProps> = {
  name: 'parallel',
  shape: { parallel: optional(value(Parallel, 'Parallel.shards(8)')) },
  contribute: (props) => {
    if (props.parallel === undefined) return {};
    return {
      pod: {
        env: [
          { name: 'SHARD_COUNT', value: String(props.parallel.count) },
          { name: SHARD_INDEX, valueFrom: { fieldRef: { fieldPath: INDEX_FIELD } } },
        ],
      },
    };
  },
};
