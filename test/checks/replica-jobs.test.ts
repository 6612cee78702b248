import { JsonPatch } from 'cdk8s';
import { Gpu, TfJobCluster } from '../../lib';
import { RESOURCES, testChart } from '../support/charts';
import { own, rulesTold, told, training } from './apps';

const CONTAINERS: Readonly<Record<string, string>> = {
  TFJob: 'tensorflow',
  PyTorchJob: 'pytorch',
  XGBoostJob: 'xgboost',
  MPIJob: 'mpi',
  MXJob: 'mxnet',
};
const SPECS: Readonly<Record<string, string>> = {
  TFJob: 'tfReplicaSpecs',
  PyTorchJob: 'pytorchReplicaSpecs',
  XGBoostJob: 'xgbReplicaSpecs',
  MPIJob: 'mpiReplicaSpecs',
  MXJob: 'mxReplicaSpecs',
};
const AMOUNTS = { cpu: '1', memory: '1Gi', 'ephemeral-storage': '1Gi' };

function role(kind: string, more: object = {}, container: object = {}) {
  const main = { name: CONTAINERS[kind], image: 'train:1.0', resources: { limits: AMOUNTS }, ...container };
  return { replicas: 1, template: { spec: { containers: [main] } }, ...more };
}

/** What is told of an operator's job that somebody wrote, without its head. */
function toldOf(kind: string, roles: object, spec: object = {}, apiVersion = 'kubeflow.org/v1'): string[] {
  const chart = testChart();
  training(chart, 'ours');
  own(chart, 'theirs', apiVersion, kind, { [SPECS[kind] ?? '']: roles, ...spec });
  return told(chart).map((text) => text.replace('warning demo/theirs: ', '').replace(`${kind} theirs `, ''));
}

const tf = (more: object = {}, container: object = {}) => role('TFJob', more, container);
const torch = (more: object = {}, container: object = {}) => role('PyTorchJob', more, container);

test('right jobs that somebody wrote are not spoken of', () => {
  expect(
    toldOf(
      'TFJob',
      { Chief: tf(), PS: tf({ replicas: 2 }), Worker: tf({ restartPolicy: 'ExitCode' }) },
      { runPolicy: { cleanPodPolicy: 'Running' } },
    ),
  ).toEqual([]);
  expect(toldOf('TFJob', { Master: tf(), Worker: tf() }, { successPolicy: 'AllWorkers' })).toEqual([]);
  expect(toldOf('PyTorchJob', { Master: torch(), Worker: torch({ replicas: 3 }) })).toEqual([]);
  expect(toldOf('PyTorchJob', { Worker: torch({ replicas: 2 }) }, { elasticPolicy: { minReplicas: 1, maxReplicas: 4 } })).toEqual([]);
  expect(toldOf('XGBoostJob', { Master: role('XGBoostJob'), Worker: role('XGBoostJob') })).toEqual([]);
  expect(toldOf('MPIJob', { Launcher: role('MPIJob'), Worker: role('MPIJob', {}, { name: 'any' }) }, {}, 'kubeflow.org/v2beta1')).toEqual(
    [],
  );
});

describe('the roles', () => {
  test('that are misspelt are told with what was meant', () => {
    expect(toldOf('TFJob', { Workers: tf() })).toEqual([
      'spec.tfReplicaSpecs.Workers: has a role Workers, which its operator does not know: what its pods do never counts (write Worker)',
    ]);
    expect(toldOf('TFJob', { Worker: tf(), Router: tf() })).toEqual([
      'spec.tfReplicaSpecs.Router: has a role Router, which its operator does not know: what its pods do never counts (there are Chief, Worker, PS, Evaluator, Master)',
    ]);
  });

  test('are there', () => {
    expect(toldOf('TFJob', {})).toEqual(['spec.tfReplicaSpecs: has no roles (write tfReplicaSpecs)']);
    expect(toldOf('XGBoostJob', { Worker: role('XGBoostJob') })).toEqual([
      'spec.xgbReplicaSpecs: has no Master, which its operator needs (add Master)',
    ]);
    expect(toldOf('MPIJob', { Worker: role('MPIJob') })).toEqual([
      'spec.mpiReplicaSpecs: has no Launcher, which its operator needs (add Launcher)',
    ]);
  });

  test('of parameter servers have somebody who trains', () => {
    expect(toldOf('TFJob', { PS: tf() }, { runPolicy: { cleanPodPolicy: 'All' } })).toEqual([
      'spec.tfReplicaSpecs: has parameter servers, and nobody who trains (add Worker)',
    ]);
  });

  test('Chief and Master are one', () => {
    expect(toldOf('TFJob', { Chief: tf(), Master: tf(), Worker: tf() })).toEqual([
      'spec.tfReplicaSpecs: has a Chief and a Master, which are the same (leave Master out)',
    ]);
  });
});

