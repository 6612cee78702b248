import type { Client, KubeObject } from './client';
import { until } from './until';

/** What a fake node offers. */
export interface NodeSpec {
  readonly name: string;
  readonly zone?: string;
  readonly rack?: string;
  readonly cpu?: string;
  readonly memory?: string;
  /** Extended resources, for example `{ 'nvidia.com/gpu': '8' }`. */
  readonly devices?: Readonly<Record<string, string>>;
  /** Further labels, for example those of GPU feature discovery. */
  readonly labels?: Readonly<Record<string, string>>;
  /** Keys of `NoSchedule` taints. A node with NVIDIA GPUs is tainted as most clusters taint theirs, unless this says otherwise. */
  readonly taints?: readonly string[];
}

const A100 = { 'nvidia.com/gpu.product': 'NVIDIA-A100-SXM4-80GB', 'nvidia.com/gpu.memory': '81920', 'nvidia.com/gpu.count': '8' };
const H100 = { 'nvidia.com/gpu.product': 'NVIDIA-H100-80GB-HBM3', 'nvidia.com/gpu.memory': '81559', 'nvidia.com/gpu.count': '8' };

/** The nodes that every test finds: three for CPUs in three zones, four with GPUs of two products in two racks. */
export const NODES: readonly NodeSpec[] = [
  { name: 'cpu-a', zone: 'a', rack: 'r1' },
  { name: 'cpu-b', zone: 'b', rack: 'r2' },
  { name: 'cpu-c', zone: 'c', rack: 'r3' },
  { name: 'a100-a', zone: 'a', rack: 'r1', labels: A100, devices: { 'nvidia.com/gpu': '8' } },
  { name: 'a100-b', zone: 'b', rack: 'r2', labels: A100, devices: { 'nvidia.com/gpu': '8' } },
  { name: 'h100-a', zone: 'a', rack: 'r1', labels: H100, devices: { 'nvidia.com/gpu': '8' } },
  { name: 'h100-b', zone: 'b', rack: 'r2', labels: H100, devices: { 'nvidia.com/gpu': '8' } },
];

function nodeObject(spec: NodeSpec): object {
  const { name, zone = 'a', rack = 'r1', cpu = '256', memory = '4Ti', devices = {}, labels = {} } = spec;
  const taints = spec.taints ?? Object.keys(devices).filter((device) => device === 'nvidia.com/gpu');
  const amounts = { cpu, memory, 'ephemeral-storage': '8Ti', pods: '200', ...devices };
  return {
    apiVersion: 'v1',
    kind: 'Node',
    metadata: {
      name,
      labels: {
        'kubernetes.io/hostname': name,
        'kubernetes.io/os': 'linux',
        'kubernetes.io/arch': 'amd64',
        'topology.kubernetes.io/zone': zone,
        'topology.kubernetes.io/rack': rack,
        ...labels,
      },
      annotations: { 'kwok.x-k8s.io/node': 'fake', 'volumes.kubernetes.io/controller-managed-attach-detach': 'true' },
    },
    spec: { taints: taints.map((key) => ({ key, value: 'present', effect: 'NoSchedule' })) },
    status: { capacity: amounts, allocatable: amounts },
  };
}

function isReadyNode(node: KubeObject | undefined): boolean {
  const ready = node?.status?.conditions?.find((condition: { type: string }) => condition.type === 'Ready');
  return ready?.status === 'True' && !node?.spec.taints?.some((taint: { key: string }) => taint.key.startsWith('node.kubernetes.io/'));
}

/** Makes nodes, and waits until pods can be placed on them. */
export async function createNodes(client: Client, specs: readonly NodeSpec[]): Promise<KubeObject[]> {
  const nodes = await Promise.all(specs.map((spec) => client.create(nodeObject(spec))));
  const isReady = async ({ metadata }: KubeObject) => isReadyNode(await client.read('v1', 'Node', undefined, metadata.name));
  await Promise.all(nodes.map((node) => until(`node ${node.metadata.name} is ready`, () => isReady(node))));
  return nodes;
}
