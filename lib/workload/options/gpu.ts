import type { NodeRequirement } from '../../pod/plan';
import type { ClusterFacts, GpuNodeFacts, ProductFacts } from '../../profile/facts';
import type { Finding } from '../../values/finding';
import { Gpu } from '../../values/gpu';
import { equalQuantities } from '../../values/quantity';
import { optional, value } from '../../values/read';
import { QosClass } from '../../values/resources';
import type { Contribution, Option, Target } from '../contribution';
import { claimed } from '../device-claim';

export interface GpuProps {
  readonly gpu?: Gpu;
}

function nodeFacts(gpu: Gpu, cluster: ClusterFacts): GpuNodeFacts {
  const known = cluster.gpuNodes[gpu._facts.maker];
  return known ?? (gpu._facts.claim === undefined ? { taintKey: gpu.resourceName } : {});
}

/** The nodes with the wanted product and memory, by the labels that the cluster has; and what it has no label for. */
function wantedNodes(gpu: Gpu, target: Target): { readonly nodes: NodeRequirement[]; readonly problems: Finding[] } {
  const { productLabel, memoryLabel, products } = nodeFacts(gpu, target.cluster);
  const nodes: NodeRequirement[] = [];
  const problems = productFindings(gpu.product, productLabel, products).map((finding) => ({
    ...finding,
    field: target.field('gpu.product'),
  }));
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

/** A product's words, in small letters, without the maker's and the brand's names: `a100`, `80gb`. */
function wordsOf(product: string): string[] {
  const words = product.toLowerCase().split('-');
  return words.filter((word) => word !== 'nvidia' && word !== 'tesla');
}

/** The known product that has most words of one that is spelt otherwise, the first of them among those, and few that are not. */
function sameProduct(product: string, known: readonly string[]): string | undefined {
  const [model, ...rest] = wordsOf(product);
  const ranked = known
    .map((candidate) => ({ candidate, words: wordsOf(candidate) }))
    .filter(({ words }) => model !== undefined && words.includes(model))
    .map(({ candidate, words }) => ({ candidate, strange: words.filter((word) => word !== model && !rest.includes(word)).length, words }))
    .sort((a, b) => a.strange - b.strange || b.words.length - a.words.length);
  return ranked[0]?.candidate;
}

/** A product in a spelling that no node of the cloud has: the pod would wait for ever, and nothing says why. */
function productFindings(product: string | undefined, label = '', products: ProductFacts | undefined): Omit<Finding, 'field'>[] {
  if (product === undefined || products === undefined || products.known.includes(product)) return [];
  const isSpelt = new RegExp(products.pattern).test(product);
  const meant = sameProduct(product, products.known);
  return [
    {
      value: product,
      severity: isSpelt ? 'warning' : 'error',
      rule: 'gpu-product',
      message: isSpelt ? `is no value of the label ${label} that is known` : `is no value of the label ${label}, whose nodes are then none`,
      fix: meant === undefined ? `known are ${products.known.join(', ')}` : `write ${JSON.stringify(meant)}`,
    },
  ];
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

/** Devices that a device plugin gives, on the nodes that have the wanted ones. */
function counted(gpu: Gpu, target: Target): Contribution {
  const amount = { [gpu.resourceName]: String(gpu.count) };
  const { nodes, problems } = wantedNodes(gpu, target);
  return { pod: { amounts: { requests: amount, limits: amount }, nodes }, problems };
}

/** GPUs as limit and equal request or as a claim, the toleration that their nodes ask for, and the nodes with the wanted product. */
export const gpu: Option<GpuProps> = {
  name: 'gpu',
  shape: { gpu: optional(value(Gpu, 'Gpu.nvidia(1)')) },
  contribute: (props, target) => {
    if (props.gpu === undefined) return {};
    const { claim } = props.gpu._facts;
    const { taintKey } = nodeFacts(props.gpu, target.cluster);
    const devices = claim === undefined ? counted(props.gpu, target) : claimed(claim, props.gpu.count, target);
    const tolerations = taintKey === undefined ? [] : [{ key: taintKey, operator: 'Exists', effect: 'NoSchedule' }];
    return {
      ...devices,
      pod: { ...devices.pod, usesGpu: true, tolerations },
      problems: [...(devices.problems ?? []), ...unreserved(target)],
    };
  },
};