describe('the number of pods', () => {
  test.each([-1, 1.5, '2'])('%p is told: the operator fails at it for ever', (replicas) => {
    expect(toldOf('TFJob', { Worker: tf({ replicas }) })).toEqual([
      `spec.tfReplicaSpecs.Worker.replicas: has ${JSON.stringify(replicas)} pods of the role Worker (write a whole number from 1)`,
    ]);
  });

  test.each<[string, string]>([
    ['TFJob', 'Chief'],
    ['PyTorchJob', 'Master'],
    ['XGBoostJob', 'Master'],
    ['MPIJob', 'Launcher'],
  ])('of a %s has one %s', (kind, key) => {
    expect(toldOf(kind, { [key]: role(kind, { replicas: 2 }) })).toEqual([
      `spec.${SPECS[kind]}.${key}.replicas: has 2 pods of the role ${key}, and one is allowed (write replicas: 1)`,
    ]);
  });

  test.each(['PyTorchJob', 'XGBoostJob'])('of the Master of a %s is said', (kind) => {
    expect(toldOf(kind, { Master: role(kind, { replicas: undefined }) })).toEqual([
      `spec.${SPECS[kind]}.Master.replicas: does not say that it has one Master, which its webhook wants (write replicas: 1)`,
    ]);
  });

  test('of PyTorch is one or more', () => {
    expect(toldOf('PyTorchJob', { Worker: torch({ replicas: 0 }) })).toEqual([expect.stringContaining('has 0 pods of the role Worker')]);
    expect(toldOf('TFJob', { Worker: tf(), Evaluator: tf({ replicas: 0 }) })).toEqual([]);
  });
});

test("the main container has the framework's name", () => {
  expect(toldOf('TFJob', { Worker: tf({}, { name: 'main' }) })).toEqual([
    'spec.tfReplicaSpecs.Worker.template.spec.containers: has no container tensorflow in its role Worker, for which its operator looks (call the main one tensorflow)',
  ]);
});

describe('how pods begin again', () => {
  test('is one of four policies, for mpi-operator of two', () => {
    expect(toldOf('TFJob', { Worker: tf({ restartPolicy: 'Sometimes' }) })).toEqual([
      'spec.tfReplicaSpecs.Worker.restartPolicy: has the restart policy "Sometimes" in its role Worker (there are Always, OnFailure, Never, ExitCode)',
    ]);
    const launcher = role('MPIJob', { restartPolicy: 'ExitCode' });
    expect(toldOf('MPIJob', { Launcher: launcher }, {}, 'kubeflow.org/v2beta1')).toEqual([
      'spec.mpiReplicaSpecs.Launcher.restartPolicy: has the restart policy "ExitCode" in its role Launcher (there are Never, OnFailure)',
    ]);
  });

  test('is said by the role and not by its pods', () => {
    const spec = { containers: [{ name: 'tensorflow', image: 'a:1', resources: { limits: AMOUNTS } }], restartPolicy: 'OnFailure' };
    expect(toldOf('TFJob', { Worker: { replicas: 1, restartPolicy: 'Never', template: { spec } } })).toEqual([
      'spec.tfReplicaSpecs.Worker.template.spec.restartPolicy: has the restart policy OnFailure in the pods of its role Worker, ' +
        'over which its operator writes that of the role (write restartPolicy beside replicas)',
    ]);
  });
});

