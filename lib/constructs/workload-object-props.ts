import type { IServiceAccount } from 'cdk8s-plus-27';
import type { Isolation } from '../values/enums';

/** What may be said of the object of every workload, and of those that come with it. */
export interface WorkloadObjectProps {
  /**
   * The name of the workload and of all that comes with it: a DNS label, short enough for the names that controllers derive from it.
   * @default - the ids of the constructs below the chart, joined by `-`
   */
  readonly name?: string;
  /**
   * Labels of all objects and pods, beside the library's own (`app.kubernetes.io/...`).
   * @default - none
   */
  readonly labels?: { [key: string]: string };
  /**
   * Annotations of the workload's own object.
   * @default - none
   */
  readonly annotations?: { [key: string]: string };
  /**
   * Annotations of the pods.
   * @default - none
   */
  readonly podAnnotations?: { [key: string]: string };
  /**
   * The pods' ServiceAccount, in place of the one that the library would make. Its token is not mounted.
   * @default - one for this workload alone, without rights
   */
  readonly serviceAccount?: IServiceAccount;
  /**
   * Whether the pods have a NetworkPolicy of their own.
   * @default Isolation.NETWORK_POLICY
   */
  readonly isolation?: Isolation;
}
