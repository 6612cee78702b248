import { App, Chart } from 'cdk8s';
import {
  CephDataset,
  Checks,
  ClusterOperator,
  ClusterProfile,
  Gpu,
  MpiImplementation,
  MpiJobCluster,
  type MpiJobClusterProps,
  PodSecurity,
  Queue,
  ReplicaRestartPolicy,
  Resources,
} from '../../lib';
import type { Manifest, PodSpec } from '../../lib/pod/kubernetes';
import { IMAGE } from '../pod/reading';
import { manifestOf, manifestsOf, RESOURCES, refusal, testChart, yamlOf } from '../support/charts';
import { invalidities } from '../support/invalidities';

beforeEach(() => {
  // Warnings are told there.
  jest.spyOn(process.stderr, 'write').mockReturnValue(true);
});
afterEach(() => jest.restoreAllMocks());

const BASE = { image: IMAGE, command: ['mpirun', 'python', 'train.py'], resources: RESOURCES, worker: { replicas: 2 } };

function made(props: Partial<MpiJobClusterProps> = {}, chart: Chart = testChart()): Chart {
  new MpiJobCluster(chart, 'train', { ...BASE, ...props });
  return chart;
}

/** A chart of a cluster whose training operator runs MPIJobs. */
function v1Chart(): Chart {
  const app = new App();
  ClusterProfile.generic().attach(app, { installed: [ClusterOperator.TRAINING_OPERATOR_MPI] });
  return new Chart(app, 'chart', { namespace: 'ml' });
}

interface Spec {
  readonly mpiReplicaSpecs: Record<string, { replicas: number; restartPolicy: string; template: { spec: PodSpec } }>;
  readonly runPolicy: { schedulingPolicy?: object };
  readonly [field: string]: unknown;
}

function specOf(chart: Chart): Spec {
  return (manifestOf(chart, 'MPIJob') as Manifest & { spec: Spec }).spec;
}

function podOf(chart: Chart, role: 'Launcher' | 'Worker'): PodSpec {
  const pod = specOf(chart).mpiReplicaSpecs[role]?.template.spec;
  if (pod === undefined) throw new Error(`no ${role}`);
  return pod;
}

function envOf(chart: Chart, role: 'Launcher' | 'Worker'): Record<string, string | undefined> {
  return Object.fromEntries((podOf(chart, role).containers[0]?.env ?? []).map(({ name, value }) => [name, value]));
}

function gpusOf(pod: PodSpec): unknown {
  return pod.containers[0]?.resources?.limits?.['nvidia.com/gpu'];
}

test('minimal', () => {
  const chart = made();
  expect(yamlOf(chart)).toMatchSnapshot();
  expect(invalidities(chart)).toEqual([]);
  expect(Checks.problemsIn(chart)).toEqual([]);
});

test('everything', () => {
  const chart = testChart();
  made(
    {
      args: ['--epochs', '90'],
      gpu: Gpu.nvidia(8),
      worker: { replicas: 4 },
      launcher: { gpu: Gpu.nvidia(8), env: { NCCL_DEBUG: 'INFO' } },
      slotsPerWorker: 8,
      mpiImplementation: MpiImplementation.INTEL,
      sshAuthMountPath: '/home/ml/.ssh',
      security: PodSecurity.restricted({ user: 20_000 }),
      dataset: CephDataset.fromClaimName(chart, 'images', 'images'),
      model: CephDataset.fromClaimName(chart, 'models', 'models').artifact('v1/model'),
      queue: Queue.volcano('team-a'),
      restartPolicy: ReplicaRestartPolicy.NEVER,
      run: 'r2',
    },
    chart,
  );
  expect(yamlOf(chart)).toMatchSnapshot();
  expect(invalidities(chart)).toEqual([]);
});

test('the command is the launcher’s, and the workers let it in by ssh', () => {
  const chart = made();
  expect(podOf(chart, 'Launcher').containers[0]?.command).toEqual(BASE.command);
  expect(podOf(chart, 'Worker').containers[0]?.command).toEqual([
    '/usr/sbin/sshd',
    '-De',
    '-f',
    '/home/mpiuser/.sshd_config',
    '-o',
    'PidFile=none',
  ]);
});

test('the workers’ own command is theirs', () => {
  const chart = made({ worker: { replicas: 2, command: ['/opt/sshd'] } });
  expect(podOf(chart, 'Worker').containers[0]?.command).toEqual(['/opt/sshd']);
});

