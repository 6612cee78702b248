import type { Chart } from 'cdk8s';
import { ConfigMap, Secret } from 'cdk8s-plus-27';
import { AccessMode, CephDataset, CephStorage, Checks, type GpuTrainingJobProps, Mount, Parallel } from '../../lib';
import { line } from '../../lib/problems';
import { training } from '../pod/reading';
import { cephFs, refusal } from '../support/charts';

type Props = Partial<Record<keyof GpuTrainingJobProps, unknown>>;

function refused(given: (chart: Chart) => Props): string[] {
  return refusal(() => training(given as (chart: Chart) => Partial<GpuTrainingJobProps>));
}

function readOnly(chart: Chart): ReturnType<typeof CephDataset.fromClaimName> {
  return CephDataset.fromClaimName(chart, 'zoo', 'zoo-pvc', { accessModes: [AccessMode.READ_ONLY_MANY] });
}

function elsewhere(chart: Chart): CephDataset {
  return new CephDataset(chart, 'images', { storage: CephStorage.cephFs('rook-cephfs'), size: '1Gi', namespace: 'data' });
}

const DNS_LABEL = 'must be a DNS label: at most 63 of a-z, 0-9 and -, and no - at either end';

test.each<[string, (chart: Chart) => Props, string[]]>([
  [
    'a name in place of a dataset',
    () => ({ dataset: 'ceph-dataset-pvc' }),
    [
      `dataset: must be a Dataset, got "ceph-dataset-pvc" (for a claim that exists write CephDataset.fromClaimName(chart, 'data', "ceph-dataset-pvc"))`,
    ],
  ],
  ['an object in place of a dataset', () => ({ dataset: {} }), ['dataset: must be a Dataset, got {} (for example a CephDataset)']],
  [
    'a path in place of a model',
    () => ({ model: '/models/model.keras' }),
    [`model: must be a ModelArtifact, got "/models/model.keras" (write dataset.artifact('v1/model.keras'))`],
  ],
  [
    'a model that leaves its dataset',
    (chart) => ({ model: cephFs(chart, 'models').artifact('../other/model') }),
    ['model.path: must not contain .., got "../other/model" (write the path itself)'],
  ],
  [
    'a model by an absolute path',
    (chart) => ({ baseModel: cephFs(chart, 'models').artifact('/models/v1') }),
    ['baseModel.path: must be relative to the volume, got "/models/v1" (for example "models/v1")'],
  ],
  [
    'a model mounted over the whole image',
    (chart) => ({ model: cephFs(chart, 'models').artifact('v1', { mountPath: '/' }) }),
    ['model.mountPath: would hide the whole image, got "/" (mount below it, for example "/data")'],
  ],
  [
    'a wrong layout',
    (chart) => ({ dataset: cephFs(chart, 'images'), datasetLayout: { mountPath: 'data', train: '/train', tests: 'test' } }),
    [
      'datasetLayout.tests: is not a known prop (did you mean test?)',
      'datasetLayout.mountPath: must be an absolute path, got "data" (for example "/data")',
      'datasetLayout.train: must be relative to the volume, got "/train" (for example "train")',
    ],
  ],
  [
    'a further dataset whose name is none',
    (chart) => ({ datasets: { My_Labels: cephFs(chart, 'labels') } }),
    [`datasets.My_Labels: ${DNS_LABEL}, got "My_Labels" (for example "my-labels")`],
  ],
  [
    'further datasets without names',
    (chart) => ({ datasets: [cephFs(chart, 'labels')] }),
    [expect.stringMatching(/^datasets: must be an object of names and values, got .+ \(write { NAME: value }\)$/)],
  ],
  [
    'a claim of another namespace',
    (chart) => ({ dataset: elsewhere(chart) }),
    [
      'dataset: is the claim images of the namespace data, and the workload has the namespace ml (put both in one namespace; ' +
        "data at a known path of CephFS can be read in others by a view: new StaticCephDataset(...).viewIn(chart, 'view'))",
    ],
  ],
  [
    'a model to be written to a claim that is only read',
    (chart) => ({ model: readOnly(chart).artifact('v1') }),
    [
      'model: is to be written to a claim that is only read (ReadOnlyMany), got "zoo-pvc" (write it to a dataset with ReadWriteMany or ReadWriteOnce)',
    ],
  ],
  [
    'a claim that is only read, mounted to be written',
    (chart) => ({ mounts: [readOnly(chart).mount('/zoo')] }),
    ['mounts[0]: mounts the claim zoo-pvc, which is only read (ReadOnlyMany), to be written (write readOnly: true)'],
  ],
  [
    'two props for one path',
    (chart) => ({ dataset: cephFs(chart, 'images'), mounts: [Mount.scratchDisk('/data/', '1Gi')] }),
    ['mounts[0]: writes the mount at /data, which dataset writes already (leave it out of mounts[0])'],
  ],
  [
    'one path twice',
    () => ({ mounts: [Mount.scratchDisk('/scratch', '1Gi'), Mount.memory('/scratch', '1Gi')] }),
    ['mounts[1]: writes the mount at /scratch twice (leave one out)'],
  ],
  [
    'a mount that is none',
    () => ({ mounts: [{ path: '/scratch' }] }),
    [`mounts[0]: must be a Mount, got {"path":"/scratch"} (write dataset.mount('/path'))`],
  ],
  [
    'a scratch disk without a size',
    () => ({ mounts: [Mount.scratchDisk('/scratch', '')] }),
    ['mounts[0].size: must be a string that is not empty, got "" (for example "10Gi")'],
  ],
])('%s is refused', (_, given, lines) => expect(refused(given)).toEqual(lines));

