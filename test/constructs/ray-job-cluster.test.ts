import { execFileSync } from 'node:child_process';
import { type Chart, Duration } from 'cdk8s';
import { EnvValue, Secret } from 'cdk8s-plus-27';
import {
  CephDataset,
  Checkpoint,
  Checks,
  Gpu,
  Isolation,
  Network,
  Placement,
  PodSecurity,
  Queue,
  RayJobCluster,
  type RayJobClusterProps,
  Resources,
  Topology,
} from '../../lib';
import type { Manifest, PodTemplate } from '../../lib/pod/kubernetes';
import { kindOf } from '../../lib/workload/kinds/table';
import { IMAGE } from '../pod/reading';
import { cephFs, manifestOf, manifestsOf, RESOURCES, refusal, testChart, yamlOf } from '../support/charts';
import { invalidities } from '../support/invalidities';

beforeEach(() => {
  // Warnings are told there.
  jest.spyOn(process.stderr, 'write').mockReturnValue(true);
});
afterEach(() => jest.restoreAllMocks());

const BASE = { image: IMAGE, command: ['python', 'train.py'], resources: RESOURCES, worker: { replicas: 2 } };

function made(props: Partial<RayJobClusterProps> = {}, chart: Chart = testChart()): Chart {
  new RayJobCluster(chart, 'train', { ...BASE, ...props });
  return chart;
}

