import { App, Chart, Testing } from 'cdk8s';
import { Checks, ClusterProfile, type ClusterProfileOptions, Gpu, GpuTrainingJob, Placement, Topology } from '../../lib';
import { line } from '../../lib/problems';
import { RESOURCES, refusal } from '../support/charts';

const CLOUDS = {
  generic: ClusterProfile.generic(),
  gke: ClusterProfile.gke(),
  eks: ClusterProfile.eks(),
  aks: ClusterProfile.aks(),
};

type Cloud = keyof typeof CLOUDS;

interface Wanted {
  readonly gpu?: Gpu;
  readonly placement?: Placement[];
}

function train(cloud: Cloud, wanted: Wanted, options: ClusterProfileOptions = {}): Chart {
  const app = new App();
  CLOUDS[cloud].attach(app, options);
  const chart = new Chart(app, 'demo', { namespace: 'ml' });
  new GpuTrainingJob(chart, 'train', { image: 'registry.example.com/ml/train:1.0', resources: RESOURCES, ...wanted });
  return chart;
}

function pod(cloud: Cloud, wanted: Wanted, options?: ClusterProfileOptions): { tolerations?: object[]; affinity?: unknown } {
  return Testing.synth(train(cloud, wanted, options))[0].spec.template.spec;
}

function requiredNodes(pods: { affinity?: unknown }): unknown {
  const affinity = pods.affinity as {
    nodeAffinity?: { requiredDuringSchedulingIgnoredDuringExecution?: { nodeSelectorTerms: { matchExpressions: unknown }[] } };
  };
  return affinity.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution?.nodeSelectorTerms[0]?.matchExpressions;
}

describe('NVIDIA GPUs', () => {
  test.each<[Cloud, string]>([
    ['generic', 'nvidia.com/gpu'],
    ['gke', 'nvidia.com/gpu'],
    ['eks', 'nvidia.com/gpu'],
    ['aks', 'sku'],
  ])('%s: pods tolerate the taint %s of their nodes', (cloud, key) => {
    expect(pod(cloud, { gpu: Gpu.nvidia(1) }).tolerations).toEqual([{ key, operator: 'Exists', effect: 'NoSchedule' }]);
  });

  test.each<[Cloud, string, string]>([
    ['generic', 'nvidia.com/gpu.product', 'NVIDIA-A100-SXM4-80GB'],
    ['gke', 'cloud.google.com/gke-accelerator', 'nvidia-a100-80gb'],
    ['eks', 'karpenter.k8s.aws/instance-gpu-name', 'a100'],
    ['aks', 'nvidia.com/gpu.product', 'NVIDIA-A100-SXM4-80GB'],
  ])('%s: a product is asked for by the label %s', (cloud, key, product) => {
    expect(requiredNodes(pod(cloud, { gpu: Gpu.nvidia(1, { product }) }))).toEqual([{ key, operator: 'In', values: [product] }]);
  });

  test.each<[Cloud, string, string]>([
    ['gke', 'NVIDIA-A100-SXM4-80GB', 'write "nvidia-a100-80gb"'],
    ['gke', 'NVIDIA-A100-SXM4-40GB', 'write "nvidia-tesla-a100"'],
    ['gke', 'Tesla-V100-SXM2-16GB', 'write "nvidia-tesla-v100"'],
    ['gke', 'NVIDIA-H100-80GB-HBM3', 'write "nvidia-h100-80gb"'],
    ['gke', 'a100', 'write "nvidia-tesla-a100"'],
    ['gke', 'Radeon', 'known are nvidia-tesla-p4, '],
    ['eks', 'NVIDIA-A100-SXM4-80GB', 'write "a100"'],
    ['eks', 'nvidia-tesla-t4', 'write "t4"'],
    ['eks', 'Tesla-T4', 'write "t4"'],
    ['eks', 'NVIDIA-L40S', 'write "l40s"'],
  ])('%s: the product %s, as others spell it, is refused: no node would have it (%s)', (cloud, product, fix) => {
    expect(refusal(() => train(cloud, { gpu: Gpu.nvidia(1, { product }) }))).toEqual([
      expect.stringMatching(
        new RegExp(`^gpu\\.product: is no value of the label .*, whose nodes are then none, got "${product}" \\(${fix}`),
      ),
    ]);
  });

  test('gke: a product that is spelt right and not known is warned of: new GPUs bring new ones', () => {
    const chart = train('gke', { gpu: Gpu.nvidia(1, { product: 'nvidia-a100' }) });
    expect(Checks.problemsIn(chart).map((problem) => `${problem.severity} ${line(problem)}`)).toEqual([
      'warning gpu.product: is no value of the label cloud.google.com/gke-accelerator that is known, got "nvidia-a100" (write "nvidia-tesla-a100")',
    ]);
  });

  test.each<[Cloud, string]>([
    ['generic', 'nvidia.com/gpu.memory'],
    ['eks', 'karpenter.k8s.aws/instance-gpu-memory'],
    ['aks', 'nvidia.com/gpu.memory'],
  ])('%s: a least memory is asked for by the label %s, in MiB', (cloud, key) => {
    expect(requiredNodes(pod(cloud, { gpu: Gpu.nvidia(1, { memory: '40Gi' }) }))).toEqual([{ key, operator: 'Gt', values: ['40959'] }]);
  });

  test('gke: a least memory is refused, since its nodes have no such label', () => {
    expect(refusal(() => train('gke', { gpu: Gpu.nvidia(1, { memory: '40Gi' }) }))).toEqual([
      'gpu.memory: needs a label of the cluster\'s GPU nodes that its profile does not name, got "40Gi" ' +
        '(leave it out and place by Placement.on, or name the label in ClusterProfile.attach)',
    ]);
  });

  test("what is said of the cluster counts more than the cloud's table", () => {
    const own = { gpuTaintKey: 'example.com/gpu', gpuProductLabel: 'example.com/product', gpuMemoryLabel: 'example.com/memory' };
    const pods = pod('gke', { gpu: Gpu.nvidia(1, { product: 'a100', memory: '40Gi' }) }, own);
    expect(pods.tolerations).toEqual([{ key: 'example.com/gpu', operator: 'Exists', effect: 'NoSchedule' }]);
    expect(requiredNodes(pods)).toEqual([
      { key: 'example.com/product', operator: 'In', values: ['a100'] },
      { key: 'example.com/memory', operator: 'Gt', values: ['40959'] },
    ]);
  });
});

