import type { Chart } from 'cdk8s';
import { ClusterProfile, Gpu, Placement, TfJobCluster, type TfJobClusterProps, Topology } from '../../lib';
import { chartOn, cluster } from '../pod/reading';
import { RESOURCES, refusal, testChart } from '../support/charts';

function refused(props: object, chart: Chart = testChart()): string[] {
  return refusal(() => cluster(props as Partial<TfJobClusterProps>, chart));
}

const ALL = { chief: {}, parameterServer: { replicas: 2 }, evaluator: {} };
const RESOURCES_EXAMPLE = "Resources.guaranteed({ cpu: '8', memory: '64Gi' })";

test.each<[string, object, string]>([
  ['no workers', { worker: undefined }, 'worker: is required (for example {"replicas":4})'],
  ['a number in place of workers', { worker: 4 }, 'worker: must be an object, got 4 (write { name: value })'],
  ['no number of workers', { worker: {} }, 'worker.replicas: is required (for example 2)'],
  [
    'fewer than no workers, at which the operator panics',
    { worker: { replicas: -1 } },
    'worker.replicas: must be a whole number from 1 to 10000, got -1 (for example 1)',
  ],
  [
    'no parameter server',
    { parameterServer: { replicas: 0 } },
    'parameterServer.replicas: must be a whole number from 1 to 10000, got 0 (for example 1)',
  ],
  ['null as a chief', { chief: null }, 'chief: must not be null or NaN, got null (leave the prop out or give a value)'],
  ["the operator's key of a role", { Worker: { replicas: 2 } }, 'Worker: is not a known prop (did you mean worker?)'],
  ['workers in the plural', { workers: { replicas: 2 } }, 'workers: is not a known prop (did you mean worker?)'],
  ['ps', { ps: { replicas: 2 } }, 'ps: is not a known prop (did you mean parameterServer?)'],
  ['a misspelt prop of a role', { worker: { replicas: 2, imagge: 'a:1' } }, 'worker.imagge: is not a known prop (did you mean image?)'],
  [
    'no GPU of a role',
    { worker: { replicas: 2, gpu: Gpu.nvidia(0) } },
    'worker.gpu.count: must be a whole number from 1 to 1024, got 0 (for example 1)',
  ],
  [
    'a moving image of a role',
    { worker: { replicas: 2, image: 'a:latest' } },
    'worker.image: has the tag latest, which moves, got "a:latest" (name a version, for example "a:1.0", or say imageTags: ImageTags.MOVING)',
  ],
  [
    'a wrong restart policy',
    { restartPolicy: 'Sometimes' },
    'restartPolicy: must be one of Always, OnFailure, Never, ExitCode, got "Sometimes" (use the enum ReplicaRestartPolicy)',
  ],
  [
    'a wrong restart policy of a role',
    { worker: { replicas: 2, restartPolicy: 'exitCode' } },
    'worker.restartPolicy: must be one of Always, OnFailure, Never, ExitCode, got "exitCode" (use the enum ReplicaRestartPolicy)',
  ],
  [
    'a clean-up that the operator does not check',
    { cleanPodPolicy: 'Always' },
    'cleanPodPolicy: must be one of Running, All, None, got "Always" (use the enum CleanPodPolicy)',
  ],
  [
    'shared memory that eats the limit of a role',
    { worker: { replicas: 2, sharedMemory: '64Gi' } },
    'worker.sharedMemory: takes all of the memory limit, 64Gi, in which memory volumes are counted, got "64Gi" (make it smaller or raise resources.memory)',
  ],
  [
    'roles as a JobSet has them',
    { roles: [] },
    'roles: is not a known prop (write worker: { replicas: 4 }; each pod finds its place in TF_CONFIG)',
  ],
  ['workers that come and go', { elastic: {} }, 'elastic: is not a known prop (write a PyTorchJobCluster, whose workers may come and go)'],
  [
    'TF_CONFIG of a role',
    { ...ALL, worker: { replicas: 2, env: { TF_CONFIG: '{}' } } },
    "worker.env: writes env TF_CONFIG, which the workload's controller writes already (leave it out of worker.env)",
  ],
])('%s is refused', (_, props, line) => expect(refused(props)).toEqual([line]));

test.each<[string, object, string]>([
  [
    'a dataset of a role',
    { worker: { replicas: 2, dataset: 1 } },
    'worker.dataset: is not a known prop (it is said once for all roles: write it beside worker)',
  ],
  [
    'labels of a chief',
    { chief: { labels: {} } },
    'chief.labels: is not a known prop (it is said once for all roles: write it beside worker)',
  ],
  [
    'parts of a role',
    { worker: { replicas: 2, parallel: 1 } },
    'worker.parallel: is not a known prop (write replicas: 4; each pod finds its place in TF_CONFIG)',
  ],
  ['parts of all', { parallel: 1 }, 'parallel: is not a known prop (write worker: { replicas: 4 }; each pod finds its place in TF_CONFIG)'],
  [
    'nodes of a role',
    { worker: { replicas: 2, nodeSelector: {} } },
    "worker.nodeSelector: is not a known prop (write placement: [Placement.on({ 'example.com/pool': 'gpu' }, { required: true })])",
  ],
])('%s is refused with the prop that says it', (_, props, line) => expect(refused(props)).toEqual([line]));

test('a wrong success policy is refused with the names of the right ones', () => {
  expect(refused({ successPolicy: 'all' })).toEqual([
    expect.stringMatching(/^successPolicy: must be one of .*COORDINATOR.*ALL_WORKERS.*, got "all"/),
  ]);
});

test('two chiefs are refused by what is meant, not by a list of props', () => {
  const [line, ...others] = refused({ chief: { replicas: 2 } });
  expect(others).toEqual([]);
  expect(line).toMatch(/^chief\.replicas: /);
  expect(line).not.toContain('known are');
});

