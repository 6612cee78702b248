import { Duration } from 'cdk8s';
import { Checkpoint, Checks, ClusterOperator, Gpu, Mount, Placement, PodSecurity, Queue, Topology, type TrainJobProps } from '../../lib';
import { cephFs, refusal, testChart } from '../support/charts';
import { clusterRuntime, specOf, trained, trainerChart } from '../support/trainer';

beforeEach(() => {
  // Warnings are told there.
  jest.spyOn(process.stderr, 'write').mockReturnValue(true);
});
afterEach(() => jest.restoreAllMocks());

const LABELS = {
  'app.kubernetes.io/component': 'training',
  'app.kubernetes.io/instance': 'train',
  'app.kubernetes.io/managed-by': 'cdk8s-ml',
  'app.kubernetes.io/name': 'train',
  'app.kubernetes.io/part-of': 'demo',
};
const QOS = { 'cdk8s-ml.io/qos-class': 'Guaranteed' };
const TARGET = [{ name: 'node' }];
const MOUNT = { mountPath: '/tmp', name: 'tmp' };
const VOLUMES = [{ name: 'tmp', emptyDir: { sizeLimit: '10Gi' } }];

describe('the same training is said', () => {
  const written = (version: string) => {
    const { podSpecOverrides, podTemplateOverrides, runtimePatches, activeDeadlineSeconds } = specOf(trained({}, trainerChart(version)));
    return { podSpecOverrides, podTemplateOverrides, runtimePatches, activeDeadlineSeconds };
  };

  test('by podSpecOverrides to Kubeflow Trainer 2.0', () => {
    const spec = { serviceAccountName: 'train', containers: [{ name: 'node', volumeMounts: [MOUNT] }], volumes: VOLUMES };
    expect(written('2.0')).toEqual({ podSpecOverrides: [{ targetJobs: TARGET, ...spec }] });
  });

  test('by podTemplateOverrides to 2.1, with its labels and what it promises of its class', () => {
    const spec = { serviceAccountName: 'train', containers: [{ name: 'node', volumeMounts: [MOUNT] }], volumes: VOLUMES };
    expect(written('2.1')).toEqual({
      podTemplateOverrides: [{ targetJobs: TARGET, metadata: { labels: LABELS, annotations: QOS }, spec }],
    });
  });

  test.each([
    ['2.2', undefined],
    ['2.3', 120],
    ['2.4', 120],
  ])('by runtimePatches to %s, with its security, and from 2.3 on the time that it has to end', (version, grace) => {
    const { runtimePatches, ...others } = written(version);
    expect(others).toEqual({ activeDeadlineSeconds: 7 * 24 * 3600 });
    const [patch, ...more] = runtimePatches as { manager: string; trainingRuntimeSpec: never }[];
    expect([patch?.manager, more]).toEqual(['cdk8s-ml.io/train-job', []]);
    expect(patch?.trainingRuntimeSpec).toMatchObject({
      template: {
        spec: {
          replicatedJobs: [
            {
              name: 'node',
              template: {
                spec: {
                  template: {
                    metadata: { labels: LABELS, annotations: { ...QOS, 'cdk8s-ml.io/pod-security': 'restricted' } },
                    spec: {
                      serviceAccountName: 'train',
                      securityContext: { runAsNonRoot: true },
                      containers: [{ name: 'node', securityContext: { allowPrivilegeEscalation: false }, volumeMounts: [MOUNT] }],
                      volumes: VOLUMES,
                      ...(grace === undefined ? {} : { terminationGracePeriodSeconds: grace }),
                    },
                  },
                },
              },
            },
          ],
        },
      },
    });
    expect(JSON.stringify(patch).includes('terminationGracePeriodSeconds')).toBe(grace !== undefined);
  });
});

test.each(['2.0', '2.1', '2.2', '2.3'])(
  'what the runtime of the program says already is never said again, so that Kubeflow Trainer %s takes it',
  (version) => {
    const chart = trainerChart(version, { imagePullSecrets: ['registry'], installed: [ClusterOperator.ISTIO] });
    const runtime = clusterRuntime(chart, { gpu: Gpu.nvidia(1), placement: [Placement.on({ pool: 'a' }, { required: true })] });
    trained({ runtime, resources: undefined as never, security: PodSecurity.restricted(), terminationGrace: Duration.minutes(2) }, chart);
    expect(JSON.stringify(specOf(chart))).not.toMatch(/securityContext|affinity|imagePullSecrets|terminationGrace|istio|resourcesPerNode/);
    expect(Checks.problemsIn(chart)).toEqual([]);
  },
);

test('a volume at two paths is said by two overrides to 2.1', () => {
  const chart = trainerChart('2.1');
  const models = cephFs(chart, 'models');
  trained({ mounts: [models.mount('/a'), models.mount('/b')] }, chart);
  const [, second] = specOf(chart).podTemplateOverrides as object[];
  expect(second).toEqual({
    targetJobs: TARGET,
    spec: { containers: [{ name: 'node', volumeMounts: [{ mountPath: '/b', name: 'models' }] }] },
  });
});

