import type { ApiObject } from 'cdk8s';
import { Construct } from 'constructs';
import { type KueueOptions, Queue } from '../values/queue';
import { emitAll } from './emit-all';
import type { QueueObjectProps } from './queue-object-props';
import { contextOf } from './render/context';
import { renderKueueLocalQueue } from './render/kueue-local-queue';

/** Props of `KueueLocalQueue`. */
export interface KueueLocalQueueProps extends QueueObjectProps {
  /** The queue of the cluster that it leads to: `clusterQueue.name` of a `KueueClusterQueue`. It can't be changed: another one needs a LocalQueue of another name. */
  readonly clusterQueue: string;
  /**
   * The namespace of the trainings that wait in it.
   * @default - the chart's
   */
  readonly namespace?: string;
}

/** Where a namespace's trainings wait (`kueue.x-k8s.io/v1beta2` LocalQueue): `queue: localQueue.queue()`. */
export class KueueLocalQueue extends Construct {
  /** The queue's name. */
  public readonly name: string;
  /** The queue. */
  public readonly localQueue: ApiObject;

  public constructor(scope: Construct, id: string, props: KueueLocalQueueProps) {
    super(scope, id);
    const rendered = renderKueueLocalQueue(props, contextOf(this, KueueLocalQueue, new.target));
    this.localQueue = emitAll(this, KueueLocalQueue, rendered).one('LocalQueue');
    this.name = this.localQueue.name;
  }

  /** This queue, as a training of its namespace takes it. */
  public queue(options: KueueOptions = {}): Queue {
    return Queue.kueue(this.name, options);
  }
}
