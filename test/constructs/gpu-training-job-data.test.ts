import type { Chart } from 'cdk8s';
import { AccessMode, CephDataset, CephStorage, type GpuTrainingJobProps, Mount, Parallel, Placement, Topology } from '../../lib';
import { envOf, mainOf, mountedAt, podOf, training } from '../pod/reading';
import { cephFs, manifestOf, refusal } from '../support/charts';

function rbd(chart: Chart, accessModes?: AccessMode[]): CephDataset {
  const storage = CephStorage.rbd('rook-ceph-block');
  return new CephDataset(chart, 'block-pvc', { storage, size: '50Gi', ...(accessModes === undefined ? {} : { accessModes }) });
}

function lines(given: (chart: Chart) => Partial<GpuTrainingJobProps>): string[] {
  return refusal(() => training(given));
}

describe('dataset and model', () => {
  const chart = training((scope) => ({
    dataset: cephFs(scope, 'ceph-dataset-pvc'),
    model: cephFs(scope, 'ceph-model-pvc').artifact('v1/model.keras'),
  }));
  const pod = podOf(chart);

  test("the scenario's variables, and MODEL_FILE, come from the same objects as the mounts", () => {
    expect(envOf(pod)).toMatchObject({
      TRAIN_DATASET_PATH: '/data/train',
      TEST_DATASET_PATH: '/data/test',
      MODEL_PATH: '/models',
      MODEL_FILE: '/models/v1/model.keras',
    });
  });

  test('the dataset is read-only in volume and mount', () => {
    expect(mountedAt(pod, '/data')).toEqual({
      mount: { name: 'ceph-dataset-pvc', mountPath: '/data', readOnly: true },
      volume: { name: 'ceph-dataset-pvc', persistentVolumeClaim: { claimName: 'ceph-dataset-pvc', readOnly: true } },
    });
  });

  test('the model is mounted to be written', () => {
    expect(mountedAt(pod, '/models')).toEqual({
      mount: { name: 'ceph-model-pvc', mountPath: '/models' },
      volume: { name: 'ceph-model-pvc', persistentVolumeClaim: { claimName: 'ceph-model-pvc' } },
    });
  });

  test('without them there is neither variable nor volume', () => {
    expect(Object.keys(envOf(podOf(training()))).filter((name) => /DATASET|MODEL/.test(name))).toEqual([]);
    expect(podOf(training()).volumes?.map(({ name }) => name)).toEqual(['tmp']);
  });
});

test('another layout moves mount and variables together', () => {
  const pod = podOf(
    training((chart) => ({ dataset: cephFs(chart, 'images'), datasetLayout: { mountPath: '/mnt/images/', train: 'a', test: 'b/c' } })),
  );
  expect(envOf(pod)).toMatchObject({ TRAIN_DATASET_PATH: '/mnt/images/a', TEST_DATASET_PATH: '/mnt/images/b/c' });
  expect(mountedAt(pod, '/mnt/images/')?.mount.readOnly).toBe(true);
});

test('a model mounted elsewhere moves mount and variables together', () => {
  const pod = podOf(training((chart) => ({ model: cephFs(chart, 'models').artifact('a/b', { mountPath: '/out' }) })));
  expect(envOf(pod)).toMatchObject({ MODEL_PATH: '/out', MODEL_FILE: '/out/a/b' });
  expect(mountedAt(pod, '/out')).toBeDefined();
});

test('further datasets are read-only below /datasets, each with a variable', () => {
  const pod = podOf(training((chart) => ({ datasets: { 'hard-negatives': cephFs(chart, 'negatives') } })));
  expect(envOf(pod)).toMatchObject({ DATASET_HARD_NEGATIVES_PATH: '/datasets/hard-negatives' });
  expect(mountedAt(pod, '/datasets/hard-negatives')).toEqual({
    mount: { name: 'negatives', mountPath: '/datasets/hard-negatives', readOnly: true },
    volume: { name: 'negatives', persistentVolumeClaim: { claimName: 'negatives', readOnly: true } },
  });
});