test('pods run as the user that the image has, who may start its ssh server', () => {
  const chart = made({ security: PodSecurity.restricted({ writableRoot: true }) });
  for (const role of ['Launcher', 'Worker'] as const) expect(podOf(chart, role).securityContext?.runAsUser).toBe(1000);
  expect(podOf(chart, 'Worker').containers[0]?.securityContext?.capabilities).toEqual({ add: ['NET_BIND_SERVICE'], drop: ['ALL'] });
  expect(podOf(chart, 'Launcher').containers[0]?.securityContext?.capabilities).toEqual({ drop: ['ALL'] });
});

test('an image that must be root has its keys and its server where root has them', () => {
  const chart = made({ security: PodSecurity.baseline() });
  expect(specOf(chart).sshAuthMountPath).toBe('/root/.ssh');
  expect(podOf(chart, 'Worker').containers[0]).not.toHaveProperty('command');
});

test('the launcher comes when the workers are ready, and a gang does not wait for it', () => {
  const chart = made({ queue: Queue.volcano('team-a') });
  expect(specOf(chart)).toMatchObject({
    launcherCreationPolicy: 'WaitForWorkersReady',
    runPolicy: { schedulingPolicy: { minAvailable: 2, queue: 'team-a' } },
  });
});

test('each worker has a slot for each of its GPUs, and the launcher has none of them', () => {
  const chart = made({ gpu: Gpu.nvidia(4) });
  expect(specOf(chart).slotsPerWorker).toBe(4);
  expect(specOf(chart)).not.toHaveProperty('runLauncherAsWorker');
  expect([gpusOf(podOf(chart, 'Launcher')), gpusOf(podOf(chart, 'Worker'))]).toEqual([undefined, '4']);
  expect(podOf(chart, 'Launcher').containers[0]?.resources?.limits).toMatchObject({ cpu: '1', memory: '2Gi' });
});

test('without GPUs there is one slot, or as many as are said', () => {
  expect(specOf(made()).slotsPerWorker).toBe(1);
  expect(specOf(made({ slotsPerWorker: 16 })).slotsPerWorker).toBe(16);
});

test('a launcher with GPUs trains too: it has data, model and the resources of all', () => {
  const chart = testChart();
  const dataset = CephDataset.fromClaimName(chart, 'images', 'images');
  const model = CephDataset.fromClaimName(chart, 'models', 'models').artifact('v1/model');
  made({ dataset, model, gpu: Gpu.nvidia(1), launcher: { gpu: Gpu.nvidia(1) } }, chart);
  expect(specOf(chart).runLauncherAsWorker).toBe(true);
  const claims = (role: 'Launcher' | 'Worker') =>
    podOf(chart, role).volumes?.flatMap((each) => each.persistentVolumeClaim?.claimName ?? []);
  expect([claims('Launcher'), claims('Worker')]).toEqual([['images', 'models'], ['images']]);
  expect(podOf(chart, 'Launcher').containers[0]?.resources?.limits?.cpu).toBe(podOf(chart, 'Worker').containers[0]?.resources?.limits?.cpu);
});

test('a launcher without GPUs mounts no data, and knows the variables of those that do', () => {
  const chart = testChart();
  made({ dataset: CephDataset.fromClaimName(chart, 'images', 'images'), env: { EPOCHS: '90' } }, chart);
  expect(JSON.stringify(podOf(chart, 'Launcher'))).not.toContain('persistentVolumeClaim');
  const { OMPI_MCA_mca_base_env_list: list = '', ...launcher } = envOf(chart, 'Launcher');
  expect(launcher).toMatchObject(envOf(chart, 'Worker'));
  expect(Checks.problemsIn(chart)).toEqual([]);
  expect(list.split(';')).toEqual(expect.arrayContaining(['EPOCHS', 'TRAIN_DATASET_PATH', 'OMP_NUM_THREADS']));
});

test.each([
  ['-x of the user', ['mpirun', '-x', 'EPOCHS', 'python', 'train.py']],
  ['a program that may start it with its own list', ['python', 'launch.py']],
])('Open MPI, which refuses two lists of variables, has none beside %s', (_, command) => {
  expect(envOf(made({ command }), 'Launcher')).not.toHaveProperty('OMPI_MCA_mca_base_env_list');
});

test('a list of variables that the user has written stays', () => {
  const env = { OMPI_MCA_mca_base_env_list: 'EPOCHS' };
  expect(envOf(made({ launcher: { env } }), 'Launcher').OMPI_MCA_mca_base_env_list).toBe('EPOCHS');
});

test('names that the operator makes are kept short', () => {
  const name = 'a'.repeat(55);
  expect(refusal(() => made({ name }))[0]).toContain("the operator's pods and Services, the longest");
  expect(() => made({ name: 'a'.repeat(54) })).not.toThrow();
});

