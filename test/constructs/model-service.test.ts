import { App, Chart, Duration } from 'cdk8s';
import { EnvValue, Secret, ServiceAccount } from 'cdk8s-plus-27';
import {
  Autoscaling,
  Caller,
  ClusterProfile,
  Gpu,
  ImagePullPolicy,
  ModelService,
  type ModelServiceProps,
  Mount,
  Placement,
  PodSecurity,
  Probes,
  Resources,
  Rollout,
  Topology,
} from '../../lib';
import { cephFs, manifestOf, manifestsOf, testChart, yamlOf } from '../support/charts';
import { invalidities } from '../support/invalidities';
import { schemaProblems } from '../support/schemas';

const MINIMAL: ModelServiceProps = {
  image: 'registry.example.com/ml/serve:1.0',
  port: 5000,
  resources: Resources.guaranteed({ cpu: '2', memory: '4Gi' }),
};

/** A chart for a cluster of that version. */
function chartFor(kubernetesVersion: string): Chart {
  const app = new App();
  ClusterProfile.gke().attach(app, { kubernetesVersion, imagePullSecrets: ['registry'] });
  return new Chart(app, 'demo', { namespace: 'ml' });
}

function minimal(chart = testChart()): Chart {
  new ModelService(chart, 'server', MINIMAL);
  return chart;
}

function everything(chart = chartFor('1.33')): Chart {
  const secret = Secret.fromSecretName(chart, 'secret', 'model-registry');
  const models = cephFs(chart, 'models');
  new ModelService(chart, 'server', {
    name: 'classifier',
    image: 'registry.example.com/ml/serve:1.0',
    imagePullPolicy: ImagePullPolicy.IF_NOT_PRESENT,
    command: ['python'],
    args: ['-m', 'serve', ''],
    env: { LOG_LEVEL: 'info', MODEL_DIR: '$(MODEL_PATH)' },
    envValues: { REGISTRY_TOKEN: EnvValue.fromSecretValue({ secret, key: 'token' }) },
    labels: { 'example.com/team': 'vision' },
    annotations: { 'example.com/owner': 'vision team' },
    podAnnotations: { 'example.com/scrape': 'true' },
    resources: Resources.guaranteed({ cpu: '4', memory: '32Gi', ephemeralStorage: '20Gi' }),
    gpu: Gpu.nvidia(1, { product: 'nvidia-tesla-t4' }),
    model: models.artifact('v1/model.keras', { mountPath: '/srv/models' }),
    mounts: [Mount.scratchDisk('/cache', '5Gi'), Mount.secret('/etc/registry', secret), models.mount('/feedback', { subPath: 'feedback' })],
    sharedMemory: '2Gi',
    port: 8080,
    probes: Probes.http({ ready: '/v1/ready', live: '/v1/live', startup: Duration.minutes(10) }),
    drain: Duration.seconds(55),
    autoscaling: Autoscaling.onCpu({ min: 3, max: 9, utilization: 60 }),
    rollout: Rollout.rolling({ maxSurge: 0, maxUnavailable: 2 }),
    revisionHistoryLimit: 0,
    placement: [Placement.apart(Topology.NODE, { required: true }), Placement.on({ 'example.com/pool': 'serving' }), Placement.spot()],
    callers: [Caller.namespace('ingress-nginx'), Caller.pods({ app: 'web' })],
    security: PodSecurity.restricted({ user: 20000, group: 20001 }),
    serviceAccount: ServiceAccount.fromServiceAccountName(chart, 'account', 'robot'),
    priorityClassName: 'serving',
    schedulerName: 'bin-packing',
    runtimeClassName: 'nvidia',
  });
  return chart;
}

test('the minimal service is as reviewed', () => {
  expect(yamlOf(minimal())).toMatchSnapshot();
});

test('the service with everything is as reviewed', () => {
  expect(yamlOf(everything())).toMatchSnapshot();
});

test.each(['1.27', '1.33', '1.36'] as const)('every object for a cluster of Kubernetes %s is valid there', (version) => {
  for (const make of [minimal, everything]) {
    const manifests = manifestsOf(make(chartFor(version)));
    expect(manifests.flatMap((manifest) => schemaProblems(manifest, version))).toEqual([]);
  }
});

test('what is written for the oldest Kubernetes is valid in the newest', () => {
  expect(invalidities(everything(chartFor('1.27')))).toEqual([]);
});

test.each([
  ['minimal', minimal],
  ['everything', everything],
])('the %s service is written the same each time', (_, make) => {
  const chart = make();
  const first = yamlOf(chart);
  expect(first).toContain('kind: Deployment');
  expect(yamlOf(chart)).toBe(first);
  expect(yamlOf(make())).toBe(first);
});

test('all objects have the name that is given, else the ids below the chart', () => {
  const chart = testChart();
  const service = new ModelService(new Chart(chart, 'inner', { namespace: 'ml' }), 'server', { ...MINIMAL, name: 'given' });
  expect(service.name).toBe('given');
  expect(new ModelService(chart, 'server', MINIMAL).name).toBe('server');
  expect(new Set(manifestsOf(chart).map(({ metadata }) => metadata.name))).toEqual(new Set(['server']));
});

test('its objects can be reached, and are those that are written', () => {
  const chart = testChart();
  const { deployment, service, autoscaler } = new ModelService(chart, 'server', { ...MINIMAL, autoscaling: Autoscaling.onCpu({ max: 3 }) });
  expect(deployment.toJson()).toEqual(manifestOf(chart, 'Deployment'));
  expect(service.toJson()).toEqual(manifestOf(chart, 'Service'));
  expect(autoscaler?.toJson()).toEqual(manifestOf(chart, 'HorizontalPodAutoscaler'));
});

test('a service that nothing scales has no autoscaler', () => {
  expect(new ModelService(testChart(), 'server', MINIMAL).autoscaler).toBeUndefined();
});

test('the selectors of all its objects are equal, and hold no label that a release changes', () => {
  const chart = testChart();
  new ModelService(chart, 'server', { ...MINIMAL, labels: { 'example.com/release': '7' } });
  const selector = { 'app.kubernetes.io/component': 'serving', 'app.kubernetes.io/instance': 'server' };
  expect(manifestOf(chart, 'Deployment')).toHaveProperty('spec.selector', { matchLabels: selector });
  expect(manifestOf(chart, 'PodDisruptionBudget')).toHaveProperty('spec.selector', { matchLabels: selector });
  expect(manifestOf(chart, 'NetworkPolicy')).toHaveProperty('spec.podSelector', { matchLabels: selector });
  expect(manifestOf(chart, 'Service')).toHaveProperty('spec.selector', selector);
});

test("the user's labels are on every object and pod, beside the library's own", () => {
  const chart = testChart();
  new ModelService(chart, 'server', { ...MINIMAL, labels: { 'example.com/team': 'vision' } });
  const labels = expect.objectContaining({ 'example.com/team': 'vision', 'app.kubernetes.io/managed-by': 'cdk8s-ml' });
  for (const { metadata } of manifestsOf(chart)) expect(metadata.labels).toEqual(labels);
  expect(manifestOf(chart, 'Deployment')).toHaveProperty('spec.template.metadata.labels', labels);
});