test('model and base model on one claim are one volume, one mount written and one read', () => {
  const pod = podOf(
    training((chart) => {
      const models = cephFs(chart, 'models');
      return { model: models.artifact('v2/model.keras'), baseModel: models.artifact('v1/model.keras') };
    }),
  );
  expect(pod.volumes?.filter(({ persistentVolumeClaim }) => persistentVolumeClaim !== undefined)).toEqual([
    { name: 'models', persistentVolumeClaim: { claimName: 'models' } },
  ]);
  expect(mountedAt(pod, '/models')?.mount).toEqual({ name: 'models', mountPath: '/models' });
  expect(mountedAt(pod, '/base-model')?.mount).toEqual({ name: 'models', mountPath: '/base-model', readOnly: true });
  expect(envOf(pod)).toMatchObject({ MODEL_FILE: '/models/v2/model.keras', BASE_MODEL_FILE: '/base-model/v1/model.keras' });
});

test('a base model on a claim of its own is read-only in volume and mount', () => {
  const pod = podOf(training((chart) => ({ baseModel: cephFs(chart, 'zoo').artifact('resnet') })));
  expect(mountedAt(pod, '/base-model')?.volume.persistentVolumeClaim).toEqual({ claimName: 'zoo', readOnly: true });
});

test("mounts have the user's paths, sub-paths and modes", () => {
  const pod = podOf(
    training((chart) => ({ mounts: [cephFs(chart, 'logs').mount('/logs', { subPath: 'train' }), Mount.memory('/ram', '1Gi')] })),
  );
  expect(mountedAt(pod, '/logs')?.mount).toEqual({ name: 'logs', mountPath: '/logs', subPath: 'train' });
  expect(mountedAt(pod, '/ram')?.volume.emptyDir).toEqual({ medium: 'Memory', sizeLimit: '1Gi' });
});

test('a scratch disk is counted in the request for local disk', () => {
  const main = mainOf(podOf(training({ mounts: [Mount.scratchDisk('/scratch', '100Gi')] })));
  expect(main.resources?.requests?.['ephemeral-storage']).toBe('110Gi');
  expect(main.resources?.limits?.['ephemeral-storage']).toBe('110Gi');
});

test('a claim of the app that is mounted by Mount.claim is not said to exist already', () => {
  const chart = training((scope) => ({ mounts: [Mount.claim('/logs', cephFs(scope, 'logs'))] }));
  expect(manifestOf(chart, 'Job').metadata).not.toHaveProperty('annotations');
});

describe('access modes against the pods that may use a claim', () => {
  const shards = { parallel: Parallel.shards(4) };

  test('a ReadWriteOnce claim serves one pod', () => expect(lines((chart) => ({ dataset: rbd(chart) }))).toEqual([]));

  test('a ReadWriteOnce claim does not serve several', () => {
    expect(lines((chart) => ({ ...shards, dataset: rbd(chart) }))).toEqual([
      'dataset: uses the claim block-pvc with up to 4 pods, and ReadWriteOnce allows one node (use CephFS (ReadWriteMany), or one pod; or keep the pods on one node: Placement.together(Topology.NODE, { required: true }))',
    ]);
  });

  test('unless they must share a node', () => {
    const together = [Placement.together(Topology.NODE, { required: true })];
    expect(lines((chart) => ({ ...shards, placement: together, dataset: rbd(chart) }))).toEqual([]);
  });

  test('a node that they prefer to share is not enough, nor is one with pods of another app', () => {
    const preferred = [Placement.together(Topology.NODE)];
    const others = [Placement.together(Topology.NODE, { required: true, external: true, pods: { app: 'redis' } })];
    expect(lines((chart) => ({ ...shards, placement: preferred, dataset: rbd(chart) }))).toHaveLength(1);
    expect(lines((chart) => ({ ...shards, placement: others, dataset: rbd(chart) }))).toHaveLength(1);
  });

  test('a ReadWriteOncePod claim serves one pod, on whatever node', () => {
    const together = [Placement.together(Topology.NODE, { required: true })];
    expect(lines((chart) => ({ ...shards, placement: together, dataset: rbd(chart, [AccessMode.READ_WRITE_ONCE_POD]) }))).toEqual([
      'dataset: uses the claim block-pvc with up to 4 pods, and ReadWriteOncePod allows one (use CephFS (ReadWriteMany), or one pod)',
    ]);
  });

  test('of an existing claim nothing is said unless its modes are', () => {
    const existing = (chart: Chart, accessModes?: AccessMode[]) =>
      CephDataset.fromClaimName(chart, 'old', 'old-pvc', accessModes === undefined ? {} : { accessModes });
    expect(lines((chart) => ({ ...shards, dataset: existing(chart) }))).toEqual([]);
    expect(lines((chart) => ({ ...shards, dataset: existing(chart, [AccessMode.READ_WRITE_ONCE]) }))).toHaveLength(1);
  });
});
