import type { Duration } from 'cdk8s';
import type { Place } from './finding';
import { objectName } from './name';
import { bool, type Checked, duration, integer, optional, struct } from './read';

/** How a training waits in a queue of Kueue. */
export interface KueueOptions {
  /**
   * The WorkloadPriorityClass: who comes first in the queue. It says nothing of the pods' priority.
   * @default - none: who came first
   */
  readonly priority?: string;
  /**
   * True: the flavors of its ClusterQueue have a topology, so that Kueue places the pods. `Placement.together` of the training's own pods is then said to Kueue, of each role by itself,
   * and to no scheduler: Kueue lets the training go where there is room for all pods of a role in one place, and affinity knows of no pods that have yet to come.
   * @default false - by affinity
   * @see https://kueue.sigs.k8s.io/docs/concepts/topology_aware_scheduling/
   */
  readonly topologyAware?: boolean;
}

/** How pods are scheduled together. */
export interface GangOptions {
  /**
   * The fewest pods that may start. A job that starts with fewer than all may wait for the rest with its GPUs held, as another may for the same.
   * @default - all
   */
  readonly minMembers?: number;
}

/** How pods are scheduled together by scheduler-plugins. */
export interface CoschedulingOptions extends GangOptions {
  /**
   * The scheduler with the coscheduling plugin.
   * @default 'scheduler-plugins-scheduler', as its Helm chart has it
   */
  readonly schedulerName?: string;
  /**
   * After how long without room for all the pods give up what they have been promised.
   * @default Duration.minutes(5) of cdk8s
   */
  readonly scheduleTimeout?: Duration;
}

const MOST_PODS = 100_000;
const gang = { minMembers: optional(integer(1, MOST_PODS)) };
const OPTIONS = {
  kueue: struct<KueueOptions>({ priority: optional(objectName('label', 'high')), topologyAware: optional(bool) }),
  volcano: struct<GangOptions>(gang),
  coscheduling: struct<CoschedulingOptions>({
    ...gang,
    schedulerName: optional(objectName('subdomain', 'scheduler-plugins-scheduler')),
    scheduleTimeout: optional(duration(1)),
  }),
};

/** The mechanisms by which a training waits for room for all of its pods. */
export type QueueKind = keyof typeof OPTIONS;

/** All that may be said of a queue. */
export type QueueOptions = KueueOptions & CoschedulingOptions;

/** How a training waits until there is room for all of its pods, so that no two trainings hold each other's GPUs. Exactly one mechanism. */
export class Queue implements Checked {
  /**
   * A LocalQueue of Kueue in the training's namespace. Kueue holds the training back, suspended, until its ClusterQueue has quota for all pods, and goes by a webhook at its creation.
   * `suspend` is not written: what is applied again would suspend a training that Kueue has let go, and end its pods.
   * Where Kueue is not installed the training starts at once.
   */
  public static kueue(localQueue: string, options: KueueOptions = {}): Queue {
    return new Queue('kueue', localQueue, options);
  }

  /**
   * A Queue of Volcano, and a PodGroup by which its scheduler starts all pods or none. For kinds of the training operator the operator makes the PodGroup:
   * it must run with `--gang-scheduler-name=volcano`.
   */
  public static volcano(queue: string, options: GangOptions = {}): Queue {
    return new Queue('volcano', queue, options);
  }

  /**
   * No queue, and a PodGroup of scheduler-plugins by which its scheduler starts all pods or none. For kinds of the training operator the operator makes the PodGroup:
   * it must run with `--gang-scheduler-name=scheduler-plugins-scheduler`.
   */
  public static coscheduling(options: CoschedulingOptions = {}): Queue {
    return new Queue('coscheduling', undefined, options);
  }

  /** @internal */
  private constructor(
    /** @internal */
    public readonly _kind: QueueKind,
    /** @internal */
    public readonly _queue: string | undefined,
    /** @internal */
    public readonly _options: QueueOptions,
  ) {}

  /** @internal */
  public _check(place: Place): void {
    if (this._kind !== 'coscheduling')
      objectName('label', 'team-a')(this._queue, place.at(this._kind === 'kueue' ? 'localQueue' : 'queue'));
    OPTIONS[this._kind](this._options, place);
  }
}
