import type { Chart } from 'cdk8s';
import { App, Chart as AppChart } from 'cdk8s';
import { Secret } from 'cdk8s-plus-27';
import {
  CephDataset,
  CephStorage,
  Checks,
  ClusterOperator,
  ClusterProfile,
  DatasetCache,
  DatasetPart,
  type FluidCacheOptions,
  FluidMedium,
  FluidRuntime,
  type GpuTrainingJobProps,
  Parallel,
  ShardBy,
} from '../../lib';
import type { Manifest } from '../../lib/pod/kubernetes';
import { line } from '../../lib/problems';
import { chartOn, cluster, envOf, mainOf, mountedAt, podOf, roleOf, training } from '../pod/reading';
import { cephFs, manifestOf, manifestsOf, refusal } from '../support/charts';
import { schemaProblems } from '../support/schemas';

const withFluid = () => chartOn(ClusterProfile.generic(), { installed: [ClusterOperator.FLUID] });

function cached(
  options: FluidCacheOptions = {},
  props: (chart: Chart) => Partial<GpuTrainingJobProps> = () => ({}),
  chart = withFluid(),
): Chart {
  return training((scope) => ({ dataset: cephFs(scope, 'images'), cache: DatasetCache.fluid('200Gi', options), ...props(scope) }), chart);
}

function fluidObjects(chart: Chart): Manifest[] {
  return manifestsOf(chart).filter(({ apiVersion }) => apiVersion.startsWith('data.fluid.io/'));
}

describe('a cache of Fluid', () => {
  const chart = cached();
  const pod = podOf(chart);

  test("is a Dataset on the dataset's claim, a runtime and a load of one name, which Fluid binds by it", () => {
    const name = 'train-model-cache';
    expect(
      fluidObjects(chart).map(({ kind, metadata, spec }) => ({ kind, name: metadata.name, namespace: metadata.namespace, spec })),
    ).toEqual([
      {
        ...{ kind: 'Dataset', name, namespace: 'ml' },
        spec: { accessModes: ['ReadOnlyMany'], mounts: [{ mountPoint: 'pvc://images', name: 'images', path: '/', readOnly: true }] },
      },
      {
        ...{ kind: 'AlluxioRuntime', name, namespace: 'ml' },
        spec: {
          replicas: 1,
          tieredstore: { levels: [{ mediumtype: 'SSD', path: '/var/lib/fluid-cache', quota: '200Gi', high: '0.95', low: '0.7' }] },
        },
      },
      {
        ...{ kind: 'DataLoad', name, namespace: 'ml' },
        spec: { dataset: { name, namespace: 'ml' }, loadMetadata: true, policy: 'Once', target: [{ path: '/', replicas: 1 }] },
      },
    ]);
  });

  test("is read from the claim that Fluid makes, read-only at the dataset's path, and nothing else of the pod changes", () => {
    expect(mountedAt(pod, '/data')).toEqual({
      mount: { name: 'train-model-cache', mountPath: '/data', readOnly: true },
      volume: { name: 'train-model-cache', persistentVolumeClaim: { claimName: 'train-model-cache', readOnly: true } },
    });
    const without = podOf(training((scope) => ({ dataset: cephFs(scope, 'images') })));
    expect([pod.initContainers, mainOf(pod).resources, envOf(pod)]).toEqual([undefined, mainOf(without).resources, envOf(without)]);
  });

  test('is valid, and nobody misses the claim, which nothing in the app makes', () => {
    expect(manifestsOf(chart).flatMap((manifest) => schemaProblems(manifest, '1.33'))).toEqual([]);
    expect(Checks.problemsIn(chart).map(line)).toEqual([]);
  });

  test('has its medium, path and workers where they are said', () => {
    const levels = (options: FluidCacheOptions) =>
      (manifestOf(cached(options), 'AlluxioRuntime').spec as { tieredstore: { levels: object[] } }).tieredstore.levels[0];
    expect(levels({ medium: FluidMedium.MEMORY })).toMatchObject({ mediumtype: 'MEM', path: '/dev/shm' });
    expect(levels({ medium: FluidMedium.HDD, path: '/mnt/disk1' })).toMatchObject({ mediumtype: 'HDD', path: '/mnt/disk1' });
    expect(manifestOf(cached({ replicas: 4 }), 'AlluxioRuntime').spec).toMatchObject({ replicas: 4 });
  });

  test('loads a part ahead where that is said, and shows all', () => {
    const part = cached({ part: DatasetPart.TEST }, () => ({ datasetLayout: { test: 'v2/test' } }));
    expect(manifestOf(part, 'DataLoad').spec).toMatchObject({ target: [{ path: '/v2/test' }] });
    expect(mountedAt(podOf(part), '/data')?.volume.persistentVolumeClaim?.claimName).toBe('train-model-cache');
    expect(mountedAt(podOf(part), '/data/v2/test')).toBeUndefined();
  });

  test('shows each pod its own folder of the dataset where that is said', () => {
    const sharded = cached({}, () => ({ parallel: Parallel.shards(2, { by: ShardBy.directory('$(SHARD_INDEX)') }) }));
    expect(mountedAt(podOf(sharded), '/data')?.mount).toMatchObject({ name: 'train-model-cache', subPathExpr: '$(SHARD_INDEX)' });
  });

  test('is one for all roles', () => {
    const roles = cluster((scope) => ({ chief: {}, dataset: cephFs(scope, 'images'), cache: DatasetCache.fluid('1Gi') }), withFluid());
    expect(fluidObjects(roles)).toHaveLength(3);
    expect(['Chief', 'Worker'].map((role) => mountedAt(roleOf(roles, role).template.spec, '/data')?.mount.name)).toEqual([
      'tfjob-example-cache',
      'tfjob-example-cache',
    ]);
  });

  test('of JuiceFS is a folder of its file system, with the runtime of that name', () => {
    const juice = cached({}, (scope) => ({
      cache: DatasetCache.fluid('1Gi', {
        runtime: FluidRuntime.juiceFs({
          fileSystem: 'ml',
          metadata: Secret.fromSecretName(scope, 'juicefs', 'juicefs'),
          path: '/imagenet',
        }),
      }),
    }));
    expect(fluidObjects(juice).map(({ kind }) => kind)).toEqual(['Dataset', 'JuiceFSRuntime', 'DataLoad']);
    expect(manifestOf(juice, 'Dataset').spec).toMatchObject({ mounts: [{ mountPoint: 'juicefs:///imagenet', name: 'ml' }] });
    expect(manifestsOf(juice).flatMap((manifest) => schemaProblems(manifest, '1.33'))).toEqual([]);
  });
});

