import type { Chart } from 'cdk8s';
import { Duration } from 'cdk8s';
import {
  CephDataset,
  Checkpoint,
  Checks,
  Gpu,
  JobSetCluster,
  type JobSetClusterProps,
  Placement,
  Queue,
  Rendezvous,
  RoleDependency,
  SuccessPolicy,
  Topology,
} from '../../lib';
import type { JobSpec, Manifest, PodSpec } from '../../lib/pod/kubernetes';
import { JOB_SET } from '../../lib/workload/kinds/job-set';
import { chartAt, IMAGE } from '../pod/reading';
import { manifestOf, manifestsOf, RESOURCES, testChart, yamlOf } from '../support/charts';
import { invalidities } from '../support/invalidities';

const BASE = { image: IMAGE, resources: RESOURCES, roles: [{ name: 'worker', replicas: 2 }, { name: 'helper' }] };
const PARAMETER_SERVERS = {
  rendezvous: Rendezvous.TENSORFLOW,
  roles: [{ name: 'chief' }, { name: 'worker', replicas: 2 }, { name: 'ps', replicas: 2 }, { name: 'evaluator' }],
};
const MXNET = {
  rendezvous: Rendezvous.MXNET,
  roles: [{ name: 'scheduler' }, { name: 'server', replicas: 2 }, { name: 'worker', replicas: 3 }],
};

function made(props: Partial<JobSetClusterProps> = {}, chart: Chart = testChart()): Chart {
  new JobSetCluster(chart, 'train', { ...BASE, ...props });
  return chart;
}

interface Spec {
  readonly replicatedJobs: { name: string; replicas: number; dependsOn?: object[]; template: { metadata: object; spec: JobSpec } }[];
  readonly coordinator?: object;
  readonly successPolicy: object;
  readonly failurePolicy: { maxRestarts: number; restartStrategy: string; rules: { name: string; [field: string]: unknown }[] };
  readonly [field: string]: unknown;
}

function specOf(chart: Chart): Spec {
  return (manifestOf(chart, 'JobSet') as Manifest & { spec: Spec }).spec;
}

function jobOf(chart: Chart, role: string): JobSpec {
  const job = specOf(chart).replicatedJobs.find(({ name }) => name === role);
  if (job === undefined) throw new Error(`no ${role}`);
  return job.template.spec;
}

function podOf(chart: Chart, role: string): PodSpec {
  return jobOf(chart, role).template.spec;
}

function envOf(chart: Chart, role: string): Record<string, string> {
  return Object.fromEntries((podOf(chart, role).containers[0]?.env ?? []).map(({ name, value = '' }) => [name, value]));
}

function claimsOf(chart: Chart, role: string): string[] {
  return (podOf(chart, role).volumes ?? []).flatMap(({ persistentVolumeClaim: claim }) => (claim === undefined ? [] : [claim.claimName]));
}

function gpusOf(chart: Chart, role: string): unknown {
  return podOf(chart, role).containers[0]?.resources?.limits?.['nvidia.com/gpu'];
}

test('minimal', () => {
  const chart = made();
  expect(yamlOf(chart)).toMatchSnapshot();
  expect(invalidities(chart)).toEqual([]);
  expect(invalidities(made({}, chartAt('1.27')))).toEqual([]);
  expect(Checks.problemsIn(chart)).toEqual([]);
});

test('everything', () => {
  const chart = testChart();
  const models = CephDataset.fromClaimName(chart, 'models', 'models');
  made(
    {
      gpu: Gpu.nvidia(8),
      roles: [
        { name: 'prepare', gpu: Gpu.nvidia(1), terminationGrace: Duration.minutes(5) },
        {
          name: 'worker',
          replicas: 4,
          dependsOn: [RoleDependency.complete('prepare')],
          placement: [Placement.together(Topology.NODE)],
          env: { NCCL_DEBUG: 'INFO' },
        },
        { name: 'judge', image: 'registry.example.com/ml/judge:1.0', dependsOn: [RoleDependency.ready('worker')] },
      ],
      coordinator: 'worker',
      rendezvous: Rendezvous.JAX,
      dataRoles: ['prepare', 'worker'],
      successRoles: ['worker', 'judge'],
      failFastExitCodes: [43, 42],
      ignoreExitCodes: [75],
      backoffLimit: 2,
      dataset: CephDataset.fromClaimName(chart, 'images', 'images'),
      model: models.artifact('v1/model'),
      checkpoint: Checkpoint.to(models, { every: Duration.minutes(30) }),
      queue: Queue.kueue('team-a'),
      run: 'r2',
    },
    chart,
  );
  expect(yamlOf(chart)).toMatchSnapshot();
  // The schema of 1.27 says so by mistake: the server takes it.
  const falseAlarm = /podFailurePolicy\.rules\[\d\]\.onPodConditions: required, but missing$/;
  expect(invalidities(chart).filter((each) => !falseAlarm.test(each))).toEqual([]);
});

