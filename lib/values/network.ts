import { otherDevice } from './extended-amounts';
import type { Place } from './finding';
import { hugePages } from './huge-pages';
import { objectName } from './name';
import { type AttachedNetwork, type EfaOptions, GdrLevel, NcclDebug, type NetworkOptions, type RdmaOptions } from './network-options';
import { type Checked, integer, list, oneOf, optional, type Reader, required, someOf, struct, textWhere, value } from './read';

/** A kind of fast link, as plain data. */
type Link = 'pods' | 'rdma' | 'efa' | 'secondary';

interface NetworkFacts {
  readonly link: Link;
  readonly resourceName?: string;
  readonly count?: number;
  readonly networks?: AttachedNetwork[];
  readonly options: RdmaOptions & EfaOptions;
}

/** As the EFA device plugin calls its interfaces (aws/eks-charts, `aws-efa-k8s-device-plugin`). */
const EFA = 'vpc.amazonaws.com/efa';
/** What AWS' own examples for EKS ask for: libfabric takes its buffers from them. */
const EFA_HUGE_PAGES = '5120Mi';
const MOST_DEVICES = 64;
/** What RoCE's tables of addresses have. */
const MOST_GID_INDEX = 255;

/** What the kernel takes as the name of an interface, one alone: Gloo knows no patterns. */
const interfaceName = textWhere('eth0', (given) =>
  /^[A-Za-z0-9][\w.-]{0,14}$/.test(given)
    ? undefined
    : {
        rule: 'interface-name',
        message: 'is not the name of one network interface',
        fix: 'as `ip link` in the pod has it, for example "eth0"; patterns go to env: { NCCL_SOCKET_IFNAME: "^docker,lo" }',
      },
);

/** What the meta plugin takes in its annotation (k8snetworkplumbingwg/multus-cni, `parsePodNetworkObjectName`). */
const attachedInterface = textWhere('net1', (given) =>
  /^[a-z0-9]([-a-z0-9]{0,13}[a-z0-9])?$/.test(given) && given !== 'eth0' && given !== 'lo'
    ? undefined
    : {
        rule: 'interface-name',
        message: "is no name of a further interface: up to 15 of a-z, 0-9 and -, and not the pod's own eth0 or lo",
        fix: 'for example "net1"',
      },
);

const hca = textWhere('mlx5', (given) =>
  /^(=|\^=?)?[\w.-]+(:\d+)?(,[\w.-]+(:\d+)?)*$/.test(given)
    ? undefined
    : { rule: 'nccl-hca', message: 'is no list of adapters as NCCL reads it', fix: 'as in "mlx5_0:1,mlx5_1:1", "=mlx5_0" or "^mlx5_bond"' },
);

const network = struct<AttachedNetwork>({
  name: required(objectName('label', 'roce'), 'roce'),
  namespace: optional(objectName('label', 'networks')),
  interface: optional(attachedInterface),
});

const sockets = {
  socketInterface: optional(interfaceName),
  ncclDebug: optional(oneOf('NcclDebug', Object.values(NcclDebug))),
};
const INFINIBAND = 'is for InfiniBand and RoCE';
const NOTES = { hca: INFINIBAND, gidIndex: INFINIBAND, gdrLevel: INFINIBAND };
const readers: Readonly<Record<Link, Reader<object>>> = {
  pods: struct<NetworkOptions>(sockets, 'refuse', NOTES),
  secondary: struct<NetworkOptions>(sockets, 'refuse', NOTES),
  rdma: struct<RdmaOptions>({
    ...sockets,
    networks: optional(list(network)),
    hca: optional(hca),
    gidIndex: optional(integer(0, MOST_GID_INDEX, 3)),
    gdrLevel: optional(oneOf('GdrLevel', Object.values(GdrLevel))),
  }),
  efa: struct<EfaOptions>(
    { ...sockets, hugePages: optional((given, place) => (given === '0' ? given : hugePages('2Mi')(given, place))) },
    'refuse',
    NOTES,
  ),
};

/**
 * How the pods of a training reach each other: devices of a fast network, further networks, and what NCCL and Gloo are told of them.
 *
 * Traffic that goes past the kernel (RDMA, EFA) or over a further network is seen by no NetworkPolicy, so that `isolation` does not bind it: who else is on that network reaches the pods by it.
 * Memory that such devices read must be locked. Containers get the capability IPC_LOCK for it in many examples, which Pod Security forbids (`restricted` and `baseline` both), so that none is added: let the
 * container runtime of such nodes have no limit instead (`LimitMEMLOCK=infinity` in containerd's or CRI-O's systemd unit), which its containers inherit. `ulimit -l` in a pod tells.
 * There is no network of the host: both standards forbid it, and pods of two trainings would take each other's ports.
 */
