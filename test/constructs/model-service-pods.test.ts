import { App, Chart, Duration } from 'cdk8s';
import { ClusterProfile, Gpu, ModelService, type ModelServiceProps, Placement, PodSecurity, Probes, Resources, Topology } from '../../lib';
import { cephFs, manifestOf, RESOURCES, testChart } from '../support/charts';

const POD = 'spec.template.spec';
const CONTAINER = `${POD}.containers[0]`;

function deploymentIn(chart: Chart, props: Partial<ModelServiceProps>): unknown {
  new ModelService(chart, 'server', { image: 'registry.example.com/ml/serve:1.0', port: 5000, resources: RESOURCES, ...props });
  return manifestOf(chart, 'Deployment');
}

function deployment(props: Partial<ModelServiceProps>): unknown {
  return deploymentIn(testChart(), props);
}

function deploymentFor(kubernetesVersion: string): unknown {
  const app = new App();
  ClusterProfile.generic().attach(app, { kubernetesVersion });
  return deploymentIn(new Chart(app, 'demo', { namespace: 'ml' }), {});
}

describe('probes', () => {
  test('readiness and liveness ask different routes: a server that is only busy is not killed', () => {
    expect(deployment({})).toHaveProperty(`${CONTAINER}.readinessProbe.httpGet`, { path: '/ready', port: 'http' });
    expect(deployment({})).toHaveProperty(`${CONTAINER}.livenessProbe.httpGet`, { path: '/healthz', port: 'http' });
  });

  test('the routes that are given are asked', () => {
    const given = deployment({ probes: Probes.http({ ready: '/v1/models/m/ready', live: '/live' }) });
    expect(given).toHaveProperty(`${CONTAINER}.readinessProbe.httpGet.path`, '/v1/models/m/ready');
    expect(given).toHaveProperty(`${CONTAINER}.livenessProbe.httpGet.path`, '/live');
    expect(given).toHaveProperty(`${CONTAINER}.startupProbe.httpGet.path`, '/live');
  });

  test('a server has five minutes to start where nothing is said', () => {
    expect(deployment({})).toHaveProperty(`${CONTAINER}.startupProbe`, {
      httpGet: { path: '/healthz', port: 'http' },
      periodSeconds: 10,
      failureThreshold: 30,
      timeoutSeconds: 5,
    });
  });

  test.each([
    [Duration.seconds(1), 1],
    [Duration.seconds(95), 10],
    [Duration.minutes(30), 180],
  ])('the startup budget holds all of the time that is given (%#)', (startup, failureThreshold) => {
    for (const probes of [Probes.http({ startup }), Probes.tcp({ startup })]) {
      expect(deployment({ probes })).toHaveProperty(`${CONTAINER}.startupProbe.failureThreshold`, failureThreshold);
    }
  });

  test('a server without health routes is asked whether it listens', () => {
    const tcp = deployment({ probes: Probes.tcp() });
    for (const probe of ['startupProbe', 'readinessProbe', 'livenessProbe']) {
      expect(tcp).toHaveProperty(`${CONTAINER}.${probe}.tcpSocket`, { port: 'http' });
      expect(tcp).not.toHaveProperty(`${CONTAINER}.${probe}.httpGet`);
    }
  });

  test('a pod leaves the Service long before it is restarted', () => {
    expect(deployment({})).toMatchObject({
      spec: { template: { spec: { containers: [{ readinessProbe: { failureThreshold: 2 }, livenessProbe: { failureThreshold: 6 } }] } } },
    });
  });
});

describe('the end of a pod', () => {
  test('SIGTERM comes five seconds after its end began, when nobody sends to it any more', () => {
    expect(deployment({})).toHaveProperty(`${CONTAINER}.lifecycle`, { preStop: { sleep: { seconds: 5 } } });
  });

  test.each([
    ['1.27', { exec: { command: ['sleep', '5'] } }],
    ['1.29', { exec: { command: ['sleep', '5'] } }],
    ['1.30', { sleep: { seconds: 5 } }],
    ['1.36', { sleep: { seconds: 5 } }],
  ])('Kubernetes %s waits by what it has', (version, preStop) => {
    expect(deploymentFor(version)).toHaveProperty(`${CONTAINER}.lifecycle.preStop`, preStop);
  });

  test.each([
    [undefined, 35],
    [Duration.seconds(0), 10],
    [Duration.seconds(60), 70],
    [Duration.minutes(10), 610],
  ])('its grace holds the wait before SIGTERM, the drain and a reserve (%#)', (drain, seconds) => {
    expect(deployment(drain === undefined ? {} : { drain })).toHaveProperty(`${POD}.terminationGracePeriodSeconds`, seconds);
  });
});

