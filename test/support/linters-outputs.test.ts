import { App, Chart, Testing } from 'cdk8s';
import { BurstableJob } from '../../examples/burstable-job/chart';
import { ImageClassifier } from '../../examples/image-classifier/chart';
import {
  Autoscaling,
  CephDataset,
  CephStorage,
  Gpu,
  GpuTrainingJob,
  ModelService,
  Mount,
  Parallel,
  Placement,
  PodSecurity,
  Probes,
  Resources,
  RestartPolicy,
  TfJobCluster,
  Topology,
} from '../../lib';
import { cephFs, RESOURCES, testChart } from './charts';
import { linterFindings } from './linters';

const IMAGE = 'registry.example.com/ml/program:1.0';
const SERVING = { image: IMAGE, port: 5000, resources: RESOURCES };

/** Findings that are accepted in every output, by check. */
const ACCEPTED: Readonly<Record<string, string>> = {
  'polaris/priorityClassNotSet':
    'classes differ between clusters, and a pod that names a missing one is refused; priorityClassName sets it',
  'polaris/missingNetworkPolicy': 'the policies are there: polaris takes none that selects by two of the labels of its pods',
};

interface Output {
  readonly make: (chart: Chart) => unknown;
  /** Further findings that are accepted in this output, with the reason. */
  readonly accepted?: Readonly<Record<string, string>>;
}

const OUTPUTS: Readonly<Record<string, Output>> = {
  'a dataset on CephFS': { make: (chart) => cephFs(chart, 'data') },
  'a dataset on RBD': { make: (chart) => new CephDataset(chart, 'data', { storage: CephStorage.rbd('rook-rbd'), size: '1Gi' }) },
  'a training': { make: (chart) => new GpuTrainingJob(chart, 'train', { image: IMAGE, resources: RESOURCES }) },
  'a training with all that it reads and writes, on GPUs and in shards': {
    make: (chart) =>
      new GpuTrainingJob(chart, 'train', {
        image: IMAGE,
        resources: RESOURCES,
        gpu: Gpu.nvidia(8, { product: 'NVIDIA-A100-SXM4-80GB' }),
        dataset: cephFs(chart, 'data'),
        datasets: { labels: cephFs(chart, 'labels') },
        model: cephFs(chart, 'models').artifact('v1/model.keras'),
        parallel: Parallel.shards(4),
        mounts: [Mount.scratchDisk('/scratch', '10Gi')],
        priorityClassName: 'training',
      }),
  },
  'a training that may use more CPU than it reserves': {
    make: (chart) =>
      new GpuTrainingJob(chart, 'train', {
        image: IMAGE,
        resources: Resources.burstable({ cpu: '4', memory: '8Gi' }),
        restartPolicy: RestartPolicy.ON_FAILURE,
      }),
    accepted: { 'polaris/cpuLimitsMissing': 'idle CPU is used; cpuLimit sets a limit' },
  },
  'a training that stays when it is finished': {
    make: (chart) => new GpuTrainingJob(chart, 'train', { image: IMAGE, resources: RESOURCES, keepFinished: true }),
    accepted: { 'kube-linter/job-ttl-seconds-after-finished': 'keepFinished asks for it' },
  },
  'a distributed training in all roles': {
    make: (chart) =>
      new TfJobCluster(chart, 'train', {
        image: IMAGE,
        resources: RESOURCES,
        worker: { replicas: 4, gpu: Gpu.nvidia(1) },
        parameterServer: { replicas: 2 },
        chief: {},
        evaluator: {},
        dataset: cephFs(chart, 'data'),
        model: cephFs(chart, 'models').artifact('v1/model.keras'),
      }),
  },
  'a service': { make: (chart) => new ModelService(chart, 'serve', SERVING) },
  'a service with a model, on GPUs, by TCP': {
    make: (chart) =>
      new ModelService(chart, 'serve', {
        ...SERVING,
        gpu: Gpu.nvidia(1),
        model: cephFs(chart, 'models').artifact('v1/model.keras'),
        probes: Probes.tcp(),
        placement: [Placement.apart(Topology.NODE, { required: true })],
      }),
  },
  'a service that scales': {
    make: (chart) => new ModelService(chart, 'serve', { ...SERVING, autoscaling: Autoscaling.onCpu({ max: 10 }) }),
    accepted: { 'polaris/deploymentMissingReplicas': 'replicas beside an autoscaler would reset it; the autoscaler has two at least' },
  },
  'a service with one replica': {
    make: (chart) => new ModelService(chart, 'serve', { ...SERVING, replicas: 1 }),
    accepted: {
      'polaris/deploymentMissingReplicas': 'one is asked for',
      'polaris/missingPodDisruptionBudget': 'a budget over one replica would block each drain of its node',
    },
  },
  'a service whose image must run as root': {
    make: (chart) => new ModelService(chart, 'serve', { ...SERVING, security: PodSecurity.baseline() }),
    accepted: Object.fromEntries(
      [
        'kube-linter/run-as-non-root',
        'kube-linter/no-read-only-root-fs',
        'polaris/notReadOnlyRootFilesystem',
        'polaris/runAsRootAllowed',
        'polaris/insecureCapabilities',
        'pod-security/runAsNonRoot',
        'pod-security/capabilities',
      ].map((check) => [check, 'PodSecurity.baseline asks for it']),
    ),
  },
  'the example image-classifier': {
    make: (chart) => new ImageClassifier(chart, 'image-classifier', { namespace: 'ml' }),
    accepted: { 'polaris/tlsSettingsMissing': 'the certificate is of the cluster that the example does not know' },
  },
  'the example burstable-job': { make: (chart) => new BurstableJob(chart, 'burstable-job', { namespace: 'ml' }) },
};

function findings({ make }: Output): string[] {
  const chart = testChart();
  make(chart);
  const charts = App.of(chart)
    .node.findAll()
    .filter((each) => each instanceof Chart);
  return linterFindings(charts.flatMap((each) => Testing.synth(each)));
}

function checkOf(finding: string): string {
  return finding.split(' ')[0] ?? '';
}

describe.each(Object.entries(OUTPUTS))('of %s', (_, output) => {
  test('the linters find nothing that is not accepted', () => {
    const accepted = { ...ACCEPTED, ...output.accepted };
    expect(findings(output).filter((finding) => accepted[checkOf(finding)] === undefined)).toEqual([]);
  });

  test('what is accepted is found: a reason that is no longer needed goes', () => {
    const checks = new Set(findings(output).map(checkOf));
    expect(Object.keys(output.accepted ?? {}).filter((check) => !checks.has(check))).toEqual([]);
  });
});

test('what is accepted everywhere is found', () => {
  const checks = Object.values(OUTPUTS).flatMap(findings).map(checkOf);
  expect(Object.keys(ACCEPTED).filter((check) => !checks.includes(check))).toEqual([]);
});
