import type { ApiObject } from 'cdk8s';
import { Construct } from 'constructs';
import type { Placement } from '../values/placement';
import { emitAll } from './emit-all';
import type { QueueObjectProps } from './queue-object-props';
import { contextOf } from './render/context';
import { renderKueueResourceFlavor } from './render/kueue-resource-flavor';

/** Props of `KueueResourceFlavor`. */
export interface KueueResourceFlavorProps extends QueueObjectProps {
  /**
   * Labels of the nodes that are meant, at most 8. Kueue puts them into the pods' node selector, so that what is counted here runs here.
   * @default - all nodes
   */
  readonly nodeLabels?: { [key: string]: string };
  /**
   * Taints of these nodes, at most 8, that Kueue lets the pods tolerate: `Placement.tolerate('example.com/spot')`, and no other placement.
   * @default - none
   */
  readonly tolerations?: Placement[];
  /**
   * How these nodes lie to each other: `topology.name` of a `KueueTopology`. It needs `nodeLabels`, and nothing of the flavor can be changed then.
   * @default - nothing is known of it
   */
  readonly topologyName?: string;
}

/** A sort of nodes that Kueue counts by itself (`kueue.x-k8s.io/v1beta2` ResourceFlavor), for the whole cluster: by GPU product, or spot and not. */
export class KueueResourceFlavor extends Construct {
  /** The flavor's name. */
  public readonly name: string;
  /** The flavor. */
  public readonly resourceFlavor: ApiObject;

  public constructor(scope: Construct, id: string, props: KueueResourceFlavorProps = {}) {
    super(scope, id);
    const rendered = renderKueueResourceFlavor(props, contextOf(this, KueueResourceFlavor, new.target));
    this.resourceFlavor = emitAll(this, KueueResourceFlavor, rendered).one('ResourceFlavor');
    this.name = this.resourceFlavor.name;
  }
}
