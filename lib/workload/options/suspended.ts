import type { Finding } from '../../values/finding';
import { bool, optional } from '../../values/read';
import type { Option, Target } from '../contribution';
import { type QueueProps, queue } from './queue';

export interface SuspendedProps {
  readonly suspended?: boolean;
}

/** Kueue suspends and resumes by itself: what is applied again would end the pods of a training that it has let go. */
function heldTwice(target: Target): Finding {
  const message = 'is true, and queue is kueue, which suspends the training itself and resumes it when there is room';
  return { field: target.field('suspended'), severity: 'error', rule: 'suspended-in-queue', message, fix: 'leave one of the two out' };
}

/** Whether the training waits until somebody resumes it. */
export const suspended: Option<SuspendedProps & QueueProps> = {
  name: 'suspended',
  shape: { suspended: optional(bool), ...queue.shape },
  contribute: (props, target) => {
    if (props.suspended !== true) return {};
    return props.queue?._kind === 'kueue' ? { problems: [heldTwice(target)] } : { suspend: true };
  },
};
