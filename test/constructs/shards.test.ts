import type { Chart } from 'cdk8s';
import {
  AccessMode,
  CephDataset,
  CephStorage,
  Checks,
  ClusterProfile,
  DataOrigin,
  DataSource,
  DatasetCache,
  DatasetLoad,
  type GpuTrainingJobProps,
  Parallel,
  ShardBy,
  type ShardManifestOptions,
} from '../../lib';
import type { JobSpec, PodSpec } from '../../lib/pod/kubernetes';
import { line } from '../../lib/problems';
import { chartOn, envOf, mainOf, mountedAt, training } from '../pod/reading';
import { cephFs, manifestsOf, refusal } from '../support/charts';
import { schemaProblems } from '../support/schemas';

function sharded(given: (chart: Chart) => Partial<GpuTrainingJobProps>, chart?: Chart): Chart {
  return training((scope) => ({ dataset: cephFs(scope, 'images'), ...given(scope) }), chart);
}

const byFolder = (props: Partial<GpuTrainingJobProps> = {}) =>
  sharded(() => ({ parallel: Parallel.shards(4, { by: ShardBy.directory('part-$(SHARD_INDEX)') }), ...props }));

function byLists(options: ShardManifestOptions = {}, props: Partial<GpuTrainingJobProps> = {}, chart?: Chart): Chart {
  return sharded((scope) => ({ parallel: Parallel.shards(4, { by: ShardBy.manifest(cephFs(scope, 'work'), options) }), ...props }), chart);
}

function podNamed(chart: Chart, name: string): PodSpec {
  const job = manifestsOf(chart).find(({ kind, metadata }) => kind === 'Job' && metadata.name === name);
  if (job === undefined) throw new Error(`no Job ${name}`);
  return (job.spec as JobSpec).template.spec;
}

const podOf = (chart: Chart) => podNamed(chart, 'train-model');
const told = (chart: Chart) => Checks.problemsIn(chart).map(line);

function valid(chart: Chart): void {
  expect(manifestsOf(chart).flatMap((manifest) => [...schemaProblems(manifest, '1.33'), ...schemaProblems(manifest, '1.36')])).toEqual([]);
}

test('by index each pod sees all data', () => {
  const pod = podOf(sharded(() => ({ parallel: Parallel.shards(4) })));
  expect(mountedAt(pod, '/data')?.mount).toEqual({ name: 'images', mountPath: '/data', readOnly: true });
  expect(pod.initContainers).toBeUndefined();
});

describe('by folder', () => {
  test('each pod sees its own at the path of the dataset, and nothing else of it', () => {
    const chart = byFolder();
    const pod = podOf(chart);
    expect(pod.containers[0]?.volumeMounts?.filter(({ name }) => name === 'images')).toEqual([
      { name: 'images', mountPath: '/data', readOnly: true, subPathExpr: 'part-$(SHARD_INDEX)' },
    ]);
    expect(envOf(pod).TRAIN_DATASET_PATH).toBe('/data/train');
    valid(chart);
  });

  test('a copy is of it alone, and its maker knows the index too', () => {
    const pod = podOf(byFolder({ cache: DatasetCache.localDisk('10Gi') }));
    const [copier] = pod.initContainers ?? [];
    expect(copier?.volumeMounts).toContainEqual({
      name: 'images',
      mountPath: '/data.claim',
      readOnly: true,
      subPathExpr: 'part-$(SHARD_INDEX)',
    });
    expect(copier?.env?.map(({ name }) => name)).toEqual(['SHARD_INDEX']);
    expect(mountedAt(pod, '/data')?.volume.emptyDir).toEqual({ sizeLimit: '10Gi' });
    expect(mountedAt(pod, '/data')?.mount.subPathExpr).toBeUndefined();
  });

  test('a copy that pods share is refused', () => {
    expect(refusal(() => byFolder({ cache: DatasetCache.nodeLocal('1Gi', { storageClassName: 'local' }) }))).toContain(
      'cache: is one copy for all pods, and with ShardBy.directory each reads a folder of its own (use DatasetCache.perPod or .localDisk)',
    );
  });

  test('is refused without a dataset', () => {
    const parallel = Parallel.shards(2, { by: ShardBy.directory('$(SHARD_INDEX)') });
    expect(refusal(() => training({ parallel }))).toEqual([
      'dataset: is not given, and parallel divides it by directory (give it, or divide by ShardBy.index())',
    ]);
  });
});

