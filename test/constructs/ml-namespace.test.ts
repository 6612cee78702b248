import { App, Chart } from 'cdk8s';
import {
  Gpu,
  Isolation,
  MlNamespace,
  type MlNamespaceProps,
  NamespaceEgress,
  type NamespaceQuota,
  PodSecurityLevel,
  Retention,
} from '../../lib';
import { manifestOf, manifestsOf, refusal, testChart, yamlOf } from '../support/charts';
import { invalidities } from '../support/invalidities';

function withProps(props?: MlNamespaceProps, id = 'namespace'): Chart {
  const chart = testChart();
  new MlNamespace(chart, id, props);
  return chart;
}

function hardOf(quota: NamespaceQuota): unknown {
  return (manifestOf(withProps({ quota }), 'ResourceQuota').spec as { hard: unknown }).hard;
}

function limitsOf(props: MlNamespaceProps): unknown {
  return (manifestOf(withProps(props), 'LimitRange').spec as { limits: unknown }).limits;
}

function kindsOf(chart: Chart): string[] {
  return manifestsOf(chart).map(({ kind }) => kind);
}

test('minimal', () => {
  const chart = withProps();
  expect(yamlOf(chart)).toMatchSnapshot();
  expect(invalidities(chart)).toEqual([]);
});

test('everything', () => {
  const chart = withProps({
    name: 'vision',
    labels: { team: 'vision' },
    annotations: { 'example.com/owner': 'vision' },
    podSecurity: PodSecurityLevel.BASELINE,
    quota: {
      gpus: [Gpu.nvidia(16), Gpu.nvidiaMig('1g.10gb', 7), Gpu.amd(0)],
      cpu: '128',
      memory: '1Ti',
      storage: '10Ti',
      storageOfClasses: { 'rook-cephfs': '8Ti' },
      claims: 20,
      pods: 100,
    },
    containers: {
      min: { cpu: '10m' },
      defaultRequest: { cpu: '500m', memory: '1Gi' },
      default: { memory: '2Gi', ephemeralStorage: '10Gi' },
      max: { memory: '512Gi' },
    },
    claims: { min: '1Gi', max: '5Ti' },
    egress: NamespaceEgress.DNS_ONLY,
    retention: Retention.deleteWithChart({ confirmDataLoss: true }),
  });
  expect(yamlOf(chart)).toMatchSnapshot();
  expect(invalidities(chart)).toEqual([]);
});

test('is named as the namespace of its chart, or by its ids where the chart names none', () => {
  const nameless = new Chart(new App(), 'demo');
  const named = new MlNamespace(testChart(), 'namespace');
  expect([named.name, new MlNamespace(nameless, 'vision').name]).toEqual(['ml', 'vision']);
});

test('its objects are in it, also where the chart has another namespace, and it is in none', () => {
  const manifests = manifestsOf(withProps({ name: 'vision', quota: { claims: 1 }, claims: { max: '1Ti' } }));
  expect(manifests.map(({ kind, metadata }) => [kind, metadata.namespace])).toEqual([
    ['Namespace', undefined],
    ['ResourceQuota', 'vision'],
    ['LimitRange', 'vision'],
    ['NetworkPolicy', 'vision'],
  ]);
});

test('what it has made can be reached, and what it has not is undefined', () => {
  const all = new MlNamespace(testChart(), 'a', { quota: { cpu: '1' } });
  expect([all.namespace, all.quota, all.limitRange, all.networkPolicy].map((object) => object?.kind)).toEqual([
    'Namespace',
    'ResourceQuota',
    'LimitRange',
    'NetworkPolicy',
  ]);
  const none = new MlNamespace(testChart(), 'a', { isolation: Isolation.NONE });
  expect([none.quota, none.limitRange, none.networkPolicy]).toEqual([undefined, undefined, undefined]);
});

test('admits restricted pods, refuses, warns and writes of others', () => {
  const { labels } = manifestOf(withProps(), 'Namespace').metadata;
  for (const mode of ['enforce', 'audit', 'warn']) expect(labels).toHaveProperty([`pod-security.kubernetes.io/${mode}`], 'restricted');
});