describe('a cache of Fluid is refused', () => {
  test('where the cluster is not said to have Fluid', () => {
    expect(refusal(() => cached({}, undefined, chartOn(ClusterProfile.generic())))).toEqual([
      'cache: needs Fluid, which the cluster is not said to have (say it of the cluster: ' +
        'ClusterProfile.generic().attach(app, { installed: [ClusterOperator.FLUID] }), or use DatasetCache.localDisk)',
    ]);
  });

  test('where the chart has no namespace', () => {
    const chart = new AppChart(new App(), 'demo');
    ClusterProfile.generic().attach(chart, { installed: [ClusterOperator.FLUID] });
    expect(refusal(() => cached({}, undefined, chart))).toEqual([
      "cache: needs the chart's namespace, which Fluid's DataLoad names (for example new Chart(app, 'ml', { namespace: 'ml' }))",
    ]);
  });

  test('on a claim for one node, which Fluid reads on several', () => {
    const block = (scope: Chart) => ({ dataset: new CephDataset(scope, 'block', { storage: CephStorage.rbd('rook-rbd'), size: '1Gi' }) });
    expect(refusal(() => cached({}, block))).toEqual([
      "dataset: is read by Fluid's pods on several nodes, and its claim block is for one (ReadWriteOnce) (use CephFS (ReadWriteMany), or DatasetCache.localDisk)",
    ]);
  });

  test('on a claim of another namespace', () => {
    const other = (scope: Chart) => ({ dataset: CephDataset.fromClaimName(scope, 'old', 'old', { namespace: 'data' }) });
    expect(refusal(() => cached({}, other))).toEqual([
      "dataset: is the claim old of the namespace data, and Fluid's Dataset is in ml (put both in one namespace)",
    ]);
  });

  test.each(['1-train', 'a'.repeat(40)])('for the name %s, which Fluid does not take', (name) => {
    expect(refusal(() => cached({}, () => ({ name })))).toEqual([
      `name: makes Fluid's Dataset ${name}-cache, and Fluid takes at most 45 of a-z, 0-9 and -, from a letter on, got "${name}" (give the training a shorter name, or one that begins with a letter)`,
    ]);
  });

  test('without a dataset', () => {
    expect(refusal(() => training({ cache: DatasetCache.fluid('1Gi') }, withFluid()))).toEqual([
      'dataset: is not given, and cache is to copy it (give it, or leave cache out; datasets are read from their claims)',
    ]);
  });
});