describe('GPUs of other makers', () => {
  test.each([
    [Gpu.amd(1), 'amd.com/gpu'],
    [Gpu.intel(1), 'gpu.intel.com/i915'],
    [Gpu.of('habana.ai/gaudi', 8), 'habana.ai/gaudi'],
  ])('are tolerated by the taint that their nodes have (%#)', (gpu, key) => {
    expect(pod('aks', { gpu }).tolerations).toEqual([{ key, operator: 'Exists', effect: 'NoSchedule' }]);
  });
});

describe('spot nodes', () => {
  // Without a checkpoint they are warned of there.
  beforeEach(() => {
    jest.spyOn(process.stderr, 'write').mockReturnValue(true);
  });
  afterEach(() => jest.restoreAllMocks());

  const REQUIRED = [Placement.spot({ required: true })];

  test.each<[Cloud, string, string]>([
    ['gke', 'cloud.google.com/gke-spot', 'true'],
    ['eks', 'eks.amazonaws.com/capacityType', 'SPOT'],
    ['aks', 'kubernetes.azure.com/scalesetpriority', 'spot'],
  ])('%s: are asked for by the label %s', (cloud, key, value) => {
    expect(requiredNodes(pod(cloud, { placement: REQUIRED }))).toEqual([{ key, operator: 'In', values: [value] }]);
  });

  test.each<[Cloud, object[]]>([
    ['gke', [{ key: 'cloud.google.com/gke-spot', operator: 'Equal', value: 'true', effect: 'NoSchedule' }]],
    ['aks', [{ key: 'kubernetes.azure.com/scalesetpriority', operator: 'Equal', value: 'spot', effect: 'NoSchedule' }]],
  ])('%s: their taint is tolerated', (cloud, tolerations) => {
    expect(pod(cloud, { placement: REQUIRED }).tolerations).toEqual(tolerations);
  });

  test('eks: have no taint of their own', () => {
    expect(pod('eks', { placement: REQUIRED })).not.toHaveProperty('tolerations');
  });

  test('generic: are refused, since nothing is known of them', () => {
    expect(refusal(() => train('generic', { placement: [Placement.spot()] }))).toEqual([
      'placement[0]: speaks of spot nodes, of which the cluster profile knows nothing ' +
        '(attach ClusterProfile.gke(), .eks() or .aks(), or name their labels and taints in its spotNodes)',
    ]);
  });
});

describe('racks', () => {
  test('are those of the label that the profile names', () => {
    const pods = pod('generic', { placement: [Placement.together(Topology.RACK)] }, { rackLabel: 'example.com/rack' });
    expect(pods).toHaveProperty(
      'affinity.podAffinity.preferredDuringSchedulingIgnoredDuringExecution[0].podAffinityTerm.topologyKey',
      'example.com/rack',
    );
  });
});