test('is kept by Helm, Argo CD and Flux: its claims would go with it', () => {
  expect(manifestOf(withProps(), 'Namespace').metadata.annotations).toEqual({
    'argocd.argoproj.io/sync-options': 'Delete=false,Prune=false',
    'helm.sh/resource-policy': 'keep',
    'kustomize.toolkit.fluxcd.io/prune': 'disabled',
  });
});

test('of GPUs requests are counted, of whichever maker: Kubernetes counts nothing else of extended resources', () => {
  expect(
    hardOf({ gpus: [Gpu.nvidia(2000), Gpu.amd(4), Gpu.intel(0), Gpu.nvidiaMig('1g.10gb+me', 1), Gpu.of('habana.ai/gaudi', 8)] }),
  ).toEqual({
    'requests.nvidia.com/gpu': '2000',
    'requests.amd.com/gpu': '4',
    'requests.gpu.intel.com/i915': '0',
    'requests.nvidia.com/mig-1g.10gb.me': '1',
    'requests.habana.ai/gaudi': '8',
  });
});

test('amounts, storage, storage of a class and counts are bounded by the names that Kubernetes counts', () => {
  const quota = { cpu: '8', memory: '64Gi', storage: '1Ti', storageOfClasses: { fast: '1Gi' }, claims: 0, pods: 3 };
  expect(hardOf(quota)).toEqual({
    'requests.cpu': '8',
    'requests.memory': '64Gi',
    'requests.storage': '1Ti',
    'fast.storageclass.storage.k8s.io/requests.storage': '1Gi',
    persistentvolumeclaims: '0',
    pods: '3',
  });
});

describe('default requests', () => {
  const CONTAINER = { type: 'Container' };

  test('are there for what the quota wants to be requested, so that pods that say nothing get in', () => {
    expect(limitsOf({ quota: { cpu: '8', memory: '1Ti' } })).toEqual([{ ...CONTAINER, defaultRequest: { cpu: '100m', memory: '128Mi' } }]);
    expect(kindsOf(withProps({ quota: { claims: 3 } }))).not.toContain('LimitRange');
  });

  test("give way to the user's own, amount by amount", () => {
    const quota = { cpu: '8', memory: '1Ti' };
    expect(limitsOf({ quota, containers: { defaultRequest: { cpu: '1' } } })).toEqual([
      { ...CONTAINER, defaultRequest: { cpu: '1', memory: '128Mi' } },
    ]);
    // Of a limit that Kubernetes takes for a missing one, and of a least one, it makes the request by itself.
    expect(limitsOf({ quota, containers: { max: { cpu: '50m' }, min: { memory: '1Gi' } } })).toEqual([
      { ...CONTAINER, max: { cpu: '50m' }, min: { memory: '1Gi' } },
    ]);
  });
});

describe('its pods', () => {
  const policyOf = (props: MlNamespaceProps): unknown => manifestOf(withProps(props), 'NetworkPolicy').spec;

  test('are shut off, and may connect anywhere that no other policy forbids: one that opens egress would undo those', () => {
    expect(policyOf({})).toEqual({ podSelector: {}, policyTypes: ['Ingress'] });
  });

  test('may be left with DNS alone', () => {
    const ports = ['UDP', 'TCP'].map((protocol) => ({ port: 53, protocol }));
    expect(policyOf({ egress: NamespaceEgress.DNS_ONLY })).toMatchObject({
      policyTypes: ['Ingress', 'Egress'],
      egress: [{ ports }],
    });
  });

  test('may be left alone', () => {
    expect(kindsOf(withProps({ isolation: Isolation.NONE }))).toEqual(['Namespace']);
  });
});

