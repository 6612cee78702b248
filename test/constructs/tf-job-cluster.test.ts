import { type Chart, Duration } from 'cdk8s';
import {
  CephDataset,
  Checks,
  CleanPodPolicy,
  ClusterProfile,
  DatasetCache,
  Gpu,
  Isolation,
  Mount,
  Placement,
  PodSecurity,
  ReplicaRestartPolicy,
  Resources,
  SuccessPolicy,
  type TfJobClusterProps,
  Topology,
} from '../../lib';
import { chartAt, chartOn, cluster, mainOf, replicasOf, roleOf } from '../pod/reading';
import { cephFs, manifestOf, manifestsOf, yamlOf } from '../support/charts';
import { invalidities } from '../support/invalidities';

beforeEach(() => {
  // Warnings are told there.
  jest.spyOn(process.stderr, 'write').mockReturnValue(true);
});
afterEach(() => jest.restoreAllMocks());

/** All props that go together, with a role for each of them. */
function everything(chart: Chart): Partial<TfJobClusterProps> {
  const models = CephDataset.fromClaimName(chart, 'models', 'ceph-model-pvc');
  return {
    name: 'mnist',
    run: 'r2',
    dataset: CephDataset.fromClaimName(chart, 'images', 'ceph-dataset-pvc'),
    cache: DatasetCache.memory('8Gi'),
    model: models.artifact('v2/model.keras'),
    baseModel: models.artifact('v1/model.keras'),
    env: { LOG_LEVEL: 'info' },
    labels: { team: 'vision' },
    annotations: { 'example.com/owner': 'vision' },
    isolation: Isolation.NONE,
    security: PodSecurity.baseline(),
    placement: [Placement.together(Topology.NODE)],
    backoffLimit: 2,
    activeDeadline: Duration.hours(12),
    keepFinished: true,
    cleanPodPolicy: CleanPodPolicy.ALL,
    successPolicy: SuccessPolicy.COORDINATOR,
    restartPolicy: ReplicaRestartPolicy.EXIT_CODE,
    worker: { replicas: 4, gpu: Gpu.nvidia(1, { product: 'nvidia-l4' }), args: ['--batch', '64'], mounts: [Mount.memory('/ram', '1Gi')] },
    parameterServer: {
      replicas: 2,
      resources: Resources.burstable({ cpu: '2', memory: '16Gi' }),
      restartPolicy: ReplicaRestartPolicy.ALWAYS,
      placement: [Placement.apart(Topology.NODE)],
    },
    chief: { image: 'registry.example.com/ml/chief:1.0', env: { ROLE: 'chief' } },
    evaluator: { terminationGrace: Duration.seconds(30), sharedMemory: '1Gi' },
  };
}

test('minimal', () => {
  const chart = cluster();
  expect(yamlOf(chart)).toMatchSnapshot();
  expect(invalidities(chart)).toEqual([]);
});

test('everything', () => {
  const chart = cluster(everything, chartOn(ClusterProfile.gke()));
  expect(yamlOf(chart)).toMatchSnapshot();
  expect(invalidities(chart)).toEqual([]);
});

test('for the oldest Kubernetes it is the same', () => {
  expect(manifestsOf(cluster({ parameterServer: { replicas: 2 } }, chartAt('1.27')))).toEqual(
    manifestsOf(cluster({ parameterServer: { replicas: 2 } })),
  );
});

test('rendering twice gives the same bytes', () => expect(yamlOf(cluster(everything))).toBe(yamlOf(cluster(everything))));

