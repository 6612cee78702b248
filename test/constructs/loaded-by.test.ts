import type { Chart } from 'cdk8s';
import {
  AccessMode,
  CephDataset,
  CephStorage,
  DataOrigin,
  type Dataset,
  DatasetCache,
  DatasetLoad,
  Gpu,
  type GpuTrainingJobProps,
  type TrainingProps,
} from '../../lib';
import type { Container, JobSpec, PodSpec } from '../../lib/pod/kubernetes';
import { waitCommand } from '../../lib/pod/wait';
import { cluster, IMAGE, mainOf, roleOf, training } from '../pod/reading';
import { cephFs, manifestsOf, refusal } from '../support/charts';

type Props = Partial<Record<keyof GpuTrainingJobProps, unknown>>;

function loadOf(chart: Chart, dataset: Dataset): DatasetLoad {
  return new DatasetLoad(chart, 'load', { dataset, from: DataOrigin.s3({ bucket: 'open' }) });
}

/** A dataset, and the load that fills it. */
function filled(chart: Chart): Pick<TrainingProps, 'dataset' | 'loadedBy'> {
  const dataset = cephFs(chart, 'images');
  return { dataset, loadedBy: loadOf(chart, dataset) };
}

function waiting(chart: Chart, props: Props = {}): Partial<GpuTrainingJobProps> {
  return { ...filled(chart), ...props } as Partial<GpuTrainingJobProps>;
}

function initOf(pod: PodSpec): Container[] {
  return pod.initContainers ?? [];
}

/** The pod of the training, beside the load's. */
function trainingPod(props: Props = {}): PodSpec {
  const found = manifestsOf(training((chart) => waiting(chart, props))).find(({ metadata }) => metadata.name === 'train-model');
  if (found === undefined) throw new Error('no Job');
  return (found.spec as JobSpec).template.spec;
}

const MARKER = /^\/data\/\.cdk8s-ml\/complete-[0-9a-f]{16}\.json$/;

test('each pod waits for the marker in its read-only mount, by an init container with its own image and rights', () => {
  const pod = trainingPod({ gpu: Gpu.nvidia(1) });
  const [wait] = initOf(pod);
  expect(wait).toMatchObject({
    name: 'wait-for-dataset',
    image: IMAGE,
    volumeMounts: [{ name: 'images', mountPath: '/data', readOnly: true }],
  });
  expect(wait?.command).toEqual(waitCommand(wait?.command?.[4] ?? '', 'demo/load'));
  expect(wait?.command?.[4]).toMatch(MARKER);
  expect(wait?.securityContext).toEqual(mainOf(pod).securityContext);
  expect(Object.keys(wait?.resources?.limits ?? {})).toEqual(['cpu', 'ephemeral-storage', 'memory']);
});

test('the wait comes first, and then the copy of a cache', () => {
  const pod = trainingPod({ cache: DatasetCache.localDisk('10Gi') });
  expect(initOf(pod).map(({ name }) => name)).toEqual(['wait-for-dataset', 'copy-dataset']);
  expect(initOf(pod)[0]?.volumeMounts).toEqual([{ name: 'images', mountPath: '/data', readOnly: true }]);
  expect(pod.volumes?.find(({ name }) => name === 'images')?.persistentVolumeClaim?.readOnly).toBe(true);
});

test('a dataset elsewhere has its marker there', () => {
  const [wait] = initOf(trainingPod({ datasetLayout: { mountPath: '/mnt/' } }));
  expect(wait?.command?.[4]).toMatch(/^\/mnt\/\.cdk8s-ml\//);
});

test('those roles wait that read the dataset', () => {
  const app = cluster((chart) => ({ ...filled(chart), parameterServer: { replicas: 1 }, chief: {}, evaluator: {} }));
  const waits = ['Worker', 'PS', 'Chief', 'Evaluator'].map((role) => initOf(roleOf(app, role).template.spec).map(({ name }) => name));
  expect(waits).toEqual([['wait-for-dataset'], [], ['wait-for-dataset'], ['wait-for-dataset']]);
});

test('without it nothing waits', () => {
  expect(initOf(trainingPod({ loadedBy: undefined }))).toEqual([]);
});

describe('refused is', () => {
  const one = (modes: AccessMode) => (chart: Chart) => {
    const dataset = new CephDataset(chart, 'block', { storage: CephStorage.rbd('rook-rbd'), size: '1Gi', accessModes: [modes] });
    return { dataset, loadedBy: loadOf(chart, dataset) };
  };
  const onOneNode = (mode: string) =>
    `loadedBy: makes the training wait on the claim block, which is for one node (${mode}): it may hold it where the load can't run (use CephFS (ReadWriteMany), or apply the training when the load is done)`;

  test.each<[string, (chart: Chart) => Partial<Record<keyof GpuTrainingJobProps, unknown>>, string[]]>([
    [
      'a wait for no dataset',
      (chart) => ({ ...waiting(chart), dataset: undefined }),
      ['dataset: is not given, and loadedBy says who fills it (give it, or leave loadedBy out; nothing waits for datasets and models)'],
    ],
    [
      'the load of another dataset',
      (chart) => ({ ...waiting(chart), dataset: cephFs(chart, 'others') }),
      ['loadedBy: is demo/load, which fills the claim images, and the training reads others (name the load of the dataset that is read)'],
    ],
    [
      'what is no load',
      (chart) => ({ ...waiting(chart), loadedBy: 'load' }),
      ['loadedBy: must be a DatasetLoad, got "load" (write const load = new DatasetLoad(chart, \'load\', { ... }))'],
    ],
    ['a claim for one node', one(AccessMode.READ_WRITE_ONCE), [onOneNode('ReadWriteOnce')]],
    ['a claim for one pod', one(AccessMode.READ_WRITE_ONCE_POD), [onOneNode('ReadWriteOncePod')]],
  ])('%s', (_, props, lines) => {
    expect(refusal(() => training((chart) => props(chart) as Partial<GpuTrainingJobProps>))).toEqual(lines);
  });

  test('what a role says of its own', () => {
    const worker = { replicas: 2, loadedBy: 1 };
    expect(refusal(() => cluster((chart) => ({ ...filled(chart), worker })))).toEqual([
      'worker.loadedBy: is not a known prop (it is said once for all roles: write it beside worker)',
    ]);
  });
});

test("a view of the same claim is the same data, in the load's namespace", () => {
  const chart = training((scope) => {
    const dataset = CephDataset.fromClaimName(scope, 'view', 'images', { accessModes: [AccessMode.READ_WRITE_MANY] });
    return { ...waiting(scope), dataset };
  });
  expect(manifestsOf(chart)).not.toEqual([]);
});
