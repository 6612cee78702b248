import type { ApiObject } from 'cdk8s';
import { Construct } from 'constructs';
import type { Isolation } from '../values/enums';
import type { ClaimLimits, ContainerLimits, NamespaceEgress, NamespaceQuota, PodSecurityLevel } from '../values/namespace';
import type { Retention } from '../values/retention';
import { emitAll } from './emit-all';
import { contextOf } from './render/context';
import { renderMlNamespace } from './render/ml-namespace';

/** Props of `MlNamespace`. */
export interface MlNamespaceProps {
  /**
   * The namespace's name.
   * @default - the chart's namespace; where the chart names none, the ids of the constructs below it, joined by `-`
   */
  readonly name?: string;
  /**
   * Labels of all objects, beside the library's own. Those of Pod Security are refused.
   * @default - none
   */
  readonly labels?: { [key: string]: string };
  /**
   * Annotations of the namespace.
   * @default - none
   */
  readonly annotations?: { [key: string]: string };
  /**
   * Which pods are admitted. Others are refused, warned of and written to the audit log.
   * @default PodSecurityLevel.RESTRICTED
   * @see https://kubernetes.io/docs/concepts/security/pod-security-standards/
   */
  readonly podSecurity?: PodSecurityLevel;
  /**
   * What everything in the namespace may have together (`v1` ResourceQuota `quota`). What the same app puts into the namespace is added up and held against it at synthesis.
   * @default - no ResourceQuota
   * @see https://kubernetes.io/docs/concepts/policy/resource-quotas/
   */
  readonly quota?: NamespaceQuota;
  /**
   * What single containers may have, and what those have that say nothing (`v1` LimitRange `limits`).
   * @default - a default request of what the quota bounds of cpu and memory; without such a quota none
   */
  readonly containers?: ContainerLimits;
  /**
   * How large single claims may be.
   * @default - any size
   */
  readonly claims?: ClaimLimits;
  /**
   * Whether pods are shut off that no other NetworkPolicy lets anybody in to (`networking.k8s.io/v1` NetworkPolicy `default-deny`). The library's workloads have policies of their own, which let in what they need.
   * @default Isolation.NETWORK_POLICY
   */
  readonly isolation?: Isolation;
  /**
   * Where pods may connect to. Policies add up, and those of the library's workloads let everything out: of them it bounds those alone that have `isolation: Isolation.NONE`.
   * @default NamespaceEgress.OPEN
   */
  readonly egress?: NamespaceEgress;
  /**
   * What becomes of the namespace when its chart is taken away. With a namespace go all of its claims, and the data of volumes that are not retained.
   * @default Retention.keep() - Helm and Argo CD leave it
   */
  readonly retention?: Retention;
}

/**
 * A namespace for machine learning: who may run in it, how much all of it may have, and who may reach its pods.
 * Make it first in its chart, or in a chart of its own: what is applied before its namespace is there is refused.
 */
export class MlNamespace extends Construct {
  /** The namespace's name. */
  public readonly name: string;
  /** The namespace (`v1` Namespace). */
  public readonly namespace: ApiObject;
  /** What everything in it may have together (`v1` ResourceQuota), if it is bounded. */
  public readonly quota?: ApiObject;
  /** What single containers and claims may have (`v1` LimitRange), if it is bounded. */
  public readonly limitRange?: ApiObject;
  /** What shuts its pods off (`networking.k8s.io/v1` NetworkPolicy), unless it is left out. */
  public readonly networkPolicy?: ApiObject;

  public constructor(scope: Construct, id: string, props: MlNamespaceProps = {}) {
    super(scope, id);
    const made = emitAll(this, MlNamespace, renderMlNamespace(props, contextOf(this, MlNamespace, new.target)));
    this.namespace = made.one('Namespace');
    this.name = this.namespace.name;
    const [quota, limitRange, networkPolicy] = ['ResourceQuota', 'LimitRange', 'NetworkPolicy'].map(made.maybe);
    if (quota !== undefined) this.quota = quota;
    if (limitRange !== undefined) this.limitRange = limitRange;
    if (networkPolicy !== undefined) this.networkPolicy = networkPolicy;
  }
}