test('a claim that is only read can be a dataset, a base model, and a mount that says so', () => {
  const given = (chart: Chart) => {
    const zoo = readOnly(chart);
    return { dataset: zoo, baseModel: zoo.artifact('v1'), mounts: [zoo.mount('/zoo', { readOnly: true })] };
  };
  expect(refused(given)).toEqual([]);
});

test('two writers of one path are named as the user wrote them', () => {
  const given = (chart: Chart) => ({ datasets: { labels: cephFs(chart, 'labels') }, mounts: [Mount.memory('/datasets/labels', '1Gi')] });
  expect(refused(given)).toEqual([expect.stringMatching(/^mounts\b.* which datasets\b.* writes already/)]);
});

describe('a mount below a path that is read-only', () => {
  const told = (given: (chart: Chart) => Partial<GpuTrainingJobProps>): string[] =>
    Checks.problemsIn(training(given)).map((problem) => `${problem.severity} ${line(problem)}`);

  test('is warned of: it works only where the volume has its folder already', () => {
    const lines = told((chart) => ({
      dataset: cephFs(chart, 'images'),
      model: cephFs(chart, 'models').artifact('v1', { mountPath: '/data/out/models' }),
    }));
    expect(lines).toEqual([
      'warning model: is mounted at /data/out/models, below /data, which is read-only: the container starts only if that volume has the folder out/models (mount it elsewhere, or make the folder first)',
    ]);
  });

  test('is right below a ConfigMap or Secret: the kubelet makes the folder there', () => {
    const lines = told((chart) => {
      const settings = Mount.configMap('/etc/app', ConfigMap.fromConfigMapName(chart, 'c', 'settings'));
      const key = Mount.secret('/etc/app/key', Secret.fromSecretName(chart, 's', 'key'));
      return { mounts: [settings, key, Mount.scratchDisk('/etc/app/key/tmp', '1Gi')] };
    });
    expect(lines).toEqual([]);
  });

  test('is warned of below one file of a ConfigMap', () => {
    const lines = told((chart) => {
      const settings = Mount.configMap('/etc/app', ConfigMap.fromConfigMapName(chart, 'c', 'settings'), { subPath: 'a' });
      return { mounts: [settings, Mount.scratchDisk('/etc/app/tmp', '1Gi')] };
    });
    expect(lines).toEqual([expect.stringMatching(/^warning mounts\[1\]: is mounted at \/etc\/app\/tmp, below \/etc\/app, /)]);
  });
});

test('what is wrong of a dataset is told beside what is wrong of a prop that has its name', () => {
  const lines = refused((chart) => ({ labels: { team: 'a b' }, datasets: { labels: elsewhere(chart) } }));
  expect(lines).toEqual([expect.stringMatching(/^labels\.team: /), expect.stringMatching(/^datasets\.labels: is the claim images/)]);
});

describe('a training that writes over the model that it starts from', () => {
  const over = (model: string, base: string): string =>
    `model: is written over the model that the training starts from, "${base}": a retry would start from a half-trained one, got "${model}" (name another artifact for the output: dataset.artifact('v2/model.keras'))`;

  test.each([
    ['v1/model.keras', 'v1/model.keras'],
    ['./v1//model.keras', 'v1/model.keras'],
    ['v1', 'v1/model.keras'],
    ['v1/model.keras', 'v1/'],
  ])('is refused where %s is to be written and %s is the base', (model, base) => {
    const lines = refused((chart) => {
      const models = cephFs(chart, 'models');
      return { model: models.artifact(model), baseModel: models.artifact(base) };
    });
    expect(lines).toEqual([over(model, base)]);
  });

  test('is refused where one object is given for both', () => {
    const lines = refused((chart) => {
      const model = cephFs(chart, 'models').artifact('v1/model.keras');
      return { model, baseModel: model };
    });
    expect(lines).toEqual([over('v1/model.keras', 'v1/model.keras')]);
  });

  test('is none where path or claim differ, or where each shard writes beside it', () => {
    const lines = refused((chart) => {
      const models = cephFs(chart, 'models');
      return { model: models.artifact('v2/model.keras'), baseModel: models.artifact('v2/model.keras.old') };
    });
    const claims = refused((chart) => ({
      model: cephFs(chart, 'models').artifact('v1'),
      baseModel: cephFs(chart, 'zoo').artifact('v1'),
    }));
    const shards = refused((chart) => {
      const model = cephFs(chart, 'models').artifact('v1/model.keras');
      return { model, baseModel: model, parallel: Parallel.shards(2) };
    });
    expect([lines, claims, shards]).toEqual([[], [], []]);
  });
});

test('a layout without its dataset is refused, and a dataset that is wrong is told once', () => {
  const line =
    'dataset: is not given, and datasetLayout says where its parts are (give it, or leave datasetLayout out; datasets are mounted by their names)';
  expect(refused((chart) => ({ datasetLayout: { train: 'a' }, datasets: { labels: cephFs(chart, 'labels') } }))).toEqual([line]);
  expect(refused(() => ({ datasetLayout: { train: 'a' }, dataset: 'images' }))).toEqual([
    expect.stringMatching(/^dataset: must be a Dataset/),
  ]);
});
