import type { Place } from './finding';
import { isQualifiedName, labelKey, labelValue } from './name';
import { bool, type Checked, integer, map, oneOf, optional, struct } from './read';

/** What a topology is called in `Topology` where its label key differs between clusters. */
const RACK = 'rack';

/** The label that tells one node from another. */
export const NODE_LABEL = 'kubernetes.io/hostname';

/** What Kueue says of the pods of one template that must be in one place, and of those that should. */
export const KUEUE_TOPOLOGY = {
  required: 'kueue.x-k8s.io/podset-required-topology',
  preferred: 'kueue.x-k8s.io/podset-preferred-topology',
};

/** A level of the cluster's topology: what nodes have in common when they are "together". */
export class Topology implements Checked {
  /** One node: `kubernetes.io/hostname`. */
  public static readonly NODE = new Topology('node', NODE_LABEL);
  /** One zone of a region, often one data centre: `topology.kubernetes.io/zone`. */
  public static readonly ZONE = new Topology('zone', 'topology.kubernetes.io/zone');
  /** One rack. Kubernetes has no standard label for it: the cluster profile names it (`rackLabel`), and without it the rule is refused. */
  public static readonly RACK = new Topology(RACK, undefined);

  /** Nodes whose GPUs share one NVLink domain, as those of a GB200 NVL72 rack: `nvidia.com/gpu.clique`, which NVIDIA's GPU feature discovery writes. */
  public static readonly NVLINK = new Topology('nvlink', 'nvidia.com/gpu.clique');

  /** Any label of the nodes: `Topology.label('example.com/block')`. */
  public static label(key: string): Topology {
    return new Topology('label', key);
  }

  /** @internal */
  public readonly _level: string;
  /** @internal */
  private readonly key: string | undefined;

  private constructor(level: string, key: string | undefined) {
    this._level = level;
    this.key = key;
  }

  /** The nodes' label key, or undefined where the cluster has none for this level. @internal */
  public _keyIn(rackLabel: string | undefined): string | undefined {
    return this._level === RACK ? rackLabel : this.key;
  }

  /** @internal */
  public _check(place: Place): void {
    if (this._level === RACK || (typeof this.key === 'string' && isQualifiedName(this.key))) return;
    place.report({
      value: this.key,
      rule: 'topology',
      message: 'is not a label key of nodes',
      fix: 'for example Topology.label("example.com/rack")',
    });
  }
}

/** Whether a rule must hold. */
export interface PlacementOptions {
  /**
   * True: a pod that can't be placed so stays pending. False: the scheduler tries, and places the pod anyway.
   * @default false
   */
  readonly required?: boolean;
}

/** How a rule about a pod's neighbours is read. */
export interface NeighbourOptions extends PlacementOptions {
  /**
   * Labels of the pods that are meant.
   * @default - the workload's own pods
   */
  readonly pods?: { [key: string]: string };
  /**
   * True: the pods that are meant are not in this app, so that nobody looks for them there.
   * @default false
   */
  readonly external?: boolean;
}

/** How even a spread must be. */
export interface SpreadOptions extends PlacementOptions {
  /**
   * By how many pods two places may differ.
   * @default 1
   */
  readonly maxSkew?: number;
}

/** The effect of a taint. */
export enum TaintEffect {
  NO_SCHEDULE = 'NoSchedule',
  PREFER_NO_SCHEDULE = 'PreferNoSchedule',
  NO_EXECUTE = 'NoExecute',
}

/** Which taint is tolerated. */
export interface TolerationOptions {
  /**
   * The taint's value.
   * @default - any
   */
  readonly value?: string;
  /**
   * The taint's effect.
   * @default - any
   */
  readonly effect?: TaintEffect;
}

/** A placement rule as plain data. */
export type PlacementRule =
  | { readonly kind: 'together' | 'apart'; readonly topology: Topology; readonly options: NeighbourOptions }
  | { readonly kind: 'spread'; readonly topology: Topology; readonly options: SpreadOptions }
  | { readonly kind: 'on'; readonly labels: { readonly [key: string]: string }; readonly options: PlacementOptions }
  | { readonly kind: 'spot'; readonly options: PlacementOptions }
  | { readonly kind: 'tolerate'; readonly key: string; readonly options: TolerationOptions };

const neighbour = struct<NeighbourOptions>({
  required: optional(bool),
  pods: optional(map(labelKey, labelValue)),
  external: optional(bool),
});
const spread = struct<SpreadOptions>({ required: optional(bool), maxSkew: optional(integer(1)) });
const plain = struct<PlacementOptions>({ required: optional(bool) });
const toleration = struct<TolerationOptions>({
  value: optional(labelValue),
  effect: optional(oneOf('TaintEffect', Object.values(TaintEffect))),
});

/**
 * A rule for where pods run. Preferred unless `required: true` is said, so that a full cluster delays nothing by itself.
 * A rule replaces ours on the same topology and adds to the others.
 */
export class Placement implements Checked {
  /** The workload's pods near each other, for fast communication: `Placement.together(Topology.NODE)`. */
  public static together(topology: Topology, options: NeighbourOptions = {}): Placement {
    return new Placement({ kind: 'together', topology, options });
  }

  /** The workload's pods away from each other, so that one node's end or memory does not touch two of them. */
  public static apart(topology: Topology, options: NeighbourOptions = {}): Placement {
    return new Placement({ kind: 'apart', topology, options });
  }

  /** The workload's pods evenly over the places. */
  public static spread(topology: Topology, options: SpreadOptions = {}): Placement {
    return new Placement({ kind: 'spread', topology, options });
  }

  /** On nodes with all these labels. */
  public static on(labels: { [key: string]: string }, options: PlacementOptions = {}): Placement {
    return new Placement({ kind: 'on', labels, options });
  }

  /** On the cloud's spot (preemptible) nodes, by the labels and taints that the cluster profile knows. */
  public static spot(options: PlacementOptions = {}): Placement {
    return new Placement({ kind: 'spot', options });
  }

  /** Also on nodes with the taint of this key. */
  public static tolerate(key: string, options: TolerationOptions = {}): Placement {
    return new Placement({ kind: 'tolerate', key, options });
  }

  /** @internal */
  public readonly _rule: PlacementRule;

  private constructor(rule: PlacementRule) {
    this._rule = rule;
  }

  /** @internal */
  public _check(place: Place): void {
    const rule = this._rule;
    switch (rule.kind) {
      case 'together':
      case 'apart':
        checkTopology(rule.topology, place);
        neighbour(rule.options, place);
        return;
      case 'spread':
        checkTopology(rule.topology, place);
        spread(rule.options, place);
        return;
      case 'on':
        plain(rule.options, place);
        map(labelKey, labelValue)(rule.labels, place.at('labels'));
        if (typeof rule.labels !== 'object' || rule.labels === null || Object.keys(rule.labels).length > 0) return;
        place.at('labels').report({
          value: rule.labels,
          rule: 'placement',
          message: 'must name at least one label',
          fix: 'for example { "example.com/pool": "gpu" }',
        });
        return;
      case 'spot':
        plain(rule.options, place);
        return;
      case 'tolerate':
        labelKey(rule.key, place.at('key'));
        toleration(rule.options, place);
        return;
      default:
        unreachable(rule);
    }
  }
}

function checkTopology(topology: unknown, place: Place): void {
  if (topology instanceof Topology) topology._check(place.at('topology'));
  else place.at('topology').report({ value: topology, rule: 'type', message: 'must be a Topology', fix: 'for example Topology.NODE' });
}

function unreachable(rule: never): never {
  throw new Error(`unknown placement ${JSON.stringify(rule)}`);
}