export class Network implements Checked {
  /** The pods' own network, with settings alone. */
  public static pods(options: NetworkOptions): Network {
    return new Network({ link: 'pods', options });
  }

  /**
   * InfiniBand or RoCE by a device plugin: `Network.rdma('rdma/hca_shared_devices_a', 1)`, `Network.rdma('nvidia.com/mlnxnics', 8, { networks: [{ name: 'roce' }] })`. Limit and equal request of each pod.
   * @param resourceName the extended resource, as the device plugin's configuration calls it.
   * @param count devices for each pod, 1 to 64.
   * @see https://github.com/Mellanox/k8s-rdma-shared-dev-plugin
   */
  public static rdma(resourceName: string, count: number, options: RdmaOptions = {}): Network {
    return new Network({ link: 'rdma', resourceName, count, options });
  }

  /**
   * Elastic Fabric Adapters of AWS (`vpc.amazonaws.com/efa`), with huge pages for their buffers, and `FI_PROVIDER=efa`, without which libfabric takes TCP in silence where it finds no adapter. The image has
   * libfabric and its NCCL plugin; releases since 1.18 need no `FI_EFA_USE_DEVICE_RDMA`, and kernels since 5.15 no `FI_EFA_FORK_SAFE`.
   * @param count adapters for each pod, 1 to 64: a p4d.24xlarge has 4, a p5.48xlarge 32.
   * @see https://docs.aws.amazon.com/eks/latest/userguide/node-efa.html
   */
  public static efa(count: number, options: EfaOptions = {}): Network {
    return new Network({ link: 'efa', resourceName: EFA, count, options });
  }

  /**
   * Further networks by NetworkAttachmentDefinitions, as the annotation `k8s.v1.cni.cncf.io/networks` that Multus reads: `Network.secondary([{ name: 'roce', interface: 'net1' }])`. NCCL and Gloo take the first of them unless
   * `socketInterface` says otherwise.
   * @see https://github.com/k8snetworkplumbingwg/multus-cni
   */
  public static secondary(networks: AttachedNetwork[], options: NetworkOptions = {}): Network {
    return new Network({ link: 'secondary', networks, options });
  }

  private constructor(
    /** @internal */
    public readonly _facts: NetworkFacts,
  ) {}

  /** @internal */
  public get _networks(): readonly AttachedNetwork[] {
    return this._facts.networks ?? this._facts.options.networks ?? [];
  }

  /** Huge pages of 2 MiB, where the link wants some. @internal */
  public get _hugePages(): string | undefined {
    return this._facts.link === 'efa' ? (this._facts.options.hugePages ?? EFA_HUGE_PAGES) : undefined;
  }

  /** @internal */
  public _check(place: Place): void {
    const { link, resourceName, count, options } = this._facts;
    if (link === 'rdma') checkResource(resourceName, place.at('resourceName'));
    if (link === 'rdma' || link === 'efa') integer(1, MOST_DEVICES)(count, place.at('count'));
    if (link === 'secondary') someOf(network, "write [{ name: 'roce' }]")(this._facts.networks, place.at('networks'));
    if (readers[link](options, place) !== undefined) checkInterfaces(this._networks, place.at('networks'));
  }
}

/** The reader of a network. */
export const networkValue: Reader<Network> = value(Network, "Network.rdma('rdma/hca_shared_devices_a', 1)");

function checkResource(resourceName: unknown, place: Place): void {
  if (otherDevice('gpu')(resourceName, place) !== EFA) return;
  place.report({ value: resourceName, rule: 'efa', message: 'has huge pages and settings of its own', fix: 'write Network.efa(1)' });
}

/** Two networks at one interface: the second is not attached. */
function checkInterfaces(networks: unknown, place: Place): void {
  if (!Array.isArray(networks)) return;
  const seen = new Set<unknown>();
  for (const [i, attached] of (networks as readonly (Partial<AttachedNetwork> | null | undefined)[]).entries()) {
    const name = attached?.interface;
    if (name !== undefined && seen.has(name)) {
      const message = 'is the interface of another network too';
      place.at(`[${i}].interface`).report({ value: name, rule: 'interface-name', message, fix: 'give each its own, or leave them out' });
    }
    seen.add(name);
  }
}