describe('what is wrong for all roles is told once', () => {
  test.each<[string, object, RegExp]>([
    ['TF_CONFIG', { env: { TF_CONFIG: '{}' } }, /^env\b.*TF_CONFIG.*the workload's controller writes already/],
    ["a label of the library's own", { labels: { 'app.kubernetes.io/name': 'a' } }, /^labels\b.*app\.kubernetes\.io\/name/],
    ['shared memory that eats the limit', { sharedMemory: '64Gi' }, /^sharedMemory: takes all of the memory limit/],
    ['a rack without a label', { placement: [Placement.together(Topology.RACK)] }, /^placement\[0\]: speaks of racks/],
    ['an account that is none', { serviceAccount: 'trainer' }, /^serviceAccount: must be a ServiceAccount/],
    ['resources that are none', { resources: { cpu: '8' } }, /^resources: must be a Resources/],
  ])('%s', (_, props, line) => expect(refused({ ...ALL, ...props })).toEqual([expect.stringMatching(line)]));
});

test('what each role lacks is told of each', () => {
  const lines = ['chief', 'worker', 'parameterServer', 'evaluator'].map(
    (role) => `${role}.resources: is required: a pod that reserves nothing is evicted first (for example ${RESOURCES_EXAMPLE})`,
  );
  expect(refused({ ...ALL, resources: undefined })).toEqual(lines);
});

test("a role's GPU with a memory that the cluster can't tell is refused there", () => {
  const worker = { replicas: 2, gpu: Gpu.nvidia(1, { memory: '40Gi' }) };
  expect(refused({ worker }, chartOn(ClusterProfile.gke()))).toEqual([expect.stringMatching(/^worker\.gpu\.memory: needs a label/)]);
});

test('a label that the operator sets is refused', () => {
  expect(refused({ labels: { 'training.kubeflow.org/job-name': 'a' } })).toEqual([
    expect.stringContaining('training.kubeflow.org/job-name'),
  ]);
});

test('props that are none are refused as a whole', () => {
  const made = (props: unknown) => refusal(() => new TfJobCluster(testChart(), 'tfjob-example', props as TfJobClusterProps));
  expect(made([])).toEqual(['must be an object, got [] (write { name: value })']);
  expect(made({ image: 'a:1', resources: RESOURCES })).toEqual(['worker: is required (for example {"replicas":4})']);
});

describe('names, with the longest that the operator makes of them', () => {
  const tooLong = (name: string, pod: string, over: number) => [
    `name: is too long: the operator's pods and Services, the longest will be "${pod}", of ${pod.length} characters, and 63 are allowed, got "${name}" (shorten it by ${over}, to at most ${name.length - over} characters)`,
  ];
  const a = (length: number) => 'a'.repeat(length);

  test.each<[string, number, object]>([
    ['worker-9', 54, { worker: { replicas: 10 } }],
    ['worker-10', 53, { worker: { replicas: 11 } }],
    ['evaluator-0', 51, { evaluator: {} }],
    ['worker-0', 54, { worker: { replicas: 1 }, parameterServer: { replicas: 1000 } }],
  ])('beside %s a name has %d characters', (suffix, most, props) => {
    expect(refused({ name: a(most), ...props })).toEqual([]);
    expect(refused({ name: a(most + 1), ...props })).toEqual(tooLong(a(most + 1), `${a(most + 1)}-${suffix}`, 1));
  });

  test('a run is a part of them, and the name is judged as it was written', () => {
    expect(refused({ name: a(53), run: 'r2' })).toEqual(tooLong(a(53), `${a(53)}-r2-worker-1`, 2));
  });

  test('a name that is too long for a label is told with what becomes of it', () => {
    expect(refused({ name: a(70) })).toEqual([expect.stringMatching(/^name: /)]);
  });

  test('they are names of Services, which start with a letter', () => {
    const make = () => new TfJobCluster(testChart(), '2nd-train', { image: 'a:1', resources: RESOURCES, worker: { replicas: 1 } });
    expect(refusal(make)).toEqual([
      `name: makes the TFJob "2nd-train", which must be a DNS label that starts with a letter: at most 63 of a-z, 0-9 and - (the name comes from the construct's ids), got "2nd-train" (for example "nd-train")`,
    ]);
  });
});

describe('roles whose required places contradict each other', () => {
  const required = { required: true };
  const near = Placement.together(Topology.NODE, required);
  const far = Placement.apart(Topology.ZONE, required);

  test('are refused: those that are placed last wait for ever', () => {
    const lines = refused({ worker: { replicas: 2, placement: [near] }, parameterServer: { replicas: 1, placement: [far] } });
    expect(lines).toEqual([
      'parameterServer.placement: requires pods apart by topology.kubernetes.io/zone that worker.placement requires together on one kubernetes.io/hostname: those that are placed last wait for ever (leave one out, or drop required from one)',
    ]);
  });

  test('are told once where all roles have them', () => {
    expect(refused({ ...ALL, placement: [near, far] })).toEqual([expect.stringMatching(/^placement: requires the same pods together/)]);
  });

  test('are taken where one is preferred, about other pods, or narrower', () => {
    const others = Placement.apart(Topology.ZONE, { ...required, pods: { app: 'noisy' } });
    const zone = Placement.together(Topology.ZONE, required);
    const node = Placement.apart(Topology.NODE, required);
    for (const [worker, server] of [
      [near, Placement.apart(Topology.ZONE)],
      [near, others],
      [zone, node],
    ]) {
      expect(refused({ worker: { replicas: 2, placement: [worker] }, parameterServer: { replicas: 1, placement: [server] } })).toEqual([]);
    }
  });
});
