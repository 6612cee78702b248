import { GdrLevel, NcclDebug, Network } from '../../lib';
import { linesOf, untyped } from './findings';

const told = (network: Network) => linesOf(network, 'network');

test.each<[string, Network]>([
  ['pods', Network.pods({ socketInterface: 'eth0', ncclDebug: NcclDebug.WARN })],
  ['rdma', Network.rdma('rdma/hca', 8, { networks: [{ name: 'roce' }], hca: '=mlx5_0:1,mlx5_1', gidIndex: 3, gdrLevel: GdrLevel.PHB })],
  ['efa', Network.efa(32, { hugePages: '2Gi' })],
  ['efa without huge pages', Network.efa(4, { hugePages: '0' })],
  ['secondary', Network.secondary([{ name: 'roce', namespace: 'net', interface: 'net1' }, { name: 'roce' }, { name: 'roce' }])],
])('Network.%s is right', (_, network) => expect(told(network)).toEqual([]));

describe('refused is', () => {
  test.each<[string, Network, string]>([
    ['no device', Network.rdma('rdma/hca', 0), 'network.count: must be a whole number from 1 to 64, got 0 (for example 1)'],
    ['no adapter', Network.efa(0), 'network.count: must be a whole number from 1 to 64, got 0 (for example 1)'],
    [
      'a device without a domain',
      Network.rdma('hca', 1),
      'network.resourceName: is not the name of an extended resource, got "hca" (domain/name, as in "rdma/hca_shared_devices_a")',
    ],
    [
      'a GPU',
      Network.rdma('nvidia.com/gpu', 1),
      'network.resourceName: is a GPU, which has a prop of its own, got "nvidia.com/gpu" (say it in gpu: Gpu.nvidia(1))',
    ],
    [
      'an adapter of AWS as any other',
      Network.rdma('vpc.amazonaws.com/efa', 1),
      'network.resourceName: has huge pages and settings of its own, got "vpc.amazonaws.com/efa" (write Network.efa(1))',
    ],
    ['no network', Network.secondary([]), "network.networks: must be a list of one at least, got [] (write [{ name: 'roce' }])"],
    ['a network without a name', untyped(Network.secondary)([{}]), 'network.networks[0].name: is required (for example "roce")'],
    [
      "the pod's own interface",
      Network.secondary([{ name: 'a', interface: 'eth0' }]),
      'network.networks[0].interface: is no name of a further interface: up to 15 of a-z, 0-9 and -, and not the pod\'s own eth0 or lo, got "eth0" (for example "net1")',
    ],
    [
      'one interface twice',
      Network.secondary([
        { name: 'a', interface: 'net1' },
        { name: 'b', interface: 'net1' },
      ]),
      'network.networks[1].interface: is the interface of another network too, got "net1" (give each its own, or leave them out)',
    ],
    [
      'a pattern of interfaces',
      Network.pods({ socketInterface: '^docker' }),
      'network.socketInterface: is not the name of one network interface, got "^docker" (as `ip link` in the pod has it, for example "eth0"; patterns go to env: { NCCL_SOCKET_IFNAME: "^docker,lo" })',
    ],
    [
      'a list of adapters that is none',
      Network.rdma('rdma/hca', 1, { hca: 'mlx5 0' }),
      'network.hca: is no list of adapters as NCCL reads it, got "mlx5 0" (as in "mlx5_0:1,mlx5_1:1", "=mlx5_0" or "^mlx5_bond")',
    ],
    [
      'an index that no adapter has',
      Network.rdma('rdma/hca', 1, { gidIndex: 256 }),
      'network.gidIndex: must be a whole number from 0 to 255, got 256 (for example 3)',
    ],
    ['what is for InfiniBand', untyped(Network.efa)(1, { hca: 'mlx5' }), 'network.hca: is not a known prop (is for InfiniBand and RoCE)'],
    [
      'a part of a page',
      Network.efa(1, { hugePages: '3Mi' }),
      'network.hugePages: is no multiple of a page of 2Mi, got "3Mi" (for example \'2Mi\')',
    ],
    [
      'a level that NCCL does not have',
      untyped(Network.rdma)('rdma/hca', 1, { gdrLevel: 'NEAR' }),
      'network.gdrLevel: must be one of LOC, PIX, PXB, PHB, SYS, got "NEAR" (use the enum GdrLevel)',
    ],
    [
      'a word that NCCL does not have',
      untyped(Network.pods)({ ncclDebug: 'debug' }),
      'network.ncclDebug: must be one of VERSION, WARN, INFO, TRACE, got "debug" (use the enum NcclDebug)',
    ],
    ['no options', untyped(Network.efa)(1, null), 'network: must be an object, got null (write { name: value })'],
    ['no list', untyped(Network.secondary)(null), 'network.networks: must be a list, got null (put it in [ ])'],
  ])('%s', (_, network, text) => expect(told(network)).toEqual([text]));
});
