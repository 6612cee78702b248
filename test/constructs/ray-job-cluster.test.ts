import { execFileSync } from 'node:child_process';
import { type Chart, Duration } from 'cdk8s';
import { EnvValue, Secret } from 'cdk8s-plus-27';
import { CephDataset, Checkpoint, Checks, Gpu, Isolation, Network, Placement, PodSecurity, Queue, Resources, Topology } from '../../lib';
import type { Manifest, PodTemplate } from '../../lib/pod/kubernetes';
import { cephFs, manifestOf, manifestsOf, RESOURCES, refusal, testChart, yamlOf } from '../support/charts';
import { invalidities } from '../support/invalidities';
import { rayTraining, refusedRay } from '../support/ray';

beforeEach(() => {
  // Warnings are told there.
  jest.spyOn(process.stderr, 'write').mockReturnValue(true);
});
afterEach(() => jest.restoreAllMocks());

interface WorkerGroup {
  readonly groupName: string;
  readonly replicas: number;
  readonly template: PodTemplate;
}

interface Spec {
  readonly entrypoint: string;
  readonly submitterPodTemplate: PodTemplate;
  readonly rayClusterSpec: {
    readonly headGroupSpec: { readonly rayStartParams: Record<string, string>; readonly template: PodTemplate };
    readonly workerGroupSpecs: WorkerGroup[];
  };
  readonly [field: string]: unknown;
}

function specOf(chart: Chart): Spec {
  return (manifestOf(chart, 'RayJob') as Manifest & { spec: Spec }).spec;
}

/** The templates by role, and of groups by their name. */
function templatesOf(chart: Chart): Record<string, PodTemplate> {
  const { rayClusterSpec, submitterPodTemplate } = specOf(chart);
  return {
    head: rayClusterSpec.headGroupSpec.template,
    submitter: submitterPodTemplate,
    ...Object.fromEntries(rayClusterSpec.workerGroupSpecs.map(({ groupName, template }) => [groupName, template])),
  };
}

function mainOf(chart: Chart, role: string) {
  const main = templatesOf(chart)[role]?.spec.containers[0];
  if (main === undefined) throw new Error(`no ${role}`);
  return main;
}

function envOf(chart: Chart, role: string): Record<string, string | undefined> {
  return Object.fromEntries((mainOf(chart, role).env ?? []).map(({ name, value }) => [name, value]));
}

function mountsOf(chart: Chart, role: string): string[] {
  return (mainOf(chart, role).volumeMounts ?? []).map(({ mountPath }) => mountPath);
}

test('minimal', () => {
  const chart = rayTraining();
  expect(yamlOf(chart)).toMatchSnapshot();
  expect(invalidities(chart)).toEqual([]);
  expect(Checks.problemsIn(chart)).toEqual([]);
});

test('everything', () => {
  const chart = testChart();
  rayTraining(
    {
      args: ['--epochs', '90'],
      worker: { replicas: 4, gpu: Gpu.nvidia(8), env: { NCCL_DEBUG: 'INFO' } },
      workerGroups: { loaders: { replicas: 2, resources: Resources.guaranteed({ cpu: '16', memory: '32Gi' }) } },
      head: { resources: Resources.guaranteed({ cpu: '8', memory: '32Gi' }), sharedMemory: '4Gi' },
      rayVersion: '2.53.0',
      placement: [Placement.together(Topology.ZONE)],
      security: PodSecurity.restricted({ user: 20_000 }),
      dataset: CephDataset.fromClaimName(chart, 'images', 'images'),
      model: CephDataset.fromClaimName(chart, 'models', 'models').artifact('v1/model'),
      checkpoint: Checkpoint.to(CephDataset.fromClaimName(chart, 'checkpoints', 'checkpoints'), { every: Duration.minutes(30) }),
      queue: Queue.kueue('team-a'),
      backoffLimit: 2,
      activeDeadline: Duration.days(1),
      keepFinished: true,
      run: 'r2',
    },
    chart,
  );
  expect(yamlOf(chart)).toMatchSnapshot();
  expect(invalidities(chart)).toEqual([]);
});

