import type { Chart } from 'cdk8s';
import { ClusterProfile, Gpu, type GpuTrainingJobProps, Placement, TaintEffect, Topology } from '../../lib';
import { chartOn, podOf, training } from '../pod/reading';
import { refusal, testChart } from '../support/charts';

const OWN = { matchLabels: { 'app.kubernetes.io/component': 'training', 'app.kubernetes.io/instance': 'train-model' } };
const { NODE, ZONE, RACK } = Topology;

function placed(placement: Placement[], chart: Chart = testChart()) {
  const { affinity, tolerations, topologySpreadConstraints } = podOf(training({ placement }, chart));
  return { affinity, tolerations, topologySpreadConstraints };
}

function refused(props: Partial<GpuTrainingJobProps>, chart: Chart = testChart()): string[] {
  return refusal(() => training(props, chart));
}

const node = (key: string, operator: string, value: string) => ({
  nodeAffinity: {
    requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms: [{ matchExpressions: [{ key, operator, values: [value] }] }] },
  },
});

describe('nodes of the GPU, by the cluster profile', () => {
  const product = 'NVIDIA-H100';

  test.each<[string, ClusterProfile, string, string, string]>([
    ['generic', ClusterProfile.generic(), 'nvidia.com/gpu', 'nvidia.com/gpu.product', product],
    ['gke', ClusterProfile.gke(), 'nvidia.com/gpu', 'cloud.google.com/gke-accelerator', 'nvidia-h100-80gb'],
    ['eks', ClusterProfile.eks(), 'nvidia.com/gpu', 'karpenter.k8s.aws/instance-gpu-name', 'h100'],
    ['aks', ClusterProfile.aks(), 'sku', 'nvidia.com/gpu.product', product],
  ])('%s: the taint is tolerated, and the product is required', (_, profile, taint, label, spelt) => {
    const pod = podOf(training({ gpu: Gpu.nvidia(1, { product: spelt }) }, chartOn(profile)));
    expect(pod.tolerations).toEqual([{ key: taint, operator: 'Exists', effect: 'NoSchedule' }]);
    expect(pod.affinity).toEqual(node(label, 'In', spelt));
  });

  test.each<[string, ClusterProfile, string]>([
    ['generic', ClusterProfile.generic(), 'nvidia.com/gpu.memory'],
    ['eks', ClusterProfile.eks(), 'karpenter.k8s.aws/instance-gpu-memory'],
    ['aks', ClusterProfile.aks(), 'nvidia.com/gpu.memory'],
  ])('%s: the least memory in MiB is required', (_, profile, label) => {
    expect(podOf(training({ gpu: Gpu.nvidia(1, { memory: '40Gi' }) }, chartOn(profile))).affinity).toEqual(node(label, 'Gt', '40959'));
  });

  test('a memory for which the cluster has no label is refused, as it was written', () => {
    expect(refused({ gpu: Gpu.nvidia(1, { memory: '40Gi' }) }, chartOn(ClusterProfile.gke()))).toEqual([
      `gpu.memory: needs a label of the cluster's GPU nodes that its profile does not name, got "40Gi" (leave it out and place by Placement.on, or name the label in ClusterProfile.attach)`,
    ]);
  });

  test('a label and a taint that the user names are the ones', () => {
    const options = { gpuTaintKey: 'example.com/gpu', gpuMemoryLabel: 'example.com/memory', gpuProductLabel: 'example.com/product' };
    const pod = podOf(training({ gpu: Gpu.nvidia(1, { product, memory: '1Gi' }) }, chartOn(ClusterProfile.gke(), options)));
    expect(pod.tolerations?.[0]?.key).toBe('example.com/gpu');
    expect(JSON.stringify(pod.affinity)).toMatch(/example\.com\/product.*example\.com\/memory/);
  });

  test.each([
    [Gpu.amd(1), 'amd.com/gpu'],
    [Gpu.intel(1), 'gpu.intel.com/i915'],
    [Gpu.nvidiaMig('1g.10gb', 1), 'nvidia.com/gpu'],
    [Gpu.of('habana.ai/gaudi', 1), 'habana.ai/gaudi'],
  ])('nodes with $resourceName are tolerated', (gpu, taint) => {
    expect(podOf(training({ gpu })).tolerations).toEqual([{ key: taint, operator: 'Exists', effect: 'NoSchedule' }]);
  });
});

