import { Queue } from '../../values/queue';
import { optional, value, whenGiven } from '../../values/read';
import type { Option } from '../contribution';
import { queueing } from '../queueing';

export interface QueueProps {
  readonly queue?: Queue;
}

/** How the training waits for room. The last option: what is written beside the workload is no part of the queue. */
export const queue: Option<QueueProps> = {
  name: 'queue',
  shape: { queue: optional(whenGiven(() => value(Queue, "Queue.kueue('team-a')"))) },
  contribute: ({ queue: given }, target) => (given === undefined ? {} : queueing(given, target)),
};