function late(field: string, what: string, since: string, version: string): string {
  const fix = `say it in a TrainingRuntime of the program, which runtime names; or say in ClusterProfile.attach that the cluster has a later one: trainerVersion: '${since}'`;
  return `${field}${field === '' ? '' : ': '}${what}, which Kubeflow Trainer can be told from ${since} on, and the cluster has ${version}`.concat(
    ` (${fix})`,
  );
}

test.each<[string, string, Partial<TrainJobProps>, string]>([
  ['annotations of its pods', '2.0', { podAnnotations: { note: 'a' } }, late('podAnnotations', 'are given', '2.1', '2.0')],
  [
    'nodes and neighbours',
    '2.0',
    { placement: [Placement.together(Topology.NODE)] },
    late('placement', 'asks for nodes or neighbours', '2.1', '2.0'),
  ],
  [
    'a product',
    '2.0',
    { gpu: Gpu.nvidia(1, { product: 'NVIDIA-A100-SXM4-80GB' }) },
    late('gpu', 'asks for nodes or neighbours', '2.1', '2.0'),
  ],
])('refuses %s for Kubeflow Trainer %s', (_, version, props, line) => {
  expect(refusal(() => trained(props, trainerChart(version)))).toEqual([line]);
});

test.each(['2.0', '2.1'])('refuses security for Kubeflow Trainer %s, and leaves it to a runtime that is not known', (version) => {
  expect(refusal(() => trained({ security: PodSecurity.restricted() }, trainerChart(version)))).toEqual([
    late('security', 'is given', '2.2', version),
  ]);
});

test.each(['2.0', '2.1', '2.2'])('refuses a time to end for Kubeflow Trainer %s', (version) => {
  expect(refusal(() => trained({ terminationGrace: Duration.minutes(5) }, trainerChart(version)))).toEqual([
    late('terminationGrace', 'is given', '2.3', version),
  ]);
});

test.each(['2.0', '2.1'])('refuses a deadline for Kubeflow Trainer %s', (version) => {
  expect(refusal(() => trained({ activeDeadline: Duration.hours(1) }, trainerChart(version)))).toEqual([
    `activeDeadline: is given, which Kubeflow Trainer can be told from 2.2 on, and the cluster has ${version} (leave it out; or say in ClusterProfile.attach that the cluster has a later one: trainerVersion: '2.2')`,
  ]);
});

test('refuses what the profile asks of all pods, where 2.0 can not be told', () => {
  expect(refusal(() => trained({}, trainerChart('2.0', { imagePullSecrets: ['registry'] })))).toEqual([
    late('', "has image pull secrets of the cluster's profile", '2.1', '2.0'),
  ]);
  expect(refusal(() => trained({}, trainerChart('2.0', { installed: [ClusterOperator.ISTIO] })))).toEqual([
    late('', 'needs sidecar.istio.io/inject on its pods', '2.1', '2.0'),
  ]);
});

test('refuses for 2.0 a volume at two paths, by the prop that asks for the second', () => {
  const chart = trainerChart('2.0');
  const models = cephFs(chart, 'models');
  expect(refusal(() => trained({ model: models.artifact('v2'), mounts: [Mount.memory('/a', '1Gi'), models.mount('/z')] }, chart))).toEqual([
    late('mounts[1]', 'mounts a volume that is mounted elsewhere too', '2.1', '2.0'),
  ]);
});

test('refuses one volume at more paths than there can be patches', () => {
  const chart = trainerChart();
  const models = cephFs(chart, 'models');
  const mounts = Array.from({ length: 16 }, (_, i) => models.mount(`/m${i + 10}`));
  expect(refusal(() => trained({ mounts }, chart))).toEqual([
    'mounts[1]: mounts one volume at 16 paths, and a TrainJob can say 15 (mount a folder that holds several)',
  ]);
});

test('warns of a checkpoint whose writing nobody waits for', () => {
  const chart = trainerChart('2.2');
  trained({ checkpoint: Checkpoint.to(cephFs(chart, 'models'), { every: Duration.minutes(30) }) }, chart);
  expect(Checks.problemsIn(chart).map(({ field, rule, message, fix }) => [field, rule, message, fix])).toEqual([
    [
      'checkpoint',
      'trainer-grace',
      "is given, and Kubeflow Trainer 2.2 can't be told how long writing it takes: the pods have the runtime's time from SIGTERM to SIGKILL, mostly 30 seconds",
      "say terminationGrace in a TrainingRuntime of the program; trainings can say it from 2.3 on: trainerVersion: '2.3' in ClusterProfile.attach",
    ],
  ]);
});

test('labels of the user are those of its objects where its pods can have none', () => {
  expect(refusal(() => trained({ labels: { team: 'vision' } }, trainerChart('2.0')))).toEqual([]);
});

test('Kueue places by topology from 2.1 on', () => {
  const props = { queue: Queue.kueue('a', { topologyAware: true }), placement: [Placement.together(Topology.NODE)] };
  expect(refusal(() => trained(props, trainerChart('2.1')))).toEqual([]);
  expect(refusal(() => trained(props, trainerChart('2.0')))).toEqual([
    late('', 'needs kueue.x-k8s.io/podset-preferred-topology on its pods', '2.1', '2.0'),
  ]);
});

test('the baseline is 2.3', () => {
  expect(specOf(trained({}, testChart())).runtimePatches).toBeDefined();
});