describe('neighbours', () => {
  test('a rule is a preference', () => {
    expect(placed([Placement.together(NODE)]).affinity).toEqual({
      podAffinity: {
        preferredDuringSchedulingIgnoredDuringExecution: [
          { weight: 100, podAffinityTerm: { labelSelector: OWN, topologyKey: 'kubernetes.io/hostname' } },
        ],
      },
    });
  });

  test('unless it is required, and is then about pods of this run alone', () => {
    const [labelSelector, topologyKey] = [OWN, 'topology.kubernetes.io/zone'];
    expect(placed([Placement.together(ZONE, { required: true })]).affinity).toEqual({
      podAffinity: { requiredDuringSchedulingIgnoredDuringExecution: [{ labelSelector, topologyKey }] },
    });
    expect(placed([Placement.apart(ZONE, { required: true })]).affinity).toEqual({
      podAntiAffinity: { requiredDuringSchedulingIgnoredDuringExecution: [{ labelSelector, topologyKey }] },
    });
  });

  test('other pods may be meant', () => {
    const { affinity } = placed([Placement.apart(NODE, { pods: { app: 'redis' }, external: true })]);
    expect(affinity?.podAntiAffinity?.preferredDuringSchedulingIgnoredDuringExecution?.[0]?.podAffinityTerm.labelSelector).toEqual({
      matchLabels: { app: 'redis' },
    });
  });

  test('pods are spread evenly, where it can be', () => {
    expect(placed([Placement.spread(ZONE), Placement.spread(NODE, { required: true, maxSkew: 2 })]).topologySpreadConstraints).toEqual([
      { labelSelector: OWN, maxSkew: 1, topologyKey: 'topology.kubernetes.io/zone', whenUnsatisfiable: 'ScheduleAnyway' },
      { labelSelector: OWN, maxSkew: 2, topologyKey: 'kubernetes.io/hostname', whenUnsatisfiable: 'DoNotSchedule' },
    ]);
  });

  test('one spread twice is one, since Kubernetes takes each topology once', () => {
    expect(placed([Placement.spread(ZONE), Placement.spread(ZONE)]).topologySpreadConstraints).toHaveLength(1);
  });

  test('two spreads of one topology that differ are refused', () => {
    expect(refused({ placement: [Placement.spread(ZONE), Placement.spread(ZONE, { maxSkew: 2 })] })).toEqual([
      expect.stringMatching(/^placement.*spread/),
    ]);
  });

  test('a rack is what the cluster profile calls so', () => {
    const { affinity } = placed([Placement.together(RACK)], chartOn(ClusterProfile.generic(), { rackLabel: 'example.com/rack' }));
    expect(JSON.stringify(affinity)).toContain('"topologyKey":"example.com/rack"');
  });

  test('without a name for it a rack is refused', () => {
    expect(refused({ placement: [Placement.together(RACK)] })).toEqual([
      "placement[0]: speaks of racks, for which the cluster profile names no label (for example ClusterProfile.generic().attach(app, { rackLabel: 'example.com/rack' }))",
    ]);
  });
});

describe('nodes', () => {
  test('of given labels are preferred, or required with those of the GPU', () => {
    expect(placed([Placement.on({ pool: 'a' })]).affinity).toEqual({
      nodeAffinity: {
        preferredDuringSchedulingIgnoredDuringExecution: [
          { weight: 100, preference: { matchExpressions: [{ key: 'pool', operator: 'In', values: ['a'] }] } },
        ],
      },
    });
    const placement = [Placement.on({ pool: 'a' }, { required: true })];
    const { affinity } = podOf(training({ gpu: Gpu.nvidia(1, { product: 'NVIDIA-H100' }), placement }));
    const terms = affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution?.nodeSelectorTerms;
    expect(terms?.map(({ matchExpressions }) => matchExpressions?.map(({ key }) => key))).toEqual([['nvidia.com/gpu.product', 'pool']]);
  });

  test.each<[string, ClusterProfile, string, object[] | undefined]>([
    [
      'gke',
      ClusterProfile.gke(),
      'cloud.google.com/gke-spot',
      [{ key: 'cloud.google.com/gke-spot', operator: 'Equal', value: 'true', effect: 'NoSchedule' }],
    ],
    ['eks', ClusterProfile.eks(), 'eks.amazonaws.com/capacityType', undefined],
    [
      'aks',
      ClusterProfile.aks(),
      'kubernetes.azure.com/scalesetpriority',
      [{ key: 'kubernetes.azure.com/scalesetpriority', operator: 'Equal', value: 'spot', effect: 'NoSchedule' }],
    ],
  ])('spot nodes of %s have their labels and taints', (_, profile, label, taints) => {
    const { affinity, tolerations } = placed([Placement.spot({ required: true })], chartOn(profile));
    expect(JSON.stringify(affinity?.nodeAffinity)).toContain(`"key":"${label}"`);
    expect(tolerations).toEqual(taints);
  });

  test('of several labels are those with all of them, also where they are preferred', () => {
    const { affinity } = placed([Placement.on({ pool: 'a', disk: 'ssd' })]);
    const preferred = affinity?.nodeAffinity?.preferredDuringSchedulingIgnoredDuringExecution ?? [];
    expect(preferred.map(({ preference }) => preference.matchExpressions?.map(({ key }) => key))).toEqual([['pool', 'disk']]);
  });

  test('spot nodes of which nothing is known are refused', () => {
    expect(refused({ placement: [Placement.spot()] })).toEqual([
      'placement[0]: speaks of spot nodes, of which the cluster profile knows nothing (attach ClusterProfile.gke(), .eks() or .aks(), or name their labels and taints in its spotNodes)',
    ]);
  });

  test('taints are tolerated by key, value and effect, once each', () => {
    const any = Placement.tolerate('a.example.com/x');
    const one = Placement.tolerate('b', { value: 'v', effect: TaintEffect.NO_EXECUTE });
    expect(placed([any, one, any]).tolerations).toEqual([
      { key: 'a.example.com/x', operator: 'Exists' },
      { key: 'b', operator: 'Equal', value: 'v', effect: 'NoExecute' },
    ]);
  });
});