describe('the run', () => {
  const policyOf = (props: Partial<TfJobClusterProps>) =>
    (manifestOf(cluster(props), 'TFJob').spec as { runPolicy: Record<string, unknown> }).runPolicy;
  const WEEK = 7 * 24 * 3600;

  test('ends pods that would never end by themselves, is tried again four times, ends after a week and stays for one', () => {
    const runPolicy = { cleanPodPolicy: 'Running', backoffLimit: 4, activeDeadlineSeconds: WEEK, ttlSecondsAfterFinished: WEEK };
    expect(policyOf({})).toEqual(runPolicy);
  });

  test('or as is said', () => {
    const props = {
      cleanPodPolicy: CleanPodPolicy.ALL,
      backoffLimit: 0,
      activeDeadline: Duration.hours(1),
      ttlAfterFinished: Duration.minutes(1),
    };
    expect(policyOf(props)).toEqual({ cleanPodPolicy: 'All', backoffLimit: 0, activeDeadlineSeconds: 3600, ttlSecondsAfterFinished: 60 });
  });

  test('stays until somebody deletes it', () => expect(policyOf({ keepFinished: true })).not.toHaveProperty('ttlSecondsAfterFinished'));

  test('has succeeded when its coordinating task has, or when all workers have', () => {
    expect(manifestOf(cluster(), 'TFJob').spec).not.toHaveProperty('successPolicy');
    expect(manifestOf(cluster({ successPolicy: SuccessPolicy.ALL_WORKERS }), 'TFJob').spec).toMatchObject({ successPolicy: 'AllWorkers' });
  });

  test.each<[string, Partial<TfJobClusterProps>]>([
    ['parameter-servers-stay', { cleanPodPolicy: CleanPodPolicy.NONE }],
    ['workers-never-end', { successPolicy: SuccessPolicy.ALL_WORKERS }],
  ])('warns of %s beside parameter servers alone', (rule, props) => {
    const rules = (given: Partial<TfJobClusterProps>) =>
      Checks.problemsIn(cluster(given)).map((problem) => [problem.severity, problem.rule]);
    expect(rules({ ...props, parameterServer: { replicas: 1 } })).toEqual([['warning', rule]]);
    expect(rules(props)).toEqual([]);
  });
});

describe('what the operator asks of pods', () => {
  const roles = Object.entries(replicasOf(cluster({ parameterServer: { replicas: 2 }, chief: {}, evaluator: {} })));

  test.each(roles)('%s: the first container is tensorflow, with the port 2222', (_, { template }) => {
    expect(mainOf(template.spec).name).toBe('tensorflow');
    expect(mainOf(template.spec).ports).toEqual([{ name: 'tfjob-port', containerPort: 2222, protocol: 'TCP' }]);
  });

  test.each(roles)('%s: the restart policy stands beside the template, which has none', (_, { restartPolicy, template }) => {
    expect(restartPolicy).toBe('OnFailure');
    expect(template.spec).not.toHaveProperty('restartPolicy');
  });

  test.each(roles)("%s: security, account and labels are the job's", (_, { template }) => {
    expect(template.spec).toMatchObject({
      serviceAccountName: 'tfjob-example',
      automountServiceAccountToken: false,
      enableServiceLinks: false,
      terminationGracePeriodSeconds: 120,
      securityContext: { runAsUser: 10001, fsGroupChangePolicy: 'OnRootMismatch' },
    });
    expect(template.metadata.labels).toEqual(manifestOf(cluster(), 'TFJob').metadata.labels);
  });
});

test('the policy lets pods of all roles talk among themselves', () => {
  const own = { matchLabels: { 'app.kubernetes.io/component': 'training', 'app.kubernetes.io/instance': 'tfjob-example' } };
  const { spec } = manifestOf(cluster(), 'NetworkPolicy');
  expect(spec).toMatchObject({ podSelector: own, ingress: [{ from: [{ podSelector: own }] }] });
});

test('all pods of a job are near each other: workers and parameter servers are meant alike', () => {
  const chart = cluster((scope) => ({
    dataset: cephFs(scope, 'images'),
    parameterServer: { replicas: 2 },
    placement: [Placement.together(Topology.NODE)],
  }));
  const affinity = roleOf(chart, 'Worker').template.spec.affinity;
  expect(affinity?.podAffinity?.preferredDuringSchedulingIgnoredDuringExecution).toHaveLength(1);
  expect(roleOf(chart, 'PS').template.spec.affinity).toEqual(affinity);
});