/** What a JavaScript user may write. */
function wrong(props: object): string[] {
  return refusal(() => made(props as Partial<RayJobClusterProps>));
}

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
    const chart = made({ args: ['--epochs=90'] });
    expect(specOf(chart).entrypoint).toBe('python train.py --epochs=90');
    for (const role of ['head', 'worker', 'submitter']) {
      expect(mainOf(chart, role)).not.toHaveProperty('command');
      expect(mainOf(chart, role)).not.toHaveProperty('args');
    }
  });

  test('has the values of its variables where a container would have them', () => {
    const chart = testChart();
    made(
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
    const { entrypoint } = specOf(made({ args }));
    const words = (line: string): string[] =>
      execFileSync('sh', ['-c', `printf '%s\\n' ${line}`], { encoding: 'utf8' })
        .split('\n')
        .slice(0, -1);
    const given = words(entrypoint);
    expect(given).toEqual([...BASE.command, ...args]);
    // Windows' rules, as subprocess.list2cmdline has them for words without double quotes and backslashes; and a shell's own.
    expect(words(given.map((word) => (word === '' || /[ \t]/.test(word) ? `"${word}"` : word)).join(' '))).toEqual(given);
    expect(words(given.map((word) => `'${word.replaceAll("'", `'"'"'`)}'`).join(' '))).toEqual(given);
  });

  test.each(['{"a":1}', 'a b $HOME', '$HOME', "it's", 'a;b', 'a*', 'back\\slash', 'new\nline', 'say "a b"'])(
    'may not have the word %j, which Ray loses',
    (word) => {
      expect(wrong({ args: ['--x', word] })).toEqual([
        `args[1]: has signs that the command line of Ray (before 2.57) does not pass on as they are, got ${JSON.stringify(word)} (put it in env or a file of the image, and read it in the program)`,
      ]);
    },
  );

  test('may not have a variable in its command line whose value is in a Secret', () => {
    const chart = testChart();
    const token = EnvValue.fromSecretValue({ secret: Secret.fromSecretName(chart, 'hub', 'hub'), key: 'token' });
    expect(refusal(() => made({ command: ['python', '$(TOKEN)'], envValues: { TOKEN: token } }, chart))).toEqual([
      expect.stringMatching(/^command\[1\]: has signs that the command line of Ray/),
    ]);
  });

  test('must be named, since Ray starts it and not the image', () => {
    const message =
      "command: is required: Ray starts the program, and not what the image would (write command: ['python', 'train.py'] beside worker)";
    expect(wrong({ command: undefined })).toEqual([message]);
    expect(wrong({ command: [], args: ['train.py'] })).toEqual([message]);
  });

  test('is not said of a group', () => {
    const of = (field: string, value: string): string =>
      `${field}: is not what its pods run, which is Ray itself, got ${value} (write command: ['python', 'train.py'] beside worker)`;
    expect(
      wrong({ head: { command: ['a'] }, worker: { replicas: 1, args: ['b'] }, workerGroups: { more: { replicas: 1, command: ['c'] } } }),
    ).toEqual([of('head.command', '["a"]'), of('worker.args', '["b"]'), of('workerGroups.more.command', '["c"]')]);
  });
});

test('fast links are the workers’, and neither the submitter’s nor a head’s without tasks, nor a further group’s that does not say so', () => {
  const chart = made({ gpu: Gpu.nvidia(1), network: Network.rdma('rdma/hca', 1), workerGroups: { loaders: { replicas: 1 } } });
  const links = (role: string) => mainOf(chart, role).resources?.limits?.['rdma/hca'];
  expect(['worker', 'head', 'loaders', 'submitter'].map(links)).toEqual(['1', undefined, undefined, undefined]);
});

describe('the head', () => {
  test('has no tasks, no GPU, and resources of its own', () => {
    const chart = made({ gpu: Gpu.nvidia(4) });
    expect(specOf(chart).rayClusterSpec.headGroupSpec.rayStartParams).toEqual({ 'num-cpus': '0' });
    expect(mainOf(chart, 'head').resources?.limits).toMatchObject({ cpu: '2', memory: '8Gi' });
    expect(mainOf(chart, 'head').resources?.limits).not.toHaveProperty(['nvidia.com/gpu']);
    expect(mainOf(chart, 'worker').resources?.limits).toMatchObject({ 'nvidia.com/gpu': '4' });
  });

  test('with a GPU has a share of the work, and the resources of all', () => {
    const chart = made({ head: { gpu: Gpu.nvidia(1) } });
    expect(specOf(chart).rayClusterSpec.headGroupSpec.rayStartParams).toEqual({});
    expect(mainOf(chart, 'head').resources?.limits).toMatchObject({ cpu: '8', memory: '64Gi', 'nvidia.com/gpu': '1' });
  });

  test('leaves KubeRay the label by which its Service of the RayJob’s name selects', () => {
    const { head, worker } = templatesOf(made());
    expect(head?.metadata.labels).not.toHaveProperty(['app.kubernetes.io/name']);
    expect(worker?.metadata.labels).toHaveProperty(['app.kubernetes.io/name'], 'train');
  });
});

test('the program writes the model, all read the data and write checkpoints, and the submitter has none of it', () => {
  const chart = testChart();
  made(
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
  const chart = made();
  for (const [role, size] of [
    ['head', '2Gi'],
    ['worker', '16Gi'],
  ] as const) {
    expect(templatesOf(chart)[role]?.spec.volumes).toContainEqual({ name: 'dshm', emptyDir: { medium: 'Memory', sizeLimit: size } });
  }
});

test('threads are left to Ray, which has them for each task', () => {
  expect(envOf(made(), 'worker')).not.toHaveProperty('OMP_NUM_THREADS');
});

test('further groups have GPUs only where they say so', () => {
  const chart = made({ gpu: Gpu.nvidia(1), workerGroups: { loaders: { replicas: 3 }, small: { replicas: 1, gpu: Gpu.nvidia(2) } } });
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
    wrong({ resources: undefined, worker: { replicas: 1, resources: RESOURCES }, workerGroups: { loaders: { replicas: 1 } } }),
  ).toEqual([expect.stringMatching(/^workerGroups\.loaders\.resources: is required/)]);
});

test('the submitter is a small pod, as restricted as the others, that ends', () => {
  const { spec } = templatesOf(made({ gpu: Gpu.nvidia(8) })).submitter ?? {};
  expect(spec?.restartPolicy).toBe('Never');
  expect(spec?.containers[0]?.resources?.limits).toEqual({ cpu: '500m', memory: '1Gi', 'ephemeral-storage': '10Gi' });
  expect(spec?.tolerations).toBeUndefined();
  expect(spec?.containers[0]?.env).not.toContainEqual(expect.objectContaining({ name: 'PYTHONUNBUFFERED' }));
});

test('the cluster goes when the program has ended, and a failed one is made anew', () => {
  expect(specOf(made())).toMatchObject({
    submissionMode: 'K8sJobMode',
    shutdownAfterJobFinishes: true,
    backoffLimit: 4,
    activeDeadlineSeconds: 604_800,
  });
  expect(specOf(made())).not.toHaveProperty('ttlSecondsAfterFinished');
});

test('the policy lets in the pods of the job, and KubeRay to the dashboard', () => {
  const { spec } = manifestOf(made(), 'NetworkPolicy') as Manifest & { spec: { ingress: object[] } };
  expect(spec.ingress).toEqual([
    { from: [{ podSelector: { matchLabels: { 'app.kubernetes.io/component': 'training', 'app.kubernetes.io/instance': 'train' } } }] },
    {
      from: [{ namespaceSelector: {}, podSelector: { matchLabels: { 'app.kubernetes.io/component': 'kuberay-operator' } } }],
      ports: [{ port: 8265, protocol: 'TCP' }],
    },
  ]);
  expect(manifestsOf(made({ isolation: Isolation.NONE })).map(({ kind }) => kind)).not.toContain('NetworkPolicy');
});

describe('waits for room', () => {
  test('by Kueue, which knows a RayJob by its label', () => {
    const chart = made({ queue: Queue.kueue('team-a') });
    expect(manifestOf(chart, 'RayJob').metadata.labels).toMatchObject({ 'kueue.x-k8s.io/queue-name': 'team-a' });
    expect(specOf(chart)).not.toHaveProperty('suspend');
  });

  test.each([
    ['Volcano', Queue.volcano('team-a')],
    ['coscheduling', Queue.coscheduling()],
  ])('by %s with a PodGroup of its own, in which the submitter is not waited for', (_, queue) => {
    const chart = made({ queue, workerGroups: { loaders: { replicas: 3 } } });
    expect(manifestOf(chart, 'PodGroup')).toMatchObject({ metadata: { name: 'train' }, spec: { minMember: 6 } });
  });

  test('until somebody resumes it', () => {
    expect(specOf(made({ suspended: true }))).toMatchObject({ suspend: true, shutdownAfterJobFinishes: true });
  });
});

describe('refuses', () => {
  test.each(['RAY_ADDRESS', 'FQ_RAY_IP', 'KUBERAY_GEN_RAY_START_CMD', 'REDIS_USERNAME', 'OMP_NUM_THREADS'])(
    'the variable %s, which is another’s',
    (name) => {
      expect(wrong({ env: { [name]: '1' } })).toEqual([
        `env: writes env ${name}, which the workload's controller writes already (leave it out of env)`,
      ]);
    },
  );

  test('a label that is KubeRay’s', () => {
    expect(wrong({ labels: { 'ray.io/cluster': 'mine' } })).toEqual([
      "labels: writes the label ray.io/cluster, which the workload's controller writes already (leave it out of labels)",
    ]);
  });

  test('a name of more than 47 characters, to which KubeRay appends', () => {
    expect(wrong({ name: 'a'.repeat(47) })).toEqual([]);
    expect(wrong({ name: 'a'.repeat(48) })).toEqual([expect.stringMatching(/^name: .*the Services of the Ray cluster.*63/)]);
  });

  test('a name that starts with a digit', () => {
    expect(wrong({ name: '1st' })).toEqual([expect.stringMatching(/^name: /)]);
  });

  test.each(['head', 'headgroup', 'submitter', 'worker'])('a group with the name %s of others', (name) => {
    expect(wrong({ workerGroups: { [name]: { replicas: 1 } } })).toEqual([
      `workerGroups.${name}: is the name of other pods of the cluster, got "${name}" (for example 'loaders')`,
    ]);
  });

  test('a group whose name is no DNS label', () => {
    expect(wrong({ workerGroups: { Big_GPU: { replicas: 1 } } })).toEqual([
      'workerGroups.Big_GPU: must be a DNS label that starts with a letter: at most 63 of a-z, 0-9 and -, got "Big_GPU" (for example \'loaders\')',
    ]);
  });

  test('a time to live, which KubeRay has for the cluster alone', () => {
    expect(wrong({ ttlAfterFinished: Duration.days(1) })).toEqual([
      'ttlAfterFinished: is no time that KubeRay has: the cluster goes when the program has ended, and the RayJob stays with its log (leave it out, and set DELETE_RAYJOB_CR_AFTER_JOB_FINISHES for KubeRay where finished RayJobs are to go too)',
    ]);
  });

  test.each(['latest', '2', '2.53.0-py312'])('%s as a version of Ray', (rayVersion) => {
    expect(wrong({ rayVersion })).toEqual([
      `rayVersion: must be Ray's version as its packages have it, got "${rayVersion}" (for example '2.53.0')`,
    ]);
  });

  test('what other operators have', () => {
    const kuberay = 'leave it out: KubeRay makes a failed cluster anew, backoffLimit times, and removes it when the program has ended';
    expect(wrong({ restartPolicy: 'Never', entrypoint: 'python train.py' })).toEqual([
      expect.stringContaining(`restartPolicy: is no prop`) && expect.stringContaining(kuberay),
      expect.stringContaining("write command: ['python', 'train.py']"),
    ]);
    expect(wrong({ head: { restartPolicy: 'Never' } })).toEqual([expect.stringContaining(kuberay)]);
  });

  test('no replicas', () => {
    expect(wrong({ worker: { replicas: 0 } })).toEqual([expect.stringMatching(/^worker\.replicas: /)]);
  });
});

describe('the checks see the pods that anybody writes', () => {
  const template = { metadata: { labels: { app: 'x' } }, spec: { containers: [{ name: 'ray', image: IMAGE }] } };
  const workerGroupSpecs = [{ groupName: 'big', replicas: 2, minReplicas: 0, maxReplicas: 4, template }];
  const clusterSpec = { headGroupSpec: { template }, workerGroupSpecs };
  const places = (spec: string, surge: number[]) => [
    [`${spec}.headGroupSpec.template`, 'head', 1, surge[0]],
    [`${spec}.workerGroupSpecs[0].template`, 'big', 2, surge[1]],
  ];

  test.each([
    [
      'RayJob',
      { rayClusterSpec: clusterSpec, submitterPodTemplate: template },
      [...places('spec.rayClusterSpec', [0, 0]), ['spec.submitterPodTemplate', 'submitter', 1, 0]],
    ],
    ['RayJob', {}, []],
    ['RayCluster', clusterSpec, places('spec', [0, 0])],
    ['RayService', { rayClusterConfig: clusterSpec }, places('spec.rayClusterConfig', [1, 2])],
  ])('in a %s', (kind, spec, fields) => {
    const manifest = { apiVersion: 'ray.io/v1', kind, metadata: { name: 'own' }, spec };
    const pods = kindOf(manifest)?.podsInside(manifest) ?? [];
    expect(pods.map(({ field, role, count, surge }) => [field, role, count, surge])).toEqual(fields);
  });

  test('as many as the autoscaler may make, where it has a bound', () => {
    const group = (more: object) => ({ groupName: 'big', replicas: 1, template, ...more });
    const counts = (...groups: object[]) => {
      const spec = { enableInTreeAutoscaling: true, workerGroupSpecs: groups };
      const manifest = { apiVersion: 'ray.io/v1', kind: 'RayCluster', metadata: { name: 'own' }, spec };
      return kindOf(manifest)
        ?.podsInside(manifest)
        .map(({ count }) => count);
    };
    expect(counts(group({ maxReplicas: 5 }), group({ maxReplicas: 2147483647 }), group({ minReplicas: 2, numOfHosts: 4 }))).toEqual([
      5, 1, 8,
    ]);
  });

  test('with the labels that KubeRay gives them', () => {
    const manifest = { apiVersion: 'ray.io/v1', kind: 'RayJob', metadata: { name: 'own' }, spec: {} };
    const labels = (role: string) => kindOf(manifest)?.podLabels?.(manifest, role);
    expect(labels('head')).toEqual({ 'ray.io/is-ray-node': 'yes', 'ray.io/node-type': 'head', 'ray.io/group': 'headgroup' });
    expect(labels('big')).toEqual({ 'ray.io/is-ray-node': 'yes', 'ray.io/node-type': 'worker', 'ray.io/group': 'big' });
    expect(labels('submitter')).toEqual({});
  });
});
