import type { NodeRequirement } from '../../pod/plan';
import type { ClusterFacts, GpuNodeFacts } from '../../profile/facts';
import type { Finding } from '../../values/finding';
import { Gpu } from '../../values/gpu';
import { equalQuantities } from '../../values/quantity';
import { optional, value } from '../../values/read';
import { QosClass } from '../../values/resources';
import type { Option, Target } from '../contribution';

export interface GpuProps {
  readonly gpu?: Gpu;
}

function nodeFacts(gpu: Gpu, cluster: ClusterFacts): GpuNodeFacts {
  const known = cluster.gpuNodes[gpu._facts.maker];
  return known ?? { taintKey: gpu.resourceName };
}

/** The nodes with the wanted product and memory, by the labels that the cluster has; and what it has no label for. */
function wantedNodes(gpu: Gpu, target: Target): { readonly nodes: NodeRequirement[]; readonly problems: Finding[] } {
  const { productLabel, memoryLabel } = nodeFacts(gpu, target.cluster);
  const nodes: NodeRequirement[] = [];
  const problems: Finding[] = [];
  const want = (field: string, label: string | undefined, value1: unknown, requirement: (key: string) => NodeRequirement) => {
    if (value1 === undefined) return;
    if (label !== undefined) nodes.push(requirement(label));
    else problems.push(noLabel(target.field(`gpu.${field}`), value1));
  };
  want('product', productLabel, gpu.product, (key) => ({ key, operator: 'In', values: [gpu.product ?? ''] }));
  const least = gpu._leastMebibytes;
  want('memory', memoryLabel, gpu.memory, (key) => ({ key, operator: 'Gt', values: [String((least ?? 1) - 1)] }));
  return { nodes, problems };
}

function noLabel(field: string, value1: unknown): Finding {
  return {
    field,
    value: value1,
    severity: 'error',
    rule: 'gpu-label',
    message: "needs a label of the cluster's GPU nodes that its profile does not name",
    fix: 'leave it out and place by Placement.on, or name the label in ClusterProfile.attach',
  };
}

/** GPUs beside memory that is not reserved: the pod dies for its neighbours' memory, hours into its training. */
function unreserved({ role, field }: Target): Finding[] {
  const { requests, limits } = role.pod.main.amounts;
  if (role.promisedQos === undefined) return [];
  const over = !equalQuantities(limits.memory ?? '0', requests.memory ?? '0');
  if (!over && role.promisedQos !== QosClass.BEST_EFFORT) return [];
  return [
    {
      field: field('resources'),
      severity: 'error',
      rule: 'gpu-memory-reserved',
      message: 'does not reserve the memory that a pod with a GPU may use',
      fix: 'write Resources.guaranteed, or leave memoryLimit out',
    },
  ];
}

/** GPUs as limit and equal request, the toleration that their nodes ask for, and the nodes with the wanted product. */
export const gpu: Option<GpuProps> = {
  name: 'gpu',
  shape: { gpu: optional(value(Gpu, 'Gpu.nvidia(1)')) },
  contribute: (props, target) => {
    if (props.gpu === undefined) return {};
    const amount = { [props.gpu.resourceName]: String(props.gpu.count) };
    const { taintKey } = nodeFacts(props.gpu, target.cluster);
    const { nodes, problems } = wantedNodes(props.gpu, target);
    return {
      pod: {
        usesGpu: true,
        amounts: { requests: amount, limits: amount },
        tolerations: taintKey === undefined ? [] : [{ key: taintKey, operator: 'Exists', effect: 'NoSchedule' }],
        nodes,
      },
      problems: [...problems, ...unreserved(target)],
    };
  },
};
