import type { ApiObject } from 'cdk8s';
import { Construct } from 'constructs';
import { emitAll } from './emit-all';
import type { QueueObjectProps } from './queue-object-props';
import { contextOf } from './render/context';
import { renderKueueWorkloadPriorityClass } from './render/priority-classes';

/** Props of `KueueWorkloadPriorityClass`. */
export interface KueueWorkloadPriorityClassProps extends QueueObjectProps {
  /** The priority: a whole number of 32 bits, the greater the sooner. Trainings of no class have 0. */
  readonly value: number;
  /**
   * For whom it is.
   * @default - not said
   */
  readonly description?: string;
}

/**
 * An order of trainings in Kueue's queues (`kueue.x-k8s.io/v1beta2` WorkloadPriorityClass), for the whole cluster: `Queue.kueue('team-a', { priority: urgent.name })`.
 * Pods keep the priority that they have.
 */
export class KueueWorkloadPriorityClass extends Construct {
  /** The class's name. */
  public readonly name: string;
  /** The class. */
  public readonly workloadPriorityClass: ApiObject;

  public constructor(scope: Construct, id: string, props: KueueWorkloadPriorityClassProps) {
    super(scope, id);
    const rendered = renderKueueWorkloadPriorityClass(props, contextOf(this, KueueWorkloadPriorityClass, new.target));
    this.workloadPriorityClass = emitAll(this, KueueWorkloadPriorityClass, rendered).one('WorkloadPriorityClass');
    this.name = this.workloadPriorityClass.name;
  }
}
