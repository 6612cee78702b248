import { objectName } from './name';
import { type QueueAmounts, queueAmounts } from './queue-amounts';
import { oneOf, optional, required, struct } from './read';

/** Which training of a queue is let go first. */
export enum QueueingStrategy {
  /** The first by priority and age. Where it has no room, smaller ones behind it that have. A large training may wait long. */
  BEST_EFFORT_FIFO = 'BestEffortFIFO',
  /** The first by priority and age. Where it has no room, all wait behind it. */
  STRICT_FIFO = 'StrictFIFO',
}

/** Which trainings of its own queue a training that waits may end. */
export enum QueuePreemption {
  /** None. */
  NEVER = 'Never',
  /** Those of lower priority. */
  LOWER_PRIORITY = 'LowerPriority',
  /** Those of lower priority, and those of the same that came later. */
  LOWER_OR_NEWER_EQUAL_PRIORITY = 'LowerOrNewerEqualPriority',
}

/** Which trainings of other queues of the cohort, that run on what they have borrowed, a training that waits may end. */
export enum CohortReclaim {
  /** None. */
  NEVER = 'Never',
  /** Those of lower priority. */
  LOWER_PRIORITY = 'LowerPriority',
  /** All. */
  ANY = 'Any',
}

/** What a queue has of one flavor of nodes. */
export interface FlavorQuota {
  /** The ResourceFlavor's name: `flavor.name` of a `KueueResourceFlavor`. */
  readonly flavor: string;
  /** What the queue has of its own. Flavors that share a resource name the same resources, with 0 of what they have not. */
  readonly nominal: QueueAmounts;
  /**
   * The most that may be borrowed from other queues of the cohort beyond that. Refused without a cohort.
   * @default - all that others do not use, in a cohort
   */
  readonly borrowingLimit?: QueueAmounts;
  /**
   * The most that other queues of the cohort may borrow, at most what the queue has. Refused without a cohort.
   * @default - all that the queue does not use, in a cohort
   */
  readonly lendingLimit?: QueueAmounts;
}

/** Which trainings may be ended for one that waits. What is ended begins again where it has been checkpointed last. */
export interface KueuePreemption {
  /**
   * Of the same queue.
   * @default QueuePreemption.NEVER
   */
  readonly withinClusterQueue?: QueuePreemption;
  /**
   * Of other queues of the cohort. Refused without a cohort.
   * @default CohortReclaim.NEVER
   */
  readonly reclaimWithinCohort?: CohortReclaim;
}

/** The reader of what a queue has of one flavor. */
export const flavorQuota = struct<FlavorQuota>({
  flavor: required(objectName('subdomain', 'a100'), 'stand-in', 'a100'),
  nominal: required(queueAmounts, { cpu: '0' }, { cpu: '128', memory: '1Ti' }),
  borrowingLimit: optional(queueAmounts),
  lendingLimit: optional(queueAmounts),
});

/** The reader of which trainings may be ended. */
export const kueuePreemption = struct<KueuePreemption>({
  withinClusterQueue: optional(oneOf('QueuePreemption', Object.values(QueuePreemption))),
  reclaimWithinCohort: optional(oneOf('CohortReclaim', Object.values(CohortReclaim))),
});