describe('roles', () => {
  test('are one Indexed Job each, with all of their pods at once', () => {
    const [worker] = specOf(made()).replicatedJobs;
    expect(worker).toMatchObject({ name: 'worker', replicas: 1 });
    expect(worker?.template.spec).toMatchObject({ completionMode: 'Indexed', completions: 2, parallelism: 2 });
  });

  test('have their own over what is said for all, and GPUs that are said for all', () => {
    const chart = made({
      env: { A: '1' },
      gpu: Gpu.nvidia(1),
      roles: [
        { name: 'worker', env: { B: '2' } },
        { name: 'other', gpu: Gpu.nvidia(2) },
      ],
    });
    expect(envOf(chart, 'worker')).toMatchObject({ A: '1', B: '2' });
    expect([gpusOf(chart, 'worker'), gpusOf(chart, 'other')]).toEqual(['1', '2']);
  });

  test('may be of any names: the first coordinates, and alone writes the model', () => {
    const chart = testChart();
    const model = CephDataset.fromClaimName(chart, 'models', 'models').artifact('v1/model');
    made({ model, roles: [{ name: 'learner' }, { name: 'actor', replicas: 8 }] }, chart);
    expect(specOf(chart).coordinator).toEqual({ replicatedJob: 'learner' });
    expect([claimsOf(chart, 'learner'), claimsOf(chart, 'actor')]).toEqual([['models'], []]);
  });

  test('all read the data, unless it is said which', () => {
    const data = (dataRoles?: string[]) => {
      const chart = testChart();
      const dataset = CephDataset.fromClaimName(chart, 'images', 'images');
      made({ dataset, ...(dataRoles === undefined ? {} : { dataRoles }) }, chart);
      return ['worker', 'helper'].map((role) => claimsOf(chart, role).length);
    };
    expect([data(), data(['helper'])]).toEqual([
      [1, 1],
      [0, 1],
    ]);
  });

  test('wait for those before them, and for the pods of those that wait no gang waits', () => {
    const roles = [{ name: 'server' }, { name: 'worker', replicas: 4, dependsOn: [RoleDependency.ready('server')] }];
    const chart = made({ roles, queue: Queue.volcano('team-a') });
    expect(specOf(chart).replicatedJobs.map(({ dependsOn }) => dependsOn)).toEqual([undefined, [{ name: 'server', status: 'Ready' }]]);
    expect(manifestOf(chart, 'PodGroup').spec).toEqual({ minMember: 1, queue: 'team-a' });
  });
});

