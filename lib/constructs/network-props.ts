import type { Network } from '../values/network';

/** How the pods of a training reach each other. */
export interface NetworkProps {
  /**
   * Fast links between the pods: `Network.efa(4)`, `Network.rdma('rdma/hca_shared_devices_a', 1)`, `Network.secondary([{ name: 'roce' }])`. On a training with one pod it is warned of.
   * No NetworkPolicy binds them. Where some roles of a training have GPUs, devices that are said for all roles are given to those alone: nodes without GPUs have none. Another role says `network` itself.
   * @default - the pods' own network
   */
  readonly network?: Network;
}
