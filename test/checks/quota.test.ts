import { type Chart, JsonPatch } from 'cdk8s';
import {
  Autoscaling,
  CephDataset,
  CephStorage,
  type ClaimLimits,
  type ContainerLimits,
  Gpu,
  Isolation,
  MlNamespace,
  NamespaceEgress,
  type NamespaceQuota,
  Parallel,
  PodSecurity,
  PodSecurityLevel,
  Resources,
  TfJobCluster,
} from '../../lib';
import { RESOURCES, testChart } from '../support/charts';
import { own, ownDeployment, rulesTold, service, shownOf, told, training } from './apps';

// Warnings are told on standard error; what they say is asked of `Checks` here.
beforeAll(() => {
  jest.spyOn(process.stderr, 'write').mockReturnValue(true);
});
afterAll(() => jest.restoreAllMocks());

function bounded(quota: NamespaceQuota): Chart {
  const chart = testChart();
  new MlNamespace(chart, 'ns', { quota, podSecurity: PodSecurityLevel.BASELINE });
  return chart;
}

function dataset(chart: Chart, id: string, size: string, storage = CephStorage.cephFs('rook-cephfs')): CephDataset {
  return new CephDataset(chart, id, { storage, size });
}

/** Messages, without what is the same for all of them. */
function messages(chart: Chart): string[] {
  return told(chart).map((text) => text.replace(/ \([^(]*(\([^)]*\)[^(]*)*\)$/, ''));
}

describe('claims over the quota of their namespace', () => {
  test('are refused where their sizes are too much together, at the one that goes over', () => {
    const chart = bounded({ storage: '1Ti' });
    dataset(chart, 'a', '600Gi');
    dataset(chart, 'b', '424Gi');
    dataset(chart, 'c', '1Gi');
    expect(shownOf(chart)).toEqual([
      "[demo/c] spec.resources.requests.storage: the app's claims in ml take 1025Gi of requests.storage, and ResourceQuota quota of demo/ns " +
        'allows 1Ti: PersistentVolumeClaim c is refused (make claims smaller, or raise the quota)',
    ]);
  });

  test('are refused where there are too many, or too much is of one class', () => {
    const many = bounded({ claims: 1 });
    for (const id of ['a', 'b']) dataset(many, id, '1Gi');
    const ofClass = bounded({ storageOfClasses: { fast: '1Gi' } });
    dataset(ofClass, 'slow', '1Ti');
    dataset(ofClass, 'fast', '2Gi', CephStorage.cephFs('fast'));
    expect([rulesTold(many), messages(ofClass)]).toEqual([
      ['error demo/b claims-over-quota'],
      [
        expect.stringContaining(
          'take 2Gi of fast.storageclass.storage.k8s.io/requests.storage, and ResourceQuota quota of demo/ns allows 1Gi',
        ),
      ],
    ]);
  });

  test('are counted for each pod of a StatefulSet, and for volumes that live as long as their pods', () => {
    const chart = bounded({ claims: 5 });
    const spec = { resources: { requests: { storage: '1Gi' } } };
    const template = { metadata: { labels: { app: 'db' } }, spec: { containers: [] } };
    own(chart, 'db', 'apps/v1', 'StatefulSet', {
      replicas: 3,
      selector: { matchLabels: { app: 'db' } },
      template,
      volumeClaimTemplates: [{ spec }],
    });
    ownDeployment(chart, 'web', { replicas: 3, pod: { volumes: [{ name: 'x', ephemeral: { volumeClaimTemplate: { spec } } }] } });
    expect(messages(chart)).toContainEqual(expect.stringContaining('take 6 of persistentvolumeclaims'));
    own(chart, 'sizes', 'v1', 'ResourceQuota', { hard: { 'requests.storage': '5Gi' } });
    expect(messages(chart)).toContainEqual(expect.stringContaining('take 6Gi of requests.storage'));
  });

  test('are right where they fit exactly, and in another namespace', () => {
    const chart = bounded({ storage: '1Ti', claims: 2, storageOfClasses: { 'rook-cephfs': '1Ti' } });
    dataset(chart, 'a', '1000Gi');
    dataset(chart, 'b', '24Gi');
    new CephDataset(chart, 'c', { storage: CephStorage.cephFs('rook-cephfs'), size: '9Ti', namespace: 'other' });
    expect(told(chart)).toEqual([]);
  });
});

describe('workloads over the quota of their namespace', () => {
  test('are refused where one alone never fits, with the numbers', () => {
    const chart = bounded({ gpus: [Gpu.nvidia(4)] });
    service(chart, 'server', { replicas: 3, gpu: Gpu.nvidia(2) });
    expect(told(chart)).toEqual([
      'error demo/server: spec.template.spec.containers: Deployment server needs 6 of requests.nvidia.com/gpu for 3 pods, and ' +
        'ResourceQuota quota of demo/ns allows 4 in ml: it never fits (ask for less, or raise the quota)',
    ]);
  });

  test('are all roles of a TFJob together', () => {
    const chart = bounded({ cpu: '20', memory: '1Ti' });
    const small = Resources.guaranteed({ cpu: '4', memory: '16Gi' });
    new TfJobCluster(chart, 'train', {
      image: 'registry.example.com/ml/train:1.0',
      worker: { replicas: 4, resources: small },
      parameterServer: { replicas: 2, resources: small },
    });
    expect(messages(chart)).toEqual([expect.stringContaining('TFJob train needs 24 of requests.cpu for 6 pods')]);
  });

  test('are warned of where they fit alone, and not together', () => {
    const chart = bounded({ gpus: [Gpu.nvidia(8)] });
    training(chart, 'a', { gpu: Gpu.nvidia(8) });
    training(chart, 'b', { gpu: Gpu.nvidia(1) });
    training(chart, 'none');
    expect(told(chart)).toEqual([
      "warning demo/ns: spec.hard.requests.nvidia.com/gpu: ResourceQuota quota allows 8, and the app's workloads there may ask for 9 at once: " +
        'Job a 8, Job b 1 (raise the quota, or let some of them wait for others)',
    ]);
  });

  test('may be a training whose parts run one after the other: it is warned of, unless one part never fits', () => {
    const waves = bounded({ gpus: [Gpu.nvidia(2)] });
    training(waves, 'a', { gpu: Gpu.nvidia(1), parallel: Parallel.shards(8) });
    const never = bounded({ gpus: [Gpu.nvidia(2)] });
    training(never, 'a', { gpu: Gpu.nvidia(4), parallel: Parallel.shards(8) });
    expect([rulesTold(waves), messages(never)]).toEqual([
      ['warning demo/ns over-quota'],
      [expect.stringContaining('Job a needs 4 of requests.nvidia.com/gpu for one pod')],
    ]);
  });

  test('are counted with the most of an autoscaler, and with what an update adds', () => {
    const scaled = bounded({ cpu: '40' });
    service(scaled, 'a', { autoscaling: Autoscaling.onCpu({ min: 2, max: 6 }) });
    const updated = bounded({ pods: 2 });
    service(updated, 'a', { replicas: 2 });
    expect([rulesTold(scaled), rulesTold(updated)]).toEqual([['warning demo/ns over-quota'], ['warning demo/ns over-quota']]);
    const least = bounded({ cpu: '15' });
    service(least, 'a', { autoscaling: Autoscaling.onCpu({ min: 2, max: 6 }) });
    expect(rulesTold(least)).toEqual(['error demo/a over-quota']);
  });

  test('count what init containers need only where it is more, and sidecars always', () => {
    const chart = bounded({ cpu: '3' });
    const cpu = (amount: string) => ({ resources: { requests: { cpu: amount } } });
    const pod = {
      initContainers: [
        { name: 'sidecar', restartPolicy: 'Always', ...cpu('1') },
        { name: 'first', ...cpu('2') },
      ],
      containers: [{ name: 'web', image: 'web:1.0', ...cpu('1') }],
    };
    ownDeployment(chart, 'fits', { pod });
    expect(told(chart)).toEqual([]);
    const more = bounded({ cpu: '2500m' });
    ownDeployment(more, 'web', { pod });
    expect(messages(more)).toEqual([
      expect.stringContaining('Deployment web needs 3 of requests.cpu for one pod, and ResourceQuota quota of demo/ns allows 2500m'),
    ]);
  });

  test('are counted with what a LimitRange gives containers that say nothing: the most is the default limit', () => {
    const chart = testChart();
    new MlNamespace(chart, 'ns', { containers: { max: { cpu: '2' } }, podSecurity: PodSecurityLevel.BASELINE });
    own(chart, 'quota', 'v1', 'ResourceQuota', { hard: { 'limits.cpu': '3' } });
    ownDeployment(chart, 'web', { replicas: 2 });
    expect(messages(chart)).toEqual([expect.stringContaining('Deployment web needs 4 of limits.cpu for 2 pods')]);
  });

  test('are right where all fit', () => {
    const chart = bounded({ cpu: '16', memory: '128Gi', gpus: [Gpu.nvidia(2)], pods: 2 });
    training(chart, 'a', { gpu: Gpu.nvidia(1) });
    training(chart, 'b', { gpu: Gpu.nvidia(1) });
    expect(told(chart)).toEqual([]);
  });

  test('are not judged by a quota of some pods alone', () => {
    const chart = testChart();
    training(chart, 'a');
    own(chart, 'quota', 'v1', 'ResourceQuota', { hard: { pods: '0' }, scopes: ['BestEffort'] });
    expect(told(chart)).toEqual([]);
  });
});

describe('a container that says nothing of what a quota counts', () => {
  const HARD = { hard: { 'requests.cpu': '8', 'limits.memory': '8Gi' } };

  test('is told: its pods are refused', () => {
    const chart = testChart();
    training(chart, 'train', { resources: Resources.guaranteed({ cpu: '1', memory: '1Gi' }) });
    own(chart, 'quota', 'v1', 'ResourceQuota', HARD);
    ownDeployment(chart, 'web');
    expect(told(chart)).toEqual([
      'warning demo/web: spec.template.spec.containers: container web of Deployment web does not say limits.memory, requests.cpu, which ResourceQuota quota of ' +
        'demo/quota counts: its pods are refused (give it resources, or the namespace a default: containers: { defaultRequest: { ... } } of MlNamespace)',
    ]);
  });

  test('is right where a LimitRange says it, as one does beside the quota of MlNamespace', () => {
    const chart = bounded({ cpu: '8', memory: '64Gi' });
    ownDeployment(chart, 'web');
    expect(told(chart)).toEqual([]);
  });
});

describe('a quota that Kubernetes does not count', () => {
  test.each(['nvidia.com/gpu', 'limits.nvidia.com/gpu'])('is warned of: %s', (name) => {
    const chart = testChart();
    training(chart, 'train');
    own(chart, 'quota', 'v1', 'ResourceQuota', { hard: { [name]: '4' } });
    expect(told(chart)).toEqual([
      `warning demo/quota: spec.hard.${name}: ResourceQuota quota bounds ${name}, which Kubernetes does not count (write requests.nvidia.com/gpu)`,
    ]);
  });

  test('is none of those that it counts', () => {
    const chart = testChart();
    training(chart, 'train');
    const names = [
      'requests.nvidia.com/gpu',
      'count/jobs.batch',
      'a.storageclass.storage.k8s.io/requests.storage',
      'services',
      'limits.cpu',
    ];
    own(chart, 'quota', 'v1', 'ResourceQuota', { hard: Object.fromEntries(names.map((name) => [name, '100'])) });
    expect(told(chart)).toEqual([]);
  });
});

describe('what is outside of a LimitRange', () => {
  function limited(containers: ContainerLimits, claims?: ClaimLimits): Chart {
    const chart = testChart();
    new MlNamespace(chart, 'ns', { containers, podSecurity: PodSecurityLevel.BASELINE, ...(claims === undefined ? {} : { claims }) });
    return chart;
  }

  test('is a container with more or less than it allows', () => {
    const chart = limited({ min: { cpu: '10' }, max: { memory: '32Gi' } });
    training(chart, 'train', { resources: RESOURCES });
    expect(told(chart)).toEqual([
      'error demo/train: spec.template.spec.containers: container main of Job train asks for 64Gi of memory, more than the 32Gi that LimitRange limits of demo/ns ' +
        'allows (change the amount, or the LimitRange)',
      'error demo/train: spec.template.spec.containers: container main of Job train asks for 8 of cpu, less than the 10 that LimitRange limits of demo/ns ' +
        'allows (change the amount, or the LimitRange)',
    ]);
  });

  test('is a claim with more or less than it allows', () => {
    const chart = limited({}, { min: '1Gi', max: '1Ti' });
    dataset(chart, 'large', '2Ti');
    dataset(chart, 'small', '1Mi');
    dataset(chart, 'right', '1Ti');
    expect(messages(chart)).toEqual([
      expect.stringContaining('PersistentVolumeClaim large asks for 2Ti of storage, more than the 1Ti'),
      expect.stringContaining('PersistentVolumeClaim small asks for 1Mi of storage, less than the 1Gi'),
    ]);
  });

  test('is a pod whose containers have too much together', () => {
    const chart = testChart();
    training(chart, 'train');
    own(chart, 'limits', 'v1', 'LimitRange', { limits: [{ type: 'Pod', max: { cpu: '4' } }] });
    expect(messages(chart)).toEqual([expect.stringContaining('a pod of Job train asks for 8 of cpu, more than the 4')]);
  });

  test('is not what says nothing, where Kubernetes takes the most for it', () => {
    const chart = limited({ max: { cpu: '1' } });
    ownDeployment(chart, 'web');
    expect(told(chart)).toEqual([]);
  });
});

describe('pods that their namespace refuses', () => {
  test('are told, with what is wrong', () => {
    const chart = testChart();
    new MlNamespace(chart, 'ns');
    service(chart, 'server', { security: PodSecurity.baseline() });
    expect(messages(chart)).toEqual([
      'error demo/server: spec.template.spec: Deployment server is refused by the namespace ml of demo/ns, which enforces restricted: ' +
        'container main may run as root, container main does not drop all capabilities',
    ]);
  });

  test('are right where the namespace is baseline, and what breaks its own promise is told once', () => {
    const chart = testChart();
    new MlNamespace(chart, 'ns', { podSecurity: PodSecurityLevel.BASELINE });
    service(chart, 'server', { security: PodSecurity.baseline() });
    training(chart, 'train');
    expect(told(chart)).toEqual([]);
    const restricted = testChart();
    new MlNamespace(restricted, 'ns');
    const { job } = training(restricted, 'train');
    job.addJsonPatch(JsonPatch.replace('/spec/template/spec/containers/0/securityContext/allowPrivilegeEscalation', true));
    expect(rulesTold(restricted)).toEqual(['error demo/train pod-security']);
  });
});

describe('a namespace that bounds where pods may connect to', () => {
  test('is told whose own policies open it again', () => {
    const chart = testChart();
    new MlNamespace(chart, 'ns', { egress: NamespaceEgress.DNS_ONLY });
    training(chart, 'train');
    expect(told(chart)).toEqual([
      'warning demo/ns: spec.egress: NetworkPolicy default-deny bounds where pods may connect to, and policies add up: NetworkPolicy train let those of their pods everywhere ' +
        '(give those workloads isolation: Isolation.NONE and a policy of your own, or leave egress open)',
    ]);
  });

  test('is right with workloads that have no policy of their own, and one that bounds nothing with all', () => {
    const bounding = testChart();
    new MlNamespace(bounding, 'ns', { egress: NamespaceEgress.DNS_ONLY });
    training(bounding, 'train', { isolation: Isolation.NONE });
    const open = testChart();
    new MlNamespace(open, 'ns');
    training(open, 'train');
    expect([...told(bounding), ...told(open)]).toEqual([]);
  });
});