describe('pods find each other', () => {
  test('with torchrun in the coordinating role, which has a process for each GPU', () => {
    const chart = made({ gpu: Gpu.nvidia(4) });
    expect(envOf(chart, 'worker')).toMatchObject({
      PET_NNODES: '2',
      PET_NODE_RANK: '$(WORKER_INDEX)',
      PET_NPROC_PER_NODE: '4',
      PET_MASTER_ADDR: 'train-worker-0-0.train',
      PET_MASTER_PORT: '29500',
    });
    expect(podOf(chart, 'worker').containers[0]?.ports).toEqual([{ name: 'rendezvous', containerPort: 29500, protocol: 'TCP' }]);
    expect(Object.keys(envOf(chart, 'helper'))).toContain('WORKER_INDEX');
    expect(Object.keys(envOf(chart, 'helper')).filter((name) => name.startsWith('PET_'))).toEqual([]);
  });

  test('with JAX at the coordinator', () => {
    expect(envOf(made({ rendezvous: Rendezvous.JAX, coordinator: 'helper' }), 'helper')).toMatchObject({
      JAX_COORDINATOR_ADDRESS: 'train-helper-0-0.train:6666',
      JAX_NUM_PROCESSES: '1',
    });
  });

  test('with TensorFlow by the addresses of all tasks, of which an evaluator is told', () => {
    const chart = made(PARAMETER_SERVERS);
    const hosts = (role: string, count: number) => Array.from({ length: count }, (_, i) => `train-${role}-0-${i}.train:2222`);
    for (const { name } of PARAMETER_SERVERS.roles) {
      expect(JSON.parse(envOf(chart, name).TF_CONFIG?.replace('$(WORKER_INDEX)', '0') ?? '')).toEqual({
        cluster: { chief: hosts('chief', 1), worker: hosts('worker', 2), ps: hosts('ps', 2) },
        task: { type: name, index: 0 },
      });
    }
  });

  test('with MXNet by its variables', () => {
    const chart = made(MXNET);
    const all = {
      DMLC_PS_ROOT_URI: 'train-scheduler-0-0.train',
      DMLC_PS_ROOT_PORT: '9091',
      DMLC_NUM_SERVER: '2',
      DMLC_NUM_WORKER: '3',
      DMLC_USE_KUBERNETES: '1',
    };
    expect(envOf(chart, 'scheduler')).toMatchObject({ ...all, DMLC_ROLE: 'scheduler' });
    expect(envOf(chart, 'server')).toMatchObject({ ...all, DMLC_ROLE: 'server' });
    expect(envOf(chart, 'worker')).toMatchObject({ ...all, DMLC_ROLE: 'worker', DMLC_WORKER_ID: '$(WORKER_INDEX)' });
    expect(Object.keys(envOf(chart, 'server'))).not.toContain('DMLC_WORKER_ID');
  });

  test('and those that hold parameters have no GPU that is said for all, and no data', () => {
    const chart = testChart();
    const dataset = CephDataset.fromClaimName(chart, 'images', 'images');
    const model = CephDataset.fromClaimName(chart, 'models', 'models').artifact('v1/model');
    made({ ...PARAMETER_SERVERS, gpu: Gpu.nvidia(1), dataset, model }, chart);
    const seen = ['chief', 'worker', 'ps', 'evaluator'].map((role) => [role, gpusOf(chart, role), claimsOf(chart, role)]);
    expect(seen).toEqual([
      ['chief', '1', ['images', 'models']],
      ['worker', '1', ['images']],
      ['ps', undefined, []],
      ['evaluator', '1', ['images', 'models']],
    ]);
    expect(podOf(chart, 'evaluator').containers[0]?.volumeMounts).toContainEqual(
      expect.objectContaining({ mountPath: '/models', readOnly: true }),
    );
  });
});

describe('it has succeeded', () => {
  test('when the coordinating role has', () => {
    expect(specOf(made()).successPolicy).toEqual({ operator: 'All', targetReplicatedJobs: ['worker'] });
    expect(specOf(made(MXNET)).successPolicy).toEqual({ operator: 'All', targetReplicatedJobs: ['worker'] });
    expect(specOf(made(PARAMETER_SERVERS)).successPolicy).toEqual({ operator: 'All', targetReplicatedJobs: ['chief'] });
    expect(jobOf(made(), 'worker').successPolicy).toBeUndefined();
  });

  test('when the roles have that are named', () => {
    expect(specOf(made({ successRoles: ['worker', 'helper'] })).successPolicy).toMatchObject({
      targetReplicatedJobs: ['worker', 'helper'],
    });
  });

  test('by its first pod alone where that is said', () => {
    const chart = made({ successPolicy: SuccessPolicy.COORDINATOR });
    expect(jobOf(chart, 'worker').successPolicy).toEqual({ rules: [{ succeededIndexes: '0' }] });
    expect(jobOf(chart, 'helper').successPolicy).toBeUndefined();
  });

  test('by the first worker alone where there are parameter servers and no chief', () => {
    const roles = [{ name: 'ps' }, { name: 'worker', replicas: 2 }];
    expect(jobOf(made({ rendezvous: Rendezvous.TENSORFLOW, roles }), 'worker').successPolicy).toEqual({
      rules: [{ succeededIndexes: '0' }],
    });
  });
});

