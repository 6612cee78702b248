import type { ApiObject } from 'cdk8s';
import { Construct } from 'constructs';
import type { PreemptionPolicy } from '../values/preemption-policy';
import { emitAll } from './emit-all';
import type { QueueObjectProps } from './queue-object-props';
import { contextOf } from './render/context';
import { renderPriorityClass } from './render/priority-classes';

/** Props of `PriorityClass`. */
export interface PriorityClassProps extends QueueObjectProps {
  /** The priority: a whole number of at most 1000000000, the greater the sooner. What is above it Kubernetes keeps for itself. Pods of no class have 0. It can't be changed. */
  readonly value: number;
  /**
   * Whether pods that wait end others of lower priority. It can't be changed.
   * @default PreemptionPolicy.NEVER - a training that is ended loses its work since the last checkpoint, and one pod of a gang takes all the others with it; they are placed before others all the same
   */
  readonly preemptionPolicy?: PreemptionPolicy;
  /**
   * For whom it is.
   * @default - not said
   */
  readonly description?: string;
}

/** An order in which pods are placed (`scheduling.k8s.io/v1` PriorityClass), for the whole cluster: `priorityClassName: urgent.name`. */
export class PriorityClass extends Construct {
  /** The class's name. */
  public readonly name: string;
  /** The class. */
  public readonly classObject: ApiObject;

  public constructor(scope: Construct, id: string, props: PriorityClassProps) {
    super(scope, id);
    const rendered = renderPriorityClass(props, contextOf(this, PriorityClass, new.target));
    this.classObject = emitAll(this, PriorityClass, rendered).one('PriorityClass');
    this.name = this.classObject.name;
  }
}