describe('each wrong prop has its text', () => {
  test.each<[string, unknown, string[]]>([
    ['a name in capitals', { name: 'ML' }, [expect.stringMatching(/^name: must be a DNS label.*got "ML" \(for example "ml"\)$/)]],
    [
      'a level that is none',
      { podSecurity: 'privileged' },
      ['podSecurity: must be one of restricted, baseline, got "privileged" (use the enum PodSecurityLevel)'],
    ],
    [
      'a label of Pod Security',
      { labels: { 'pod-security.kubernetes.io/enforce': 'privileged' } },
      ['labels: writes the label pod-security.kubernetes.io/enforce, which the library itself writes already (leave it out of labels)'],
    ],
    [
      'an annotation of retention',
      { annotations: { 'helm.sh/resource-policy': 'keep' } },
      ['annotations: writes helm.sh/resource-policy, which retention writes (leave it out of annotations)'],
    ],
    ['GPUs as a number', { quota: { gpus: [16] } }, ['quota.gpus[0]: must be a Gpu, got 16 (write Gpu.nvidia(16))']],
    [
      'half a GPU',
      { quota: { gpus: [Gpu.nvidia(0.5)] } },
      [expect.stringMatching(/^quota\.gpus\[0\]\.count: must be a whole number of at least 0/)],
    ],
    [
      'GPUs of a product',
      { quota: { gpus: [Gpu.nvidia(1, { product: 'a100' })] } },
      ['quota.gpus[0].product: can\'t be told apart by a quota, which counts all nvidia.com/gpu, got "a100" (leave it out)'],
    ],
    [
      'a kind of GPUs twice',
      { quota: { gpus: [Gpu.nvidia(1), Gpu.of('nvidia.com/gpu', 2)] } },
      ['quota.gpus: names nvidia.com/gpu twice (name each kind once)'],
    ],
    ['a unit that is none', { quota: { memory: '1TB' } }, ['quota.memory: is not a Kubernetes quantity, got "1TB" (did you mean "1Ti"?)']],
    ['a part of a claim', { quota: { claims: 1.5 } }, [expect.stringMatching(/^quota\.claims: must be a whole number/)]],
    [
      'a class in capitals',
      { quota: { storageOfClasses: { Fast: '1Ti' } } },
      [expect.stringMatching(/^quota\.storageOfClasses\.Fast: must be a DNS name/)],
    ],
    [
      'a default over the most',
      { containers: { default: { memory: '2Gi' }, max: { memory: '1Gi' } } },
      [
        'containers.default.memory: is more than max.memory, 1Gi, got "2Gi" (min, defaultRequest, default, max go from the least to the most)',
      ],
    ],
    [
      'a least over the most, with nothing between',
      { containers: { min: { cpu: '2' }, max: { cpu: '1000m' } } },
      [expect.stringMatching(/^containers\.min\.cpu: is more than max\.cpu, 1000m, got "2"/)],
    ],
    ['claims with no bound', { claims: {} }, ["claims: bounds nothing, got {} (write min or max, as { max: '10Ti' })"]],
    [
      'claims whose least is more than the most',
      { claims: { min: '2Gi', max: '1Gi' } },
      ['claims.min: is more than max, 1Gi, got "2Gi" (exchange them)'],
    ],
    [
      'egress that nothing bounds',
      { isolation: Isolation.NONE, egress: NamespaceEgress.DNS_ONLY },
      ['egress: is bounded, and isolation NONE leaves out the NetworkPolicy that would do so (leave isolation out)'],
    ],
    ['a retention that is none', { retention: 'keep' }, [expect.stringMatching(/^retention: must be a Retention/)]],
    [
      'a namespace that goes with its chart by accident',
      { retention: Retention.deleteWithChart() },
      [
        'retention: deletes the namespace with all claims in it when its chart goes (write Retention.deleteWithChart({ confirmDataLoss: true }) if that is meant, or Retention.keep())',
      ],
    ],
    [
      'a namespace that goes after a job',
      { retention: Retention.deleteAfterUse({ job: 'train' }) },
      ['retention: is for datasets: no job ends the use of a namespace (write Retention.keep() or .deleteWithChart)'],
    ],
    ['a prop that is none', { quotas: {} }, ['quotas: is not a known prop (did you mean quota?)']],
  ])('%s', (_, props, lines) => {
    expect(refusal(() => withProps(props as MlNamespaceProps))).toEqual(lines);
  });

  test('an id of which no name can be made', () => {
    const chart = new Chart(new App(), 'demo');
    expect(refusal(() => new MlNamespace(chart, 'My_Team'))).toEqual([
      expect.stringContaining('(the name comes from the construct\'s ids), got "My_Team"'),
    ]);
  });
});