describe('when a pod has failed', () => {
  test('its Job has, and all pods start again when the old ones are gone', () => {
    const chart = made({ backoffLimit: 3 });
    expect(jobOf(chart, 'worker').backoffLimit).toBe(0);
    expect(podOf(chart, 'worker').restartPolicy).toBe('Never');
    expect(specOf(chart).failurePolicy).toMatchObject({ maxRestarts: 3, restartStrategy: 'BlockingRecreate' });
  });

  test('by a drain it is not counted', () => {
    const chart = made();
    expect(jobOf(chart, 'worker').podFailurePolicy).toEqual({
      rules: [{ action: 'FailJob', onPodConditions: [{ type: 'DisruptionTarget', status: 'True' }] }],
    });
    expect(specOf(chart).failurePolicy.rules).toContainEqual({
      name: 'drained',
      action: 'RestartJobSetAndIgnoreMaxRestarts',
      onJobFailureReasons: ['PodFailurePolicy'],
      onJobFailureMessagePatterns: ['rule at index 0$'],
    });
  });

  test('by its exit code the training fails at once, which is asked first, or goes on uncounted', () => {
    const chart = made({ failFastExitCodes: [42], ignoreExitCodes: [75] });
    const codes = jobOf(chart, 'helper').podFailurePolicy?.rules.map(({ onExitCodes }) => onExitCodes?.values);
    expect(codes).toEqual([undefined, [42], [75]]);
    const rules = specOf(chart).failurePolicy.rules.map(({ name, action, onJobFailureMessagePatterns: at }) => [name, action, at]);
    expect(rules).toEqual([
      ['failFast', 'FailJobSet', ['rule at index 1$']],
      ['deadline', 'FailJobSet', undefined],
      ['drained', 'RestartJobSetAndIgnoreMaxRestarts', ['rule at index 0$']],
      ['ignored', 'RestartJobSetAndIgnoreMaxRestarts', ['rule at index 2$']],
    ]);
  });
});

test('what runs too long fails, and what is finished goes', () => {
  const chart = made({ activeDeadline: Duration.hours(1), ttlAfterFinished: Duration.hours(2) });
  expect(jobOf(chart, 'helper').activeDeadlineSeconds).toBe(3600);
  expect(specOf(chart).ttlSecondsAfterFinished).toBe(7200);
  expect(specOf(made({ keepFinished: true }))).not.toHaveProperty('ttlSecondsAfterFinished');
});

test('it is suspended as a whole', () => expect(specOf(made({ suspended: true })).suspend).toBe(true));

test('it waits in a queue as a whole: its Jobs are in none', () => {
  const chart = made({ queue: Queue.kueue('team-a') });
  expect(manifestOf(chart, 'JobSet').metadata.labels).toMatchObject({ 'kueue.x-k8s.io/queue-name': 'team-a' });
  expect(specOf(chart).replicatedJobs[0]?.template.metadata).toEqual({
    labels: { 'app.kubernetes.io/instance': 'train', 'app.kubernetes.io/component': 'training' },
  });
});

test('it is a gang of all of its pods', () => {
  const chart = made({ queue: Queue.coscheduling() });
  expect(manifestOf(chart, 'PodGroup').spec).toMatchObject({ minMember: 3 });
  expect(jobOf(chart, 'helper').template.metadata.labels).toMatchObject({ 'scheduling.x-k8s.io/pod-group': 'train' });
});

test('its pods reach each other by the Service that JobSet makes, and by no other', () => {
  const kinds = manifestsOf(made()).map(({ kind }) => kind);
  expect(kinds.sort()).toEqual(['JobSet', 'NetworkPolicy', 'ServiceAccount']);
});

test('JobSet writes the coordinator into a label where its address has room there', () => {
  expect(specOf(made({ name: 'a'.repeat(24) })).coordinator).toEqual({ replicatedJob: 'worker' });
  expect(specOf(made({ name: 'a'.repeat(26) })).coordinator).toBeUndefined();
});

test('pods of any JobSet are known, with what JobSet makes of each role and the labels that they have', () => {
  const template = { spec: { containers: [] } };
  const spec = {
    replicatedJobs: [
      { name: 'many', replicas: 3, template: { spec: { parallelism: 2, template } } },
      { name: 'one', template: { spec: { template } } },
      { name: 'none', template: {} },
    ],
  };
  const manifest = { apiVersion: 'jobset.x-k8s.io/v1alpha2', kind: 'JobSet', metadata: { name: 'own' }, spec };
  expect(JOB_SET.podsInside(manifest).map(({ role, field, count }) => [role, field, count])).toEqual([
    ['many', 'spec.replicatedJobs[0].template.spec.template', 6],
    ['one', 'spec.replicatedJobs[1].template.spec.template', 1],
  ]);
  const ofJobSet = (role: string) => ({ 'jobset.sigs.k8s.io/jobset-name': 'own', 'jobset.sigs.k8s.io/replicatedjob-name': role });
  expect(JOB_SET.podLabels?.(manifest, 'many')).toEqual(ofJobSet('many'));
  expect(JOB_SET.podLabels?.(manifest, 'one')).toEqual({
    ...ofJobSet('one'),
    'job-name': 'own-one-0',
    'batch.kubernetes.io/job-name': 'own-one-0',
  });
  expect(JOB_SET.namesOf?.(manifest).map(({ name }) => name)).toEqual(['own-many-2-0-abcde', 'own']);
  expect(JOB_SET.podsInside({ ...manifest, spec: undefined })).toEqual([]);
});