describe('by lists of files', () => {
  const chart = byLists({ files: '*.tfrecord' });
  const pod = podOf(chart);

  test('a program has the path of its own, and the whole dataset', () => {
    expect(envOf(pod).SHARD_MANIFEST).toBe('/shards/.shards/train-model/shard-$(SHARD_INDEX).txt');
    expect(mountedAt(pod, '/shards')?.mount).toEqual({ name: 'work', mountPath: '/shards', readOnly: true });
    expect(mountedAt(pod, '/data')?.mount.subPathExpr).toBeUndefined();
  });

  test('pods wait for the lists, with the amounts of the program', () => {
    const [wait] = pod.initContainers ?? [];
    expect(wait).toMatchObject({ name: 'wait-for-shards', resources: mainOf(pod).resources });
    expect(wait?.command?.slice(-2)).toEqual(['/shards/.shards/train-model/complete', 'the Job train-model-shards']);
    expect(wait?.volumeMounts).toEqual([{ name: 'work', mountPath: '/shards', readOnly: true }]);
  });

  test('a Job writes them, which reads the dataset and writes to the claim alone', () => {
    const job = podNamed(chart, 'train-model-shards');
    expect(mainOf(job).command).toEqual([
      'python3',
      '/programs/shard_manifest.py',
      '/data/train',
      '/shards/.shards/train-model',
      '4',
      '*.tfrecord',
    ]);
    expect(mountedAt(job, '/data')?.mount).toEqual({ name: 'images', mountPath: '/data', readOnly: true });
    expect(mountedAt(job, '/shards')?.mount).toEqual({ name: 'work', mountPath: '/shards' });
    expect(mountedAt(job, '/programs')?.volume.configMap).toEqual({ name: 'train-model-shards' });
    valid(chart);
  });

  test('the Job waits for the load too: of a dataset that is still being filled, lists would have a part', () => {
    const loaded = sharded((scope) => {
      const dataset = cephFs(scope, 'loaded');
      const load = new DatasetLoad(scope, 'load', { dataset, from: DataOrigin.s3({ bucket: 'datasets' }) });
      return { dataset, loadedBy: load, parallel: Parallel.shards(4, { by: ShardBy.manifest(cephFs(scope, 'work')) }) };
    });
    const [wait] = podOf(loaded).initContainers ?? [];
    const marker = wait?.command?.at(-2);
    expect(marker).toMatch(/^\/data\/\.cdk8s-ml\/complete-/);
    expect(envOf(podNamed(loaded, 'train-model-shards')).AFTER).toBe(marker);
    expect(envOf(podNamed(chart, 'train-model-shards')).AFTER).toBeUndefined();
    valid(loaded);
  });

  test('the Job comes with an account that has no rights', () => {
    const kinds = manifestsOf(chart).filter(({ metadata }) => metadata.name === 'train-model-shards');
    expect(kinds.map(({ kind }) => kind)).toEqual(['Job', 'ServiceAccount', 'NetworkPolicy', 'ConfigMap']);
  });

  test('layout, folder, run, labels and image are followed', () => {
    const profile = chartOn(ClusterProfile.generic(), { toolImages: { python: 'registry.example.com/python:3.12' } });
    const props = { datasetLayout: { mountPath: '/mnt', train: 'v2' }, run: 'r2', labels: { team: 'vision' } };
    const other = byLists({ folder: 'lists' }, props, profile);
    const job = podNamed(other, 'train-model-r2-shards');
    expect(mainOf(job).command?.slice(2)).toEqual(['/mnt/v2', '/shards/lists/train-model-r2', '4']);
    expect(mainOf(job).image).toBe('registry.example.com/python:3.12');
    expect(manifestsOf(other).find(({ metadata }) => metadata.name === 'train-model-r2-shards')?.metadata.labels?.team).toBe('vision');
  });

  test('the claim of the model can hold them too', () => {
    const same = sharded((scope) => {
      const models = cephFs(scope, 'models');
      return { model: models.artifact('v1/model.keras'), parallel: Parallel.shards(2, { by: ShardBy.manifest(models) }) };
    });
    expect(told(same)).toEqual([]);
    expect(podOf(same).volumes?.filter(({ name }) => name === 'models')).toHaveLength(1);
  });

  test('are refused on a claim that is only read, or is for one node', () => {
    const on = (accessModes: AccessMode[], from: { dataSource?: DataSource } = {}, storage = CephStorage.cephFs('rook-cephfs')) =>
      refusal(() =>
        sharded((scope) => {
          const work = new CephDataset(scope, 'work', { storage, size: '1Gi', accessModes, ...from });
          return { parallel: Parallel.shards(2, { by: ShardBy.manifest(work) }) };
        }),
      );
    expect(on([AccessMode.READ_ONLY_MANY], { dataSource: DataSource.snapshotName('origin') })).toEqual([
      'parallel.by.claim: is a claim that is only read (ReadOnlyMany), and lists are to be written to it, got "work" (give a claim with ReadWriteMany: that of the model, for example)',
    ]);
    expect(on([AccessMode.READ_WRITE_ONCE])).toEqual([
      expect.stringMatching(/^parallel: uses the claim work with up to 2 pods, and ReadWriteOnce allows one node/),
    ]);
  });

  test('are refused without a dataset, and where the name is too long for the Job that writes them', () => {
    const lists = (scope: Chart) => ({ parallel: Parallel.shards(2, { by: ShardBy.manifest(cephFs(scope, 'work')) }) });
    expect(refusal(() => training(lists))).toEqual([
      'dataset: is not given, and parallel divides it by manifest (give it, or divide by ShardBy.index())',
    ]);
    const name = 'a'.repeat(60);
    expect(refusal(() => sharded((scope) => ({ ...lists(scope), name })))).toEqual([expect.stringMatching(/^name: .*aaa-shards/)]);
  });
});

describe('the model of a training in shards', () => {
  test("has a folder that is the pod's own on the model's volume, to rename from", () => {
    const pod = podOf(sharded((scope) => ({ parallel: Parallel.shards(2), model: cephFs(scope, 'models').artifact('v1/model.keras') })));
    const names = mainOf(pod).env?.map(({ name }) => name) ?? [];
    expect(envOf(pod)).toMatchObject({
      MODEL_FILE: '/models/v1/shard-$(SHARD_INDEX)/model.keras',
      POD_NAME: { fieldRef: { fieldPath: 'metadata.name' } },
      MODEL_WORK_PATH: '/models/.work/$(POD_NAME)',
    });
    expect(names.indexOf('POD_NAME')).toBeLessThan(names.indexOf('MODEL_WORK_PATH'));
  });

  test('is written by one pod where there are no shards, which needs none', () => {
    const pod = podOf(sharded((scope) => ({ model: cephFs(scope, 'models').artifact('v1/model.keras') })));
    expect(envOf(pod).MODEL_WORK_PATH).toBeUndefined();
  });
});