describe('the program', () => {
  test('is started in the head, whose container starts Ray, as those of the workers do', () => {
    const chart = rayTraining({ args: ['--epochs=90'] });
    expect(specOf(chart).entrypoint).toBe('python train.py --epochs=90');
    for (const role of ['head', 'worker', 'submitter']) {
      expect(mainOf(chart, role)).not.toHaveProperty('command');
      expect(mainOf(chart, role)).not.toHaveProperty('args');
    }
  });

  test('has the values of its variables where a container would have them', () => {
    const chart = testChart();
    rayTraining(
      {
        model: cephFs(chart, 'models').artifact('v1/model.pt'),
        args: ['--model=$(MODEL_FILE)', '$(OWN)'],
        env: { OWN: '$(MODEL_PATH)/x' },
      },
      chart,
    );
    expect(specOf(chart).entrypoint).toBe('python train.py --model=/models/v1/model.pt /models/x');
  });

  test.each([
    ['words with a space', ['train it.py', "it's; a | b & c > d (e) *"]],
    ['an empty word', ['train.py', '']],
    ['plain words', ['train.py', '--lr=1e-3', '@file', '50%', 'a:b,c+d']],
  ])('gets %s as they are, by the command line of each version of Ray', (_, args) => {
    const { entrypoint } = specOf(rayTraining({ args }));
    const words = (line: string): string[] =>
      execFileSync('sh', ['-c', `printf '%s\\n' ${line}`], { encoding: 'utf8' })
        .split('\n')
        .slice(0, -1);
    const given = words(entrypoint);
    expect(given).toEqual(['python', 'train.py', ...args]);
    // Windows' rules, as subprocess.list2cmdline has them for words without double quotes and backslashes; and a shell's own.
    expect(words(given.map((word) => (word === '' || /[ \t]/.test(word) ? `"${word}"` : word)).join(' '))).toEqual(given);
    expect(words(given.map((word) => `'${word.replaceAll("'", `'"'"'`)}'`).join(' '))).toEqual(given);
  });

  test.each(['{"a":1}', 'a b $HOME', '$HOME', "it's", 'a;b', 'a*', 'back\\slash', 'new\nline', 'say "a b"'])(
    'may not have the word %j, which Ray loses',
    (word) => {
      expect(refusedRay({ args: ['--x', word] })).toEqual([
        `args[1]: has signs that the command line of Ray (before 2.57) does not pass on as they are, got ${JSON.stringify(word)} (put it in env or a file of the image, and read it in the program)`,
      ]);
    },
  );

  test('may not have a variable in its command line whose value is in a Secret', () => {
    const chart = testChart();
    const token = EnvValue.fromSecretValue({ secret: Secret.fromSecretName(chart, 'hub', 'hub'), key: 'token' });
    expect(refusal(() => rayTraining({ command: ['python', '$(TOKEN)'], envValues: { TOKEN: token } }, chart))).toEqual([
      expect.stringMatching(/^command\[1\]: has signs that the command line of Ray/),
    ]);
  });

  test('must be named, since Ray starts it and not the image', () => {
    const message =
      "command: is required: Ray starts the program, and not what the image would (write command: ['python', 'train.py'] beside worker)";
    expect(refusedRay({ command: undefined })).toEqual([message]);
    expect(refusedRay({ command: [], args: ['train.py'] })).toEqual([message]);
  });

  test('is not said of a group', () => {
    const of = (field: string, value: string): string =>
      `${field}: is not what its pods run, which is Ray itself, got ${value} (write command: ['python', 'train.py'] beside worker)`;
    expect(
      refusedRay({
        head: { command: ['a'] },
        worker: { replicas: 1, args: ['b'] },
        workerGroups: { more: { replicas: 1, command: ['c'] } },
      }),
    ).toEqual([of('head.command', '["a"]'), of('worker.args', '["b"]'), of('workerGroups.more.command', '["c"]')]);
  });
});

test('fast links are the workers’, and neither the submitter’s nor a head’s without tasks, nor a further group’s that does not say so', () => {
  const chart = rayTraining({ gpu: Gpu.nvidia(1), network: Network.rdma('rdma/hca', 1), workerGroups: { loaders: { replicas: 1 } } });
  const links = (role: string) => mainOf(chart, role).resources?.limits?.['rdma/hca'];
  expect(['worker', 'head', 'loaders', 'submitter'].map(links)).toEqual(['1', undefined, undefined, undefined]);
});

describe('the head', () => {
  test('has no tasks, no GPU, and resources of its own', () => {
    const chart = rayTraining({ gpu: Gpu.nvidia(4) });
    expect(specOf(chart).rayClusterSpec.headGroupSpec.rayStartParams).toEqual({ 'num-cpus': '0' });
    expect(mainOf(chart, 'head').resources?.limits).toMatchObject({ cpu: '2', memory: '8Gi' });
    expect(mainOf(chart, 'head').resources?.limits).not.toHaveProperty(['nvidia.com/gpu']);
    expect(mainOf(chart, 'worker').resources?.limits).toMatchObject({ 'nvidia.com/gpu': '4' });
  });

  test('with a GPU has a share of the work, and the resources of all', () => {
    const chart = rayTraining({ head: { gpu: Gpu.nvidia(1) } });
    expect(specOf(chart).rayClusterSpec.headGroupSpec.rayStartParams).toEqual({});
    expect(mainOf(chart, 'head').resources?.limits).toMatchObject({ cpu: '8', memory: '64Gi', 'nvidia.com/gpu': '1' });
  });

  test('leaves KubeRay the label by which its Service of the RayJob’s name selects', () => {
    const { head, worker } = templatesOf(rayTraining());
    expect(head?.metadata.labels).not.toHaveProperty(['app.kubernetes.io/name']);
    expect(worker?.metadata.labels).toHaveProperty(['app.kubernetes.io/name'], 'train');
  });
});

test('the program writes the model, all read the data and write checkpoints, and the submitter has none of it', () => {
  const chart = testChart();
  rayTraining(
    {
      dataset: cephFs(chart, 'images'),
      model: cephFs(chart, 'models').artifact('v1/model.pt'),
      checkpoint: Checkpoint.to(cephFs(chart, 'checkpoints'), { every: Duration.minutes(30) }),
      env: { OWN: 'x' },
    },
    chart,
  );
  expect(mountsOf(chart, 'head')).toEqual(['/checkpoints', '/data', '/dev/shm', '/models', '/tmp']);
  expect(mountsOf(chart, 'worker')).toEqual(['/checkpoints', '/data', '/dev/shm', '/tmp']);
  expect(mountsOf(chart, 'submitter')).toEqual(['/tmp']);
  expect(envOf(chart, 'head')).toMatchObject({ MODEL_FILE: '/models/v1/model.pt', OWN: 'x' });
  expect(envOf(chart, 'submitter')).not.toHaveProperty('OWN');
});

test('each Ray pod has shared memory for the store of objects, so that KubeRay adds none as large as the memory', () => {
  const chart = rayTraining();
  for (const [role, size] of [
    ['head', '2Gi'],
    ['worker', '16Gi'],
  ] as const) {
    expect(templatesOf(chart)[role]?.spec.volumes).toContainEqual({ name: 'dshm', emptyDir: { medium: 'Memory', sizeLimit: size } });
  }
});

test('threads are left to Ray, which has them for each task', () => {
  expect(envOf(rayTraining(), 'worker')).not.toHaveProperty('OMP_NUM_THREADS');
});

test('further groups have GPUs only where they say so', () => {
  const chart = rayTraining({ gpu: Gpu.nvidia(1), workerGroups: { loaders: { replicas: 3 }, small: { replicas: 1, gpu: Gpu.nvidia(2) } } });
  const gpus = (role: string) => mainOf(chart, role).resources?.limits?.['nvidia.com/gpu'];
  expect([gpus('worker'), gpus('loaders'), gpus('small')]).toEqual(['1', undefined, '2']);
  expect(specOf(chart).rayClusterSpec.workerGroupSpecs.map(({ groupName, replicas }) => [groupName, replicas])).toEqual([
    ['worker', 2],
    ['loaders', 3],
    ['small', 1],
  ]);
});

test('a group is named as the props call it where something is wrong in it', () => {
  expect(
    refusedRay({ resources: undefined, worker: { replicas: 1, resources: RESOURCES }, workerGroups: { loaders: { replicas: 1 } } }),
  ).toEqual([expect.stringMatching(/^workerGroups\.loaders\.resources: is required/)]);
});

test('the submitter is a small pod, as restricted as the others, that ends', () => {
  const { spec } = templatesOf(rayTraining({ gpu: Gpu.nvidia(8) })).submitter ?? {};
  expect(spec?.restartPolicy).toBe('Never');
  expect(spec?.containers[0]?.resources?.limits).toEqual({ cpu: '500m', memory: '1Gi', 'ephemeral-storage': '10Gi' });
  expect(spec?.tolerations).toBeUndefined();
  expect(spec?.containers[0]?.env).not.toContainEqual(expect.objectContaining({ name: 'PYTHONUNBUFFERED' }));
});

test('the cluster goes when the program has ended, and a failed one is made anew', () => {
  expect(specOf(rayTraining())).toMatchObject({
    submissionMode: 'K8sJobMode',
    shutdownAfterJobFinishes: true,
    backoffLimit: 4,
    activeDeadlineSeconds: 604_800,
  });
  expect(specOf(rayTraining())).not.toHaveProperty('ttlSecondsAfterFinished');
});

test('the policy lets in the pods of the job, and KubeRay to the dashboard', () => {
  const { spec } = manifestOf(rayTraining(), 'NetworkPolicy') as Manifest & { spec: { ingress: object[] } };
  expect(spec.ingress).toEqual([
    { from: [{ podSelector: { matchLabels: { 'app.kubernetes.io/component': 'training', 'app.kubernetes.io/instance': 'train' } } }] },
    {
      from: [{ namespaceSelector: {}, podSelector: { matchLabels: { 'app.kubernetes.io/component': 'kuberay-operator' } } }],
      ports: [{ port: 8265, protocol: 'TCP' }],
    },
  ]);
  expect(manifestsOf(rayTraining({ isolation: Isolation.NONE })).map(({ kind }) => kind)).not.toContain('NetworkPolicy');
});

describe('waits for room', () => {
  test('by Kueue, which knows a RayJob by its label', () => {
    const chart = rayTraining({ queue: Queue.kueue('team-a') });
    expect(manifestOf(chart, 'RayJob').metadata.labels).toMatchObject({ 'kueue.x-k8s.io/queue-name': 'team-a' });
    expect(specOf(chart)).not.toHaveProperty('suspend');
  });

  test.each([
    ['Volcano', Queue.volcano('team-a')],
    ['coscheduling', Queue.coscheduling()],
  ])('by %s with a PodGroup of its own, in which the submitter is not waited for', (_, queue) => {
    const chart = rayTraining({ queue, workerGroups: { loaders: { replicas: 3 } } });
    expect(manifestOf(chart, 'PodGroup')).toMatchObject({ metadata: { name: 'train' }, spec: { minMember: 6 } });
  });

  test('until somebody resumes it', () => {
    expect(specOf(rayTraining({ suspended: true }))).toMatchObject({ suspend: true, shutdownAfterJobFinishes: true });
  });
});
