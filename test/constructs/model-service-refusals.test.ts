import { Duration } from 'cdk8s';
import { Autoscaling, Caller, Gpu, ModelService, Mount, Placement, PodSecurity, Probes, Resources, Rollout, Topology } from '../../lib';
import { cephFs, problemsOf, RESOURCES, refusal, testChart } from '../support/charts';

const RIGHT = { image: 'registry.example.com/ml/serve:1.0', port: 5000, resources: RESOURCES };

/** Props as JavaScript and Python users give them: nothing guards their types. */
function made(props: object): () => unknown {
  return () => new ModelService(testChart(), 'server', { ...RIGHT, ...props } as never);
}

describe('a wrong value is refused with its prop, the rule, the value and a right one', () => {
  test.each<[string, object, string]>([
    ['no image', { image: undefined }, 'image: is required (for example "registry.example.com/ml/train:1.0")'],
    [
      'an image without a tag',
      { image: 'registry.example.com:5000/serve' },
      'image: has no tag, which means latest, got "registry.example.com:5000/serve" ' +
        '(name a version, for example "registry.example.com:5000/serve:1.0", or say imageTags: ImageTags.MOVING)',
    ],
    [
      'the tag latest',
      { image: 'serve:latest' },
      'image: has the tag latest, which moves, got "serve:latest" (name a version, for example "serve:1.0", or say imageTags: ImageTags.MOVING)',
    ],
    [
      'no resources',
      { resources: undefined },
      "resources: is required: a pod that reserves nothing is evicted first (for example Resources.guaranteed({ cpu: '8', memory: '64Gi' }))",
    ],
    [
      'resources as a plain object',
      { resources: { cpu: 1 } },
      "resources: must be a Resources, got {\"cpu\":1} (write Resources.guaranteed({ cpu: '8', memory: '64Gi' }))",
    ],
    [
      'a wrong unit inside a value object',
      { resources: Resources.guaranteed({ cpu: '2', memory: '64GB' }) },
      'resources.memory: is not a Kubernetes quantity, got "64GB" (did you mean "64Gi"?)',
    ],
    ['a number of GPUs', { gpu: 1 }, 'gpu: must be a Gpu, got 1 (write Gpu.nvidia(1))'],
    [
      'a GPU beside memory that is not reserved',
      { gpu: Gpu.nvidia(1), resources: Resources.burstable({ cpu: '1', memory: '10Gi', memoryLimit: '12Gi' }) },
      'resources: does not reserve the memory that a pod with a GPU may use (write Resources.guaranteed, or leave memoryLimit out)',
    ],
    [
      'a path as model',
      { model: '/models/m' },
      'model: must be a ModelArtifact, got "/models/m" (write dataset.artifact(\'v1/model.keras\'))',
    ],
    ['no port', { port: undefined }, 'port: is required (for example 5000)'],
    ['port 0', { port: 0 }, 'port: must be a whole number from 1 to 65535, got 0 (for example 5000)'],
    ['port 65536', { port: 65_536 }, 'port: must be a whole number from 1 to 65535, got 65536 (for example 5000)'],
    ['a port in quotes', { port: '5000' }, 'port: must be a whole number from 1 to 65535, got "5000" (for example 5000)'],
    ['port NaN', { port: Number.NaN }, 'port: must not be null or NaN, got NaN (leave the prop out or give a value)'],
    ['no replicas', { replicas: 0 }, 'replicas: must be a whole number from 1 to 10000, got 0 (for example 1)'],
    ['replicas in quotes', { replicas: '3' }, 'replicas: must be a whole number from 1 to 10000, got "3" (for example 1)'],
    ['null', { replicas: null }, 'replicas: must not be null or NaN, got null (leave the prop out or give a value)'],
    [
      'autoscaling as a plain object',
      { autoscaling: { max: 3 } },
      'autoscaling: must be an Autoscaling, got {"max":3} (write Autoscaling.onCpu({ max: 10 }))',
    ],
    ['autoscaling without a most', { autoscaling: Autoscaling.onCpu({} as never) }, 'autoscaling.max: is required (for example 10)'],
    [
      'more at least than at most',
      { autoscaling: Autoscaling.onCpu({ min: 5, max: 3 }) },
      'autoscaling.min: is more than max, which is 3, got 5 (min is at most max)',
    ],
    [
      'autoscaling to nothing',
      { autoscaling: Autoscaling.onCpu({ min: 0, max: 3 }) },
      'autoscaling.min: must be a whole number of at least 1, got 0 (for example 1)',
    ],
    [
      'more than all of the CPU',
      { autoscaling: Autoscaling.onCpu({ max: 3, utilization: 101 }) },
      'autoscaling.utilization: must be a whole number from 1 to 100, got 101 (for example 80)',
    ],
    [
      'autoscaling by a CPU that is not requested',
      { autoscaling: Autoscaling.onCpu({ max: 3 }), resources: Resources.bestEffort() },
      'autoscaling: scales by the share of the requested CPU, and none is requested (request CPU in resources)',
    ],
    [
      'probes as a path',
      { probes: '/healthz' },
      "probes: must be a Probes, got \"/healthz\" (write Probes.http({ ready: '/ready', live: '/healthz' }))",
    ],
    [
      'one route for both',
      { probes: Probes.http({ ready: '/health', live: '/health' }) },
      'probes: is both the readiness and the liveness route, so that a server that is only busy is killed, got "/health" ' +
        '(give a cheap route of its own for live)',
    ],
    [
      'a route without a slash',
      { probes: Probes.http({ ready: 'ready' }) },
      'probes.ready: must start with /, got "ready" (for example "/ready")',
    ],
    [
      'seconds as a number',
      { probes: Probes.http({ startup: 300 as never }) },
      'probes.startup: must be a Duration of cdk8s, got 300 (for example Duration.minutes(5) of cdk8s)',
    ],
    ['a route for TCP', { probes: Probes.tcp({ ready: '/r' } as never) }, 'probes.ready: is not a known prop (known are startup)'],
    [
      'seconds to drain as a number',
      { drain: 30 },
      'drain: must be a Duration of cdk8s, got 30 (for example Duration.minutes(5) of cdk8s)',
    ],
    ['a rollout as text', { rollout: 'Recreate' }, 'rollout: must be a Rollout, got "Recreate" (write Rollout.recreate())'],
    [
      'a rollout that replaces nothing',
      { rollout: Rollout.rolling({ maxSurge: 0, maxUnavailable: 0 }) },
      'rollout: allows neither a pod more nor one less, so that nothing could be replaced (give maxSurge or maxUnavailable 1)',
    ],
    [
      'a share of the pods',
      { rollout: Rollout.rolling({ maxSurge: '25%' as never }) },
      'rollout.maxSurge: must be a whole number of at least 0, got "25%" (for example 1)',
    ],
    [
      'a negative history',
      { revisionHistoryLimit: -1 },
      'revisionHistoryLimit: must be a whole number from 0 to 1000, got -1 (for example 1)',
    ],
    ['one caller without a list', { callers: Caller.namespace('web') }, 'callers: must be a list, got a Caller (put it in [ ])'],
    ['a caller as text', { callers: ['web'] }, 'callers[0]: must be a Caller, got "web" (write Caller.namespace(\'ingress-nginx\'))'],
    [
      'the name of no namespace',
      { callers: [Caller.namespace('Web_UI')] },
      'callers[0].name: must be a DNS label: at most 63 of a-z, 0-9 and -, and no - at either end, got "Web_UI" (for example "web-ui")',
    ],
    [
      'a label that is none',
      { callers: [Caller.pods({ app: 'my app' })] },
      'callers[0].labels.app: is not a label value: it has a space, and letters, digits, -, _ and . are allowed, got "my app" (for example "my-app")',
    ],
    ['isolation as a boolean', { isolation: false }, 'isolation: must be one of NetworkPolicy, None, got false (use the enum Isolation)'],
    [
      'an account as text',
      { serviceAccount: 'robot' },
      'serviceAccount: must be a ServiceAccount of cdk8s-plus, got "robot" ' +
        "(for one that exists write ServiceAccount.fromServiceAccountName(chart, 'id', 'name'))",
    ],
    [
      'a name that starts with a digit',
      { name: '3d-model' },
      'name: makes the Service "3d-model", which must be a DNS label that starts with a letter: at most 63 of a-z, 0-9 and -, got "3d-model" ' +
        '(for example "d-model")',
    ],
    [
      'shared memory as large as the memory',
      { sharedMemory: '64Gi' },
      'sharedMemory: takes all of the memory limit, 64Gi, in which memory volumes are counted, got "64Gi" ' +
        '(make it smaller or raise resources.memory)',
    ],
    [
      'racks that the cluster does not name',
      { placement: [Placement.spread(Topology.ZONE), Placement.apart(Topology.RACK)] },
      'placement[1]: speaks of racks, for which the cluster profile names no label ' +
        "(for example ClusterProfile.generic().attach(app, { rackLabel: 'example.com/rack' }))",
    ],
    ['a misspelt prop', { replica: 3 }, 'replica: is not a known prop (did you mean replicas?)'],
    [
      'root',
      { security: PodSecurity.restricted({ user: 0 }) },
      'security.user: is root, whom the restricted standard refuses, got 0 (leave it out, or write PodSecurity.baseline() for an image that must be root)',
    ],
  ])('%s', (_, props, expected) => {
    expect(refusal(made(props))).toEqual([expected]);
  });
});

