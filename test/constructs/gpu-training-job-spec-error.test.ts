import { basename } from 'node:path';
import { App, type Chart } from 'cdk8s';
import type { Construct } from 'constructs';
import {
  CephDataset,
  CephStorage,
  Gpu,
  GpuTrainingJob,
  type GpuTrainingJobProps,
  ModelService,
  Resources,
  SpecError,
  TfJobCluster,
} from '../../lib';
import { IMAGE } from '../pod/reading';
import { cephFs, manifestsOf, RESOURCES, refusal, testChart } from '../support/charts';

const WRONG = {
  image: 'train:latest',
  resources: Resources.guaranteed({ cpu: '8', memory: '64GB' }),
  gpu: Gpu.nvidia(0),
  backoffLimit: -1,
};

function thrown(make: () => unknown): Error {
  try {
    make();
  } catch (error) {
    if (error instanceof Error) return error;
  }
  throw new Error('nothing was thrown');
}

describe('all problems of a construct', () => {
  const error = thrown(() => new GpuTrainingJob(testChart(), 'train-model', WRONG));

  test('come in one error, headed by the path of the construct', () => {
    expect(error.message.split('\n')).toEqual([
      'demo/train-model',
      '  backoffLimit: must be a whole number from 0 to 2147483647, got -1 (for example 1)',
      '  resources.memory: is not a Kubernetes quantity, got "64GB" (did you mean "64Gi"?)',
      '  gpu.count: must be a whole number from 1 to 1024, got 0 (for example 1)',
      '  image: has the tag latest, which moves, got "train:latest" (name a version, for example "train:1.0", or say imageTags: ImageTags.MOVING)',
    ]);
  });

  test('the error is a SpecError, and others are not', () => {
    expect(error).toBeInstanceOf(SpecError);
    expect(error.name).toBe('SpecError');
    expect(new Error('demo')).not.toBeInstanceOf(SpecError);
  });

  test('are carried as data', () => {
    expect(SpecError.problemsOf(error)[1]).toEqual({
      path: 'demo/train-model',
      field: 'resources.memory',
      value: '64GB',
      rule: 'quantity',
      message: 'is not a Kubernetes quantity',
      fix: 'did you mean "64Gi"?',
      severity: 'error',
    });
    expect(SpecError.problemsOf(error)).toHaveLength(4);
    expect(SpecError.problemsOf(new Error('demo'))).toEqual([]);
  });

  test('the data is a copy', () => {
    SpecError.problemsOf(error).pop();
    expect(SpecError.problemsOf(error)).toHaveLength(4);
  });

  test('nothing is emitted of a construct that is refused', () => {
    const chart = testChart();
    thrown(() => new GpuTrainingJob(chart, 'train-model', WRONG));
    expect(manifestsOf(chart)).toEqual([]);
  });
});

describe('the stack', () => {
  /** The file of each frame. */
  function files(error: Error): string[] {
    const frames = (error.stack ?? '').split('\n').filter((line) => line.trim().startsWith('at '));
    return frames.map((frame) => basename(/\(?([^()\s]+):\d+:\d+\)?$/.exec(frame)?.[1] ?? frame));
  }

  class TeamJob extends GpuTrainingJob {}

  test.each<[string, (chart: Chart) => unknown]>([
    ['a job', (chart) => new GpuTrainingJob(chart, 'a', WRONG)],
    ['a dataset', (chart) => new CephDataset(chart, 'a', {} as never)],
    ['a cluster', (chart) => new TfJobCluster(chart, 'a', {} as never)],
    ["a job of the user's own class", (chart) => new TeamJob(chart, 'a', WRONG)],
    ['an existing claim by name', (chart) => CephDataset.fromClaimName(chart, 'a', 'A')],
    ['an existing claim by object', (chart) => CephDataset.fromClaim(chart, 'a', {} as never)],
  ])("of %s is the user's own line alone", (_, make) => {
    expect(files(thrown(() => make(testChart())))).toEqual(['gpu-training-job-spec-error.test.ts']);
  });

  test('the message stands above it, for who prints the stack alone', () => {
    const error = thrown(() => new GpuTrainingJob(testChart(), 'train-model', WRONG));
    expect(error.stack?.startsWith(`SpecError: ${error.message}\n    at `)).toBe(true);
  });
});

