import type { ApiObject } from 'cdk8s';
import { Construct } from 'constructs';
import type { Topology } from '../values/placement';
import { emitAll } from './emit-all';
import type { QueueObjectProps } from './queue-object-props';
import { contextOf } from './render/context';
import { renderKueueTopology } from './render/kueue-topology';

/** Props of `KueueTopology`. */
export interface KueueTopologyProps extends QueueObjectProps {
  /**
   * The levels of nodes from the widest to the narrowest, 1 to 16, each once: `[Topology.label('example.com/block'), Topology.RACK, Topology.NODE]`.
   * `Topology.NODE` can only be the last. They can't be changed: other levels need a topology of another name.
   */
  readonly levels: Topology[];
}

/** How nodes lie to each other (`kueue.x-k8s.io/v1beta2` Topology), for the whole cluster. A `KueueResourceFlavor` names it; its nodes then have the labels of all levels. */
export class KueueTopology extends Construct {
  /** The topology's name. */
  public readonly name: string;
  /** The topology. */
  public readonly topology: ApiObject;

  public constructor(scope: Construct, id: string, props: KueueTopologyProps) {
    super(scope, id);
    const rendered = renderKueueTopology(props, contextOf(this, KueueTopology, new.target));
    this.topology = emitAll(this, KueueTopology, rendered).one('Topology');
    this.name = this.topology.name;
  }
}