describe('what two props write is refused with both of them', () => {
  test.each<[string, () => object, string]>([
    [
      "a variable of the model's",
      () => ({ model: cephFs(testChart(), 'models').artifact('m'), env: { MODEL_FILE: '/m' } }),
      'env: writes env MODEL_FILE, which model writes already (leave it out of env)',
    ],
    [
      "a mount on the model's path",
      () => ({ model: cephFs(testChart(), 'models').artifact('m'), mounts: [Mount.scratchDisk('/models/', '1Gi')] }),
      'mounts[0]: writes the mount at /models, which model writes already (leave it out of mounts[0])',
    ],
  ])('%s', (_, props, expected) => {
    expect(refusal(made(props()))).toEqual([expected]);
  });

  test('a variable in env and envValues names both', () => {
    const lines = refusal(made({ env: { LEVEL: 'a' }, envValues: { LEVEL: { value: 'b' } } }));
    expect(lines).toEqual([expect.stringMatching(/LEVEL.*envValues|envValues.*LEVEL/)]);
  });

  test("a label of the library's own is refused once", () => {
    expect(refusal(made({ labels: { 'app.kubernetes.io/name': 'other' } }))).toHaveLength(1);
  });

  test('a PORT that is not the port is refused: the program would listen where nobody asks', () => {
    expect(refusal(made({ env: { PORT: '8080' } }))).toEqual([expect.stringContaining('PORT')]);
  });
});