describe('placement', () => {
  const SELECTOR = { matchLabels: { 'app.kubernetes.io/component': 'serving', 'app.kubernetes.io/instance': 'server' } };
  const APART = 'affinity.podAntiAffinity';

  test('replicas prefer nodes of their own, and are placed anyway', () => {
    expect(deployment({})).toHaveProperty(`${POD}.${APART}`, {
      preferredDuringSchedulingIgnoredDuringExecution: [
        { weight: 100, podAffinityTerm: { labelSelector: SELECTOR, topologyKey: 'kubernetes.io/hostname' } },
      ],
    });
  });

  test('replicas prefer to be spread over zones, each revision by itself', () => {
    expect(deployment({})).toHaveProperty(`${POD}.topologySpreadConstraints`, [
      {
        labelSelector: SELECTOR,
        matchLabelKeys: ['pod-template-hash'],
        maxSkew: 1,
        topologyKey: 'topology.kubernetes.io/zone',
        whenUnsatisfiable: 'ScheduleAnyway',
      },
    ]);
  });

  test("the user's rule replaces ours on its topology, and leaves the other", () => {
    const required = deployment({ placement: [Placement.apart(Topology.NODE, { required: true })] });
    expect(required).toHaveProperty(`${POD}.${APART}`, {
      requiredDuringSchedulingIgnoredDuringExecution: [{ labelSelector: SELECTOR, topologyKey: 'kubernetes.io/hostname' }],
    });
    expect(required).toHaveProperty(`${POD}.topologySpreadConstraints[0].topologyKey`, 'topology.kubernetes.io/zone');
  });

  test("a rule on nodes' labels leaves both of ours", () => {
    const pool = deployment({ placement: [Placement.on({ 'example.com/pool': 'serving' }, { required: true })] });
    expect(pool).toHaveProperty(`${POD}.${APART}`);
    expect(pool).toHaveProperty(`${POD}.topologySpreadConstraints`);
  });
});

describe('the model', () => {
  function served(): unknown {
    const chart = testChart();
    return deploymentIn(chart, { model: cephFs(chart, 'models').artifact('v1/model.keras') });
  }

  test('is read-only, in the volume and in the mount', () => {
    expect(served()).toHaveProperty(`${POD}.volumes`, [
      { name: 'models', persistentVolumeClaim: { claimName: 'models', readOnly: true } },
      { name: 'tmp', emptyDir: { sizeLimit: '10Gi' } },
    ]);
    expect(served()).toHaveProperty(`${CONTAINER}.volumeMounts[0]`, { name: 'models', mountPath: '/models', readOnly: true });
  });

  test('is named to the program by its path and by where its dataset is', () => {
    expect(served()).toHaveProperty(
      `${CONTAINER}.env`,
      expect.arrayContaining([
        { name: 'MODEL_PATH', value: '/models' },
        { name: 'MODEL_FILE', value: '/models/v1/model.keras' },
      ]),
    );
  });

  test('stays read-only in its mount where the same dataset is also written to', () => {
    const chart = testChart();
    const models = cephFs(chart, 'models');
    const both = deploymentIn(chart, { model: models.artifact('m'), mounts: [models.mount('/feedback')] });
    expect(both).toHaveProperty(`${POD}.volumes[0]`, { name: 'models', persistentVolumeClaim: { claimName: 'models' } });
    expect(both).toHaveProperty(`${CONTAINER}.volumeMounts[1]`, { name: 'models', mountPath: '/models', readOnly: true });
  });

  test('may be in the image: then there is no claim and no variable', () => {
    expect(JSON.stringify(deployment({}))).not.toMatch(/persistentVolumeClaim|MODEL_/);
  });
});

describe('the container', () => {
  test('is told its port, and how many cores it may use', () => {
    const env = expect.arrayContaining([
      { name: 'PORT', value: '8501' },
      { name: 'OMP_NUM_THREADS', value: '8' },
    ]);
    expect(deployment({ port: 8501 })).toHaveProperty(`${CONTAINER}.env`, env);
  });

  test('has a sized /dev/shm with a GPU, and none without', () => {
    expect(JSON.stringify(deployment({}))).not.toContain('/dev/shm');
    expect(deployment({ gpu: Gpu.nvidia(1) })).toHaveProperty(
      `${POD}.volumes`,
      expect.arrayContaining([{ name: 'dshm', emptyDir: { medium: 'Memory', sizeLimit: '16Gi' } }]),
    );
  });

  test('promises the class of its resources and the standard of its security, for checks that see the manifest alone', () => {
    const promised = (props: Partial<ModelServiceProps>) => expect(deployment(props));
    promised({}).toHaveProperty('spec.template.metadata.annotations', {
      'cdk8s-ml.io/pod-security': 'restricted',
      'cdk8s-ml.io/qos-class': 'Guaranteed',
    });
    promised({ security: PodSecurity.baseline(), resources: Resources.burstable({ cpu: '1', memory: '1Gi' }) }).toHaveProperty(
      'spec.template.metadata.annotations',
      { 'cdk8s-ml.io/pod-security': 'baseline', 'cdk8s-ml.io/qos-class': 'Burstable' },
    );
  });

  test("has neither a token of the API server nor other Services' addresses in its environment", () => {
    expect(deployment({})).toHaveProperty(`${POD}.automountServiceAccountToken`, false);
    expect(deployment({})).toHaveProperty(`${POD}.enableServiceLinks`, false);
  });
});
