/** How much NCCL tells in the pods' logs (`NCCL_DEBUG`). */
export enum NcclDebug {
  /** Its version, at the start. */
  VERSION = 'VERSION',
  /** What fails. */
  WARN = 'WARN',
  /** Which links it takes, too. */
  INFO = 'INFO',
  /** Every call. */
  TRACE = 'TRACE',
}

/** How far apart a GPU and an adapter may be that exchange data without the CPU (`NCCL_NET_GDR_LEVEL`). */
export enum GdrLevel {
  /** Never. */
  LOC = 'LOC',
  /** On one PCI switch. */
  PIX = 'PIX',
  /** Over several PCI switches. */
  PXB = 'PXB',
  /** On one NUMA node: the traffic goes through the CPU. */
  PHB = 'PHB',
  /** Wherever they are. */
  SYS = 'SYS',
}

/** A network that is attached to each pod beside its own. */
export interface AttachedNetwork {
  /** The NetworkAttachmentDefinition, which must exist in the cluster. */
  readonly name: string;
  /**
   * Its namespace.
   * @default - the pods' own
   */
  readonly namespace?: string;
  /**
   * The interface that the pod sees.
   * @default - net1 of the first network, net2 of the second, as Multus counts
   */
  readonly interface?: string;
}

/** What NCCL and Gloo are told. Variables that are said here can't be said in `env` too. */
export interface NetworkOptions {
  /**
   * The interface of their sockets, by which the pods meet: `NCCL_SOCKET_IFNAME` (as `=eth0`, which is this one alone) and `GLOO_SOCKET_IFNAME`.
   * @default - the first network of `Network.secondary`; otherwise none: they choose
   * @see https://docs.nvidia.com/deeplearning/nccl/user-guide/docs/env.html
   */
  readonly socketInterface?: string;
  /**
   * How much NCCL tells: `NCCL_DEBUG`.
   * @default - nothing but what the program itself sets
   */
  readonly ncclDebug?: NcclDebug;
}

/** What NCCL is told of InfiniBand and RoCE. */
export interface RdmaOptions extends NetworkOptions {
  /**
   * Networks that are attached to each pod, where adapters are given to pods with an interface each (SR-IOV).
   * @default - none
   */
  readonly networks?: AttachedNetwork[];
  /**
   * The adapters that NCCL takes: `NCCL_IB_HCA`, as `'mlx5'` (all that begin so), `'=mlx5_0:1'` or `'^mlx5_bond'`.
   * @default - all that the pod sees
   */
  readonly hca?: string;
  /**
   * The index of the adapter's address, 0 to 255: `NCCL_IB_GID_INDEX`. RoCE v2 mostly wants 3 where NCCL is older than 2.21.
   * @default - NCCL chooses
   */
  readonly gidIndex?: number;
  /**
   * How far apart a GPU and an adapter may be that exchange data directly: `NCCL_NET_GDR_LEVEL`.
   * @default - NCCL chooses
   */
  readonly gdrLevel?: GdrLevel;
}

/** What is said of Elastic Fabric Adapters. */
export interface EfaOptions extends NetworkOptions {
  /**
   * Huge pages of 2 MiB for the adapters' buffers, where `resources` has none. Each pod gets so many, and nodes with EFA's driver set 10 GiB aside. `'0'`: none, and `FI_EFA_USE_HUGE_PAGE=0`.
   * @default '5120Mi' - as AWS' examples for EKS
   */
  readonly hugePages?: string;
}