test('all that is wrong is told at once, by the path of the construct, and as data', () => {
  const wrong = made({ image: undefined, port: 0, drain: Duration.millis(1500), callers: ['web'] });
  expect(wrong).toThrow(/^demo\/server\n {2}image: .*\n {2}port: .*\n {2}drain: .*\n {2}callers\[0\]: /);
  expect(problemsOf(wrong).map(({ path, field, rule, severity }) => [path, field, rule, severity])).toEqual([
    ['demo/server', 'image', 'required', 'error'],
    ['demo/server', 'port', 'type', 'error'],
    ['demo/server', 'drain', 'duration', 'error'],
    ['demo/server', 'callers[0]', 'type', 'error'],
  ]);
});

test('a rule between props is silent about a prop that is wrong by itself', () => {
  const lines = refusal(made({ replicas: -1, autoscaling: Autoscaling.onCpu({ max: 3 }) }));
  expect(lines).toEqual(['replicas: must be a whole number from 1 to 10000, got -1 (for example 1)']);
});

test.each([null, undefined])('no props at all (%s) are refused with all that is required', (props) => {
  const make = () => new ModelService(testChart(), 'server', props as never);
  expect(problemsOf(make).map(({ field }) => field)).toEqual(['image', 'port', 'resources']);
});

test.each([['text'], [5], [[]]])('props that are no object (%j) are refused', (props) => {
  const make = () => new ModelService(testChart(), 'server', props as never);
  expect(refusal(make)).toEqual([expect.stringMatching(/^must be an object, got /)]);
});

test("the stack leads to the user's own line", () => {
  let stack: string | undefined;
  try {
    made({ port: 0 })();
  } catch (error) {
    stack = (error as Error).stack;
  }
  const frames = (stack ?? '').split('\n').filter((each) => each.trim().startsWith('at '));
  expect(frames).toEqual([expect.stringContaining('model-service-refusals.test.ts')]);
});

test('a subclass may have props of its own, and near-misses of known names are refused', () => {
  class TeamService extends ModelService {}
  const make = (props: object) => () => new TeamService(testChart(), 'server', { ...RIGHT, ...props });
  expect(refusal(make({ costCentre: 7 }))).toEqual([]);
  expect(refusal(make({ replcas: 3 }))).toEqual(['replcas: is not a known prop (did you mean replicas?)']);
});