test.each<[string, Partial<MpiJobClusterProps>, string]>([
  [
    'more slots than GPUs',
    { gpu: Gpu.nvidia(2), slotsPerWorker: 4 },
    'slotsPerWorker: is 4 processes for each pod, and the worker has 2 GPUs, got 4 (leave it out, and give all pods that train as many GPUs)',
  ],
  [
    'a launcher with other GPUs than the workers',
    { gpu: Gpu.nvidia(2), launcher: { gpu: Gpu.nvidia(1) } },
    'slotsPerWorker: is 2 processes for each pod, and the launcher has one GPU (leave it out, and give all pods that train as many GPUs)',
  ],
  [
    'a restart policy at which the operator does nothing',
    { restartPolicy: ReplicaRestartPolicy.EXIT_CODE },
    'restartPolicy: is not known to mpi-operator, which never starts the job, got "ExitCode" (write ON_FAILURE or NEVER)',
  ],
  [
    'a variable of the operator',
    { env: { OMPI_MCA_orte_default_hostfile: '/hosts' } },
    "env: writes env OMPI_MCA_orte_default_hostfile, which the workload's controller writes already (leave it out of env)",
  ],
])('%s is refused', (_, props, line) => expect(refusal(() => made(props))).toEqual([line]));

describe('where the training operator runs MPIJobs', () => {
  test('minimal', () => {
    const chart = made({}, v1Chart());
    expect(yamlOf(chart)).toMatchSnapshot();
    expect(invalidities(chart)).toEqual([]);
  });

  test('its launcher has the account and token that the operator makes, and no other pod has one', () => {
    const chart = made({}, v1Chart());
    expect(podOf(chart, 'Launcher')).toMatchObject({ automountServiceAccountToken: true });
    expect(podOf(chart, 'Launcher')).not.toHaveProperty('serviceAccountName');
    expect(podOf(chart, 'Worker')).toMatchObject({ automountServiceAccountToken: false, serviceAccountName: 'train' });
  });

  test('a launcher that Pod Security restricted will refuse is told', () => {
    const [warning, ...others] = Checks.problemsIn(made({}, v1Chart()));
    expect([warning?.severity, warning?.rule, others]).toEqual(['warning', 'operator-init-container', []]);
    expect(warning?.message).toContain('kubectl-delivery');
    expect(Checks.problemsIn(made({ security: PodSecurity.baseline() }, v1Chart()))).toEqual([]);
  });

  test('a queue of Kueue, which knows no MPIJob of this operator, is refused', () => {
    expect(refusal(() => made({ queue: Queue.kueue('team-a') }, v1Chart()))).toEqual([
      'queue: is kueue, which knows no MPIJob of the training operator (kubeflow.org/v1): the training would start at once ' +
        '(use mpi-operator, and leave TRAINING_OPERATOR_MPI out of the profile; or write Queue.volcano or Queue.coscheduling)',
    ]);
    expect(refusal(() => made({ queue: Queue.volcano('team-a') }, v1Chart()))).toEqual([]);
    expect(refusal(() => made({ queue: Queue.kueue('team-a') }))).toEqual([]);
  });

  test('what mpi-operator alone has is refused', () => {
    const props = { mpiImplementation: MpiImplementation.MPICH, sshAuthMountPath: '/home/ml/.ssh' };
    expect(refusal(() => made(props, v1Chart()))).toEqual([
      'mpiImplementation: is for mpi-operator, and the cluster\'s profile says TRAINING_OPERATOR_MPI, got "MPICH" (leave it out)',
      'sshAuthMountPath: is for mpi-operator, and the cluster\'s profile says TRAINING_OPERATOR_MPI, got "/home/ml/.ssh" (leave it out)',
    ]);
  });
});

test('its pods are known to the checks by both operators', () => {
  for (const chart of [made(), made({}, v1Chart())]) {
    expect(manifestsOf(chart).map(({ kind }) => kind)).toEqual(['MPIJob', 'ServiceAccount', 'NetworkPolicy']);
    expect(Checks.problemsIn(chart).filter(({ severity }) => severity === 'error')).toEqual([]);
  }
});

test('the launcher has the resources that it says', () => {
  const chart = made({ launcher: { resources: Resources.guaranteed({ cpu: '4', memory: '8Gi' }) } });
  expect(podOf(chart, 'Launcher').containers[0]?.resources?.limits).toMatchObject({ cpu: '4', memory: '8Gi' });
});