test.each<[object, string]>([
  [{ runPolicy: { cleanPodPolicy: 'Always' } }, 'runPolicy.cleanPodPolicy: has cleanPodPolicy "Always" (there are Running, All, None)'],
  [
    { runPolicy: { managedBy: 'me' } },
    'runPolicy.managedBy: has managedBy "me" (there are kubeflow.org/training-operator, kubeflow.org/mpi-operator, kueue.x-k8s.io/multikueue)',
  ],
  [{ runPolicy: { backoffLimit: -1 } }, 'runPolicy.backoffLimit: has backoffLimit -1 (write 0 or more)'],
  [{ runPolicy: { ttlSecondsAfterFinished: -1 } }, 'runPolicy.ttlSecondsAfterFinished: has ttlSecondsAfterFinished -1 (write 0 or more)'],
  [
    { runPolicy: { activeDeadlineSeconds: 0 } },
    'runPolicy.activeDeadlineSeconds: has activeDeadlineSeconds 0 (give it the seconds that it may run)',
  ],
  [{ successPolicy: 'All' }, 'successPolicy: has the success policy "All" (write AllWorkers, or leave it out)'],
])('the policy %j is told', (spec, message) => {
  expect(toldOf('TFJob', { Worker: tf() }, spec)).toEqual([`spec.${message}`]);
});

test('parameter servers that nothing ends are told', () => {
  const message =
    'spec.runPolicy.cleanPodPolicy: leaves the parameter servers of tfReplicaSpecs.PS running for ever when the training is done (write cleanPodPolicy: Running)';
  expect(toldOf('TFJob', { PS: tf(), Worker: tf() })).toEqual([message]);
  expect(toldOf('TFJob', { PS: tf(), Worker: tf() }, { runPolicy: { cleanPodPolicy: 'None' } })).toEqual([message]);
});

describe('the bounds of an elastic training', () => {
  test.each<[object, object, string]>([
    [
      { Worker: torch({ replicas: 2 }) },
      { minReplicas: 4, maxReplicas: 2 },
      '.minReplicas: is elastic from 4 to 2 workers (let minReplicas be at most maxReplicas)',
    ],
    [
      { Worker: torch({ replicas: 8 }) },
      { minReplicas: 1, maxReplicas: 4 },
      ': has 8 workers, and is elastic from 1 to 4 (start with a number between them)',
    ],
    [
      { Worker: torch({ replicas: 1 }) },
      { minReplicas: 2 },
      ': has 1 workers, and is elastic from 2 to 1 (start with a number between them)',
    ],
    [{ Master: torch() }, { minReplicas: 1, maxReplicas: 4 }, ': is elastic, and has no Worker (add Worker)'],
  ])('%j with %j', (roles, elasticPolicy, message) => {
    expect(toldOf('PyTorchJob', roles, { elasticPolicy })).toEqual([`spec.elasticPolicy${message}`]);
  });

  test('the processes are said once', () => {
    const spec = { elasticPolicy: { nProcPerNode: 2 }, nprocPerNode: '2' };
    expect(toldOf('PyTorchJob', { Worker: torch() }, spec)).toEqual([
      'spec.elasticPolicy.nProcPerNode: has nProcPerNode and nprocPerNode (leave elasticPolicy.nProcPerNode out)',
    ]);
  });
});

const GPUS = { resources: { limits: { ...AMOUNTS, 'nvidia.com/gpu': 2 } }, volumeMounts: [{ name: 'shm', mountPath: '/dev/shm' }] };

/** A role with two GPUs in each pod, and all that such pods need. */
function withGpus(kind: string, more: object = {}) {
  const container = { name: CONTAINERS[kind], image: 'train:1.0', ...GPUS };
  const volumes = [{ name: 'shm', emptyDir: { medium: 'Memory', sizeLimit: '64Mi' } }];
  return { replicas: 1, template: { spec: { containers: [container], volumes, nodeSelector: { gpu: 'true' } } }, ...more };
}

