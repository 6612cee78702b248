import { Duration } from 'cdk8s';
import {
  AccessMode,
  Autoscaling,
  CephDataset,
  CephStorage,
  Checks,
  Gpu,
  ModelService,
  type ModelServiceProps,
  Placement,
  Probes,
  Rollout,
  Topology,
} from '../../lib';
import { line } from '../../lib/problems';
import { manifestOf, RESOURCES, refusal, testChart } from '../support/charts';

const BASE = { image: 'registry.example.com/ml/serve:1.0', port: 5000, resources: RESOURCES };
const ONE_MORE = { type: 'RollingUpdate', rollingUpdate: { maxSurge: 1, maxUnavailable: 0 } };
const ONE_LESS = { type: 'RollingUpdate', rollingUpdate: { maxSurge: 0, maxUnavailable: 1 } };
const RECREATE = { type: 'Recreate' };

// Warnings are told on standard error; what they say is asked of `Checks` here.
beforeAll(() => {
  jest.spyOn(process.stderr, 'write').mockReturnValue(true);
});
afterAll(() => jest.restoreAllMocks());

/** Props that may use the dataset `rbd`, a claim for one node. */
type Props = (rbd: CephDataset) => Partial<ModelServiceProps>;

function chartWith(props: Props) {
  const chart = testChart();
  const rbd = new CephDataset(chart, 'rbd', { storage: CephStorage.rbd('rook-rbd'), size: '50Gi' });
  new ModelService(chart, 'server', { ...BASE, ...props(rbd) });
  return chart;
}

function strategy(props: Props): unknown {
  return (manifestOf(chartWith(props), 'Deployment').spec as { strategy: unknown }).strategy;
}

describe('how replicas are replaced where nothing is said', () => {
  test.each<[string, Props, object]>([
    ['on CPUs one more is started first', () => ({}), ONE_MORE],
    ['a single replica on CPUs too', () => ({ replicas: 1 }), ONE_MORE],
    ['with GPUs one ends first, since a spare GPU is seldom there', () => ({ gpu: Gpu.nvidia(1) }), ONE_LESS],
    ['with GPUs that scale from one too', () => ({ gpu: Gpu.nvidia(1), autoscaling: Autoscaling.onCpu({ min: 1, max: 3 }) }), ONE_LESS],
    ['a single replica with a GPU ends before the next starts', () => ({ gpu: Gpu.nvidia(1), replicas: 1 }), RECREATE],
    ['one whose model is on a claim for one node, too', (rbd) => ({ model: rbd.artifact('m'), replicas: 1 }), RECREATE],
    ['one with another claim for one node, too', (rbd) => ({ mounts: [rbd.mount('/cache')], replicas: 1 }), RECREATE],
  ])('%s', (_, props, expected) => {
    expect(strategy(props)).toEqual(expected);
  });
});

test.each<[string, Rollout, object]>([
  ['recreate', Rollout.recreate(), RECREATE],
  ['rolling', Rollout.rolling(), ONE_MORE],
  ['rolling by three', Rollout.rolling({ maxSurge: 3 }), { type: 'RollingUpdate', rollingUpdate: { maxSurge: 3, maxUnavailable: 0 } }],
  ['one less', Rollout.rolling({ maxSurge: 0, maxUnavailable: 1 }), ONE_LESS],
])("the user's own rollout is taken: %s", (_, rollout, expected) => {
  expect(strategy(() => ({ rollout }))).toEqual(expected);
  expect(strategy(() => ({ rollout, gpu: Gpu.nvidia(1), replicas: 1 }))).toEqual(expected);
});

