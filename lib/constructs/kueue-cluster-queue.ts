import type { ApiObject } from 'cdk8s';
import { Construct } from 'constructs';
import type { FlavorQuota, KueuePreemption, QueueingStrategy } from '../values/cluster-queue';
import { emitAll } from './emit-all';
import type { QueueObjectProps } from './queue-object-props';
import { contextOf } from './render/context';
import { renderKueueClusterQueue } from './render/kueue-cluster-queue';

/** Props of `KueueClusterQueue`. */
export interface KueueClusterQueueProps extends QueueObjectProps {
  /**
   * What the queue has, by flavors of nodes, in the order in which they are tried. Each resource that trainings request must be among them, or they are never let go.
   * Where no flavor says `ephemeralStorage`, each with `cpu` has 1Pi of it: all pods of this library request local disk, which nodes share out by themselves.
   */
  readonly flavors: FlavorQuota[];
  /**
   * Queues of one cohort lend each other what they do not use.
   * @default - none: nothing is lent or borrowed
   */
  readonly cohort?: string;
  /**
   * The namespaces whose LocalQueues may lead here, by name.
   * @default - all. Kueue itself takes a queue that says nothing of it for one of no namespace, in which all wait for ever; so `{}` is written
   */
  readonly namespaces?: string[];
  /**
   * Labels of the namespaces whose LocalQueues may lead here. With `namespaces` both must fit.
   * @default - any
   */
  readonly namespaceLabels?: { [key: string]: string };
  /**
   * Which training is let go first.
   * @default QueueingStrategy.BEST_EFFORT_FIFO, as Kueue has it
   */
  readonly queueingStrategy?: QueueingStrategy;
  /**
   * Which trainings may be ended for one that waits.
   * @default - none, as Kueue has it
   */
  readonly preemption?: KueuePreemption;
}

/**
 * A queue of the whole cluster with a quota (`kueue.x-k8s.io/v1beta2` ClusterQueue): trainings of the LocalQueues that lead to it are let go while it has room for all of their pods.
 * What Kueue's webhook refuses is refused here: a resource that is counted in two groups of flavors, limits without a cohort, more lent than there is.
 */
export class KueueClusterQueue extends Construct {
  /** The queue's name. */
  public readonly name: string;
  /** The queue. */
  public readonly clusterQueue: ApiObject;

  public constructor(scope: Construct, id: string, props: KueueClusterQueueProps) {
    super(scope, id);
    const rendered = renderKueueClusterQueue(props, contextOf(this, KueueClusterQueue, new.target));
    this.clusterQueue = emitAll(this, KueueClusterQueue, rendered).one('ClusterQueue');
    this.name = this.clusterQueue.name;
  }
}