describe('processes and GPUs', () => {
  test('are as many, unless the program counts itself', () => {
    expect(toldOf('PyTorchJob', { Worker: withGpus('PyTorchJob') }, { nprocPerNode: '4' })).toEqual([
      'spec.nprocPerNode: starts 4 processes in each pod, and those of the role Worker have 2 GPUs (write as many as a pod has GPUs)',
    ]);
    for (const nprocPerNode of ['2', 'auto', 'gpu', undefined]) {
      expect(toldOf('PyTorchJob', { Worker: withGpus('PyTorchJob') }, { nprocPerNode })).toEqual([]);
    }
  });

  test('of MPI are slots, of which the launcher has none', () => {
    const roles = { Launcher: role('MPIJob'), Worker: withGpus('MPIJob') };
    expect(toldOf('MPIJob', roles, { slotsPerWorker: 1 }, 'kubeflow.org/v2beta1')).toEqual([
      'spec.slotsPerWorker: starts 1 processes in each pod, and those of the role Worker have 2 GPUs (write as many as a pod has GPUs)',
    ]);
    expect(toldOf('MPIJob', roles, { slotsPerWorker: 2 }, 'kubeflow.org/v2beta1')).toEqual([]);
  });
});

describe('GPUs in a role that computes nothing on them', () => {
  test.each<[string, string, object]>([
    ['TFJob', 'PS', { Worker: tf() }],
    ['MPIJob', 'Launcher', { Worker: role('MPIJob') }],
    ['MXJob', 'Scheduler', { Worker: role('MXJob') }],
    ['MXJob', 'Server', { Worker: role('MXJob') }],
  ])('are told, in a %s with a %s', (kind, key, roles) => {
    expect(toldOf(kind, { ...roles, [key]: withGpus(kind) }, { runPolicy: { cleanPodPolicy: 'Running' } })).toEqual([
      `spec.${SPECS[kind]}.${key}.template.spec.containers: gives its role ${key} 2 GPUs, on which it computes nothing (leave them to the workers)`,
    ]);
  });

  test('are right where the launcher is a worker', () => {
    const roles = { Launcher: withGpus('MPIJob'), Worker: withGpus('MPIJob') };
    const spec = { runLauncherAsWorker: true, slotsPerWorker: 2 };
    expect(toldOf('MPIJob', roles, spec, 'kubeflow.org/v2beta1')).toEqual([]);
  });

  test('are right where the role of a construct says so itself', () => {
    const chart = testChart();
    const cluster = new TfJobCluster(chart, 'cluster', {
      image: 'registry.example.com/ml/train:1.0',
      resources: RESOURCES,
      worker: { replicas: 1 },
      parameterServer: { replicas: 1, gpu: Gpu.nvidia(1) },
    });
    cluster.tfJob.addJsonPatch(JsonPatch.add('/metadata/annotations', { 'example.com/a': 'b' }));
    expect(told(chart)).toEqual([]);
  });
});

describe("the names of an operator's pods", () => {
  test('fit a label, whoever wrote the job', () => {
    const named = (name: string, replicas: number) => {
      const chart = testChart();
      training(chart, 'ours');
      own(chart, 'theirs', 'kubeflow.org/v1', 'TFJob', { tfReplicaSpecs: { Worker: tf({ replicas }) } }, { name });
      return told(chart);
    };
    expect(named('a'.repeat(54), 10)).toEqual([]);
    expect(named('a'.repeat(54), 11)).toEqual([
      expect.stringContaining(
        `metadata.name: TFJob ${'a'.repeat(54)} has a name that is too long: the operator's pods and Services, the longest will be`,
      ),
    ]);
    expect(named('1-job', 1)).toEqual([expect.stringContaining('which must be a DNS label that starts with a letter'), expect.anything()]);
  });
});

test("what a patch breaks in the library's own job is an error", () => {
  const chart = testChart();
  const cluster = new TfJobCluster(chart, 'cluster', {
    image: 'registry.example.com/ml/train:1.0',
    resources: RESOURCES,
    worker: { replicas: 2 },
  });
  cluster.tfJob.addJsonPatch(JsonPatch.replace('/spec/tfReplicaSpecs/Worker/replicas', -1));
  expect(rulesTold(chart)).toEqual(['error demo/cluster replica-count']);
});
