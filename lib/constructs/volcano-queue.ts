import type { ApiObject } from 'cdk8s';
import { Construct } from 'constructs';
import { type GangOptions, Queue } from '../values/queue';
import type { QueueAmounts } from '../values/queue-amounts';
import { emitAll } from './emit-all';
import type { QueueObjectProps } from './queue-object-props';
import { contextOf } from './render/context';
import { renderVolcanoQueue } from './render/volcano-queue';

/** Props of `VolcanoQueue`. */
export interface VolcanoQueueProps extends QueueObjectProps {
  /**
   * The queue's share of the cluster among all queues, 1 to 65535: one of 2 has twice as much as one of 1.
   * @default 1, as Volcano has it
   */
  readonly weight?: number;
  /**
   * The most that its pods may have.
   * @default - no bound
   */
  readonly capability?: QueueAmounts;
  /**
   * What it has a right to: what it uses beyond that others take back. At most `capability`. It counts where Volcano's plugin `capacity` is used instead of weights (`proportion`).
   * @default - not said
   */
  readonly deserved?: QueueAmounts;
  /**
   * What is kept for it even while it does not use it. Each resource must be in `deserved`, with as much at least.
   * @default - nothing
   */
  readonly guarantee?: QueueAmounts;
}

/** A queue of Volcano (`scheduling.volcano.sh/v1beta1` Queue), for the whole cluster: `queue: queueObject.queue()`. */
export class VolcanoQueue extends Construct {
  /** The queue's name. */
  public readonly name: string;
  /** The queue's object. */
  public readonly queueObject: ApiObject;

  public constructor(scope: Construct, id: string, props: VolcanoQueueProps = {}) {
    super(scope, id);
    const rendered = renderVolcanoQueue(props, contextOf(this, VolcanoQueue, new.target));
    this.queueObject = emitAll(this, VolcanoQueue, rendered).one('Queue');
    this.name = this.queueObject.name;
  }

  /** This queue, as a training takes it. */
  public queue(options: GangOptions = {}): Queue {
    return Queue.volcano(this.name, options);
  }
}