describe('a claim for one node', () => {
  const ONE_NODE =
    'use CephFS (ReadWriteMany), or one pod; or keep the pods on one node: Placement.together(Topology.NODE, { required: true })';

  test.each<[string, Partial<ModelServiceProps>, number]>([
    ['the default replicas', {}, 2],
    ['three replicas', { replicas: 3 }, 3],
    ['an autoscaler that may make four', { autoscaling: Autoscaling.onCpu({ min: 1, max: 4 }) }, 4],
  ])('is refused with %s', (_, props, pods) => {
    expect(refusal(() => chartWith((rbd) => ({ ...props, model: rbd.artifact('m') })))).toEqual([
      `model: uses the claim rbd with up to ${pods} pods, and ReadWriteOnce allows one node (${ONE_NODE})`,
    ]);
  });

  test('of one pod is refused with two, wherever they run', () => {
    const chart = testChart();
    const storage = CephStorage.rbd('rook-rbd');
    const models = new CephDataset(chart, 'models', { storage, size: '1Gi', accessModes: [AccessMode.READ_WRITE_ONCE_POD] });
    const placement = [Placement.together(Topology.NODE, { required: true })];
    expect(refusal(() => new ModelService(chart, 'server', { ...BASE, placement, model: models.artifact('m') }))).toEqual([
      'model: uses the claim models with up to 2 pods, and ReadWriteOncePod allows one (use CephFS (ReadWriteMany), or one pod)',
    ]);
  });

  test('may be used by replicas that are kept on one node', () => {
    const placement = [Placement.together(Topology.NODE, { required: true })];
    expect(refusal(() => chartWith((rbd) => ({ replicas: 3, placement, model: rbd.artifact('m') })))).toEqual([]);
  });

  test('of one replica does not bear a second one during an update', () => {
    expect(() => strategy((rbd) => ({ replicas: 1, model: rbd.artifact('m'), rollout: Rollout.rolling() }))).toThrow(
      'rollout: starts a new pod before an old one ends, and a claim of theirs (ReadWriteOnce) allows one node (write Rollout.recreate())',
    );
  });

  test('that exists in the cluster does not bear a second one either', () => {
    const chart = testChart();
    const models = CephDataset.fromClaimName(chart, 'models', 'models', { accessModes: [AccessMode.READ_WRITE_ONCE] });
    const make = () => new ModelService(chart, 'server', { ...BASE, replicas: 1, model: models.artifact('m'), rollout: Rollout.rolling() });
    expect(refusal(make)).toEqual([expect.stringContaining('ReadWriteOnce')]);
  });
});

describe('warnings', () => {
  function warnings(props: Props): string[] {
    return Checks.problemsIn(chartWith(props)).map((problem) => `${problem.severity} ${problem.path} ${line(problem)}`);
  }

  const NODE_ALONE = [Placement.apart(Topology.NODE, { required: true })];

  test('an update that starts a pod with a GPU before one ends warns', () => {
    expect(warnings(() => ({ gpu: Gpu.nvidia(1), rollout: Rollout.rolling() }))).toEqual([
      'warning demo/server rollout: starts a new pod before an old one ends, which waits for a spare GPU ' +
        '(write Rollout.rolling({ maxSurge: 0, maxUnavailable: 1 }), or keep a GPU spare)',
    ]);
  });

  test('an update that starts a pod which needs a node of its own warns', () => {
    expect(warnings(() => ({ placement: NODE_ALONE, rollout: Rollout.rolling() }))).toEqual([
      'warning demo/server rollout: starts a new pod on a node of its own, which waits where each node has one ' +
        '(write Rollout.rolling({ maxSurge: 0, maxUnavailable: 1 }))',
    ]);
  });

  test('the default update of pods that need a node of their own waits for no further node, or warns', () => {
    const waits = JSON.stringify(strategy(() => ({ placement: NODE_ALONE }))).includes('"maxSurge":1');
    expect(waits && warnings(() => ({ placement: NODE_ALONE })).length === 0).toBe(false);
  });

  test.each<[string, Props]>([
    ['what is chosen by default', () => ({})],
    ['what is chosen by default for GPUs', () => ({ gpu: Gpu.nvidia(1) })],
    [
      'an update by one less',
      () => ({ gpu: Gpu.nvidia(1), placement: NODE_ALONE, rollout: Rollout.rolling({ maxSurge: 0, maxUnavailable: 1 }) }),
    ],
    ['an update all at once', () => ({ gpu: Gpu.nvidia(1), rollout: Rollout.recreate() })],
  ])('nothing is said of %s', (_, props) => {
    expect(warnings(props)).toEqual([]);
  });
});

describe('the update as a whole', () => {
  test.each<[string, Partial<ModelServiceProps>, number]>([
    ['five minutes to start', {}, 900],
    ['half an hour to start', { probes: Probes.http({ startup: Duration.minutes(30) }) }, 2400],
    ['a minute to listen', { probes: Probes.tcp({ startup: Duration.minutes(1) }) }, 660],
  ])('has the time of the start and ten minutes for a node and the image: %s', (_, props, seconds) => {
    expect(
      manifestOf(
        chartWith(() => props),
        'Deployment',
      ),
    ).toHaveProperty('spec.progressDeadlineSeconds', seconds);
  });

  test.each([
    [undefined, 5],
    [0, 0],
    [20, 20],
  ])('old versions that can be gone back to: %s is %i', (revisionHistoryLimit, expected) => {
    const props = revisionHistoryLimit === undefined ? {} : { revisionHistoryLimit };
    expect(
      manifestOf(
        chartWith(() => props),
        'Deployment',
      ),
    ).toHaveProperty('spec.revisionHistoryLimit', expected);
  });
});