describe('unknown props', () => {
  interface TeamProps extends GpuTrainingJobProps {
    readonly team: string;
  }

  class TeamJob extends GpuTrainingJob {
    public readonly team: string;

    public constructor(scope: Construct, id: string, props: TeamProps) {
      super(scope, id, props);
      this.team = props.team;
    }
  }

  const base = { image: IMAGE, resources: RESOURCES };

  function refusedBy(type: new (scope: Construct, id: string, props: never) => unknown, props: object): string[] {
    return refusal(() => new type(testChart(), 'train-model', { ...base, ...props } as never));
  }

  test('a subclass may have props of its own, and emits what ours does', () => {
    const [ours, theirs] = [testChart(), testChart()];
    new GpuTrainingJob(ours, 'train-model', base);
    expect(new TeamJob(theirs, 'train-model', { ...base, team: 'vision' }).team).toBe('vision');
    expect(manifestsOf(theirs)).toEqual(manifestsOf(ours));
  });

  test.each([
    ['gpus', 'gpu'],
    ['backofLimit', 'backoffLimit'],
    ['ttlSecondsAfterFinished', 'ttlAfterFinished'],
    ['activeDeadlineSeconds', 'activeDeadline'],
    ['modle', 'model'],
    ['BackoffLimit', 'backoffLimit'],
  ])('%s is taken for a misspelt %s, in a subclass too', (name, meant) => {
    const line = `${name}: is not a known prop (did you mean ${meant}?)`;
    expect(refusedBy(GpuTrainingJob, { [name]: 1 })).toEqual([line]);
    expect(refusedBy(TeamJob, { team: 'vision', [name]: 1 })).toEqual([line]);
  });

  test.each([
    ['nodeSelector', "write placement: [Placement.on({ 'example.com/pool': 'gpu' }, { required: true })]"],
    ['tolerations', "write placement: [Placement.tolerate('example.com/taint')]; GPU nodes' taints are tolerated already"],
    ['volumes', "write mounts: [dataset.mount('/path')], or Mount.scratchDisk, .memory, .configMap, .secret or .claim"],
    [
      'replicas',
      'write parallel: Parallel.workers(4) for pods that train one model together, or Parallel.shards(4) for pods that work by themselves',
    ],
    ['elastic', 'write a PyTorchJobCluster, whose workers may come and go'],
    ['roles', 'it has pods of one sort; write a JobSetCluster'],
    ['namespace', "a workload is in its chart's: new Chart(app, 'ml', { namespace: 'ml' })"],
  ])('%s is answered with the prop that says it, and a subclass may have one of its own', (name, fix) => {
    expect(refusedBy(GpuTrainingJob, { [name]: 1 })).toEqual([`${name}: is not a known prop (${fix})`]);
    expect(refusedBy(TeamJob, { team: 'vision', [name]: 1 })).toEqual([]);
  });

  test('in our own class any other is refused too, with the known ones', () => {
    expect(refusedBy(GpuTrainingJob, { team: 'vision' })).toEqual([
      expect.stringMatching(/^team: is not a known prop \(known are name, .*\)$/),
    ]);
  });

  test('in a nested object of a subclass too', () => {
    const given = { datasetLayout: { folder: 'x' }, dataset: cephFs(testChart(), 'images') };
    expect(refusedBy(TeamJob, given)).toEqual(['datasetLayout.folder: is not a known prop (known are mountPath, train, test)']);
  });
});

describe('props that are none', () => {
  const made = (props: unknown) => refusal(() => new GpuTrainingJob(testChart(), 'train-model', props as GpuTrainingJobProps));

  test.each([undefined, null, {}])('%p lacks what is required', (props) => {
    expect(made(props)).toEqual([
      'image: is required (for example "registry.example.com/ml/train:1.0")',
      "resources: is required: a pod that reserves nothing is evicted first (for example Resources.guaranteed({ cpu: '8', memory: '64Gi' }))",
    ]);
  });

  test('a text is refused as a whole', () => expect(made('train')).toEqual(['must be an object, got "train" (write { name: value })']));

  test.each<[string, (chart: Chart) => object, RegExp]>([
    ['a dataset in a list', (chart) => ({ dataset: [cephFs(chart, 'images')] }), /^dataset: must be a Dataset, got .+ \(/],
    [
      'the chart as a label',
      (chart) => ({ labels: { team: chart } }),
      /^labels\.team: must be a string, as every label value, got a Chart \(/,
    ],
    ['resources that hold a construct', (chart) => ({ resources: { of: chart } }), /^resources: must be a Resources, got .+ \(/],
  ])('%s is refused like any other value, though it can not be written as text', (_, props, line) => {
    const chart = testChart();
    expect(
      refusal(() => new GpuTrainingJob(chart, 'train-model', { image: IMAGE, resources: RESOURCES, ...props(chart) } as never)),
    ).toEqual([expect.stringMatching(line)]);
  });
});

describe('a construct in no chart', () => {
  const RIGHT = { image: IMAGE, resources: RESOURCES };

  test.each<[string, (app: App) => unknown]>([
    ['a training', (app) => new GpuTrainingJob(app, 'alone', RIGHT)],
    ['a distributed training', (app) => new TfJobCluster(app, 'alone', { ...RIGHT, worker: { replicas: 2 } })],
    ['a service', (app) => new ModelService(app, 'alone', { ...RIGHT, port: 5000 })],
    ['a dataset', (app) => new CephDataset(app, 'alone', { storage: CephStorage.cephFs('rook-cephfs'), size: '1Gi' })],
  ])('is refused in our words: %s', (_, make) => {
    const error = thrown(() => make(new App()));
    expect(SpecError.problemsOf(error).map(({ path, rule }) => [path, rule])).toEqual([['alone', 'no-chart']]);
    expect(error.message).toBe(
      "alone\n  is in no Chart, and what is in none is written to no file (make it in one: const chart = new Chart(app, 'ml'))",
    );
    expect(error.stack?.split('\n    at ')).toHaveLength(2);
  });
});
