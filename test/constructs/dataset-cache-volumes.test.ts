import { Checks, DatasetCache, DatasetPart, type GpuTrainingJobProps, Parallel, Placement, Topology } from '../../lib';
import { copyCommand, sharedCopyCommand } from '../../lib/pod/copy';
import { line } from '../../lib/problems';
import { cluster, envOf, mainOf, mountedAt, podOf, roleOf, training } from '../pod/reading';
import { cephFs, manifestsOf, refusal } from '../support/charts';

const ON = { storageClassName: 'local-nvme' };
const cached = (cache: DatasetCache, props: Partial<GpuTrainingJobProps> = {}) =>
  training((chart) => ({ dataset: cephFs(chart, 'images'), cache, ...props }));

describe('a copy in a volume of each pod', () => {
  const pod = podOf(cached(DatasetCache.perPod('2Ti', ON)));
  const spec = {
    accessModes: ['ReadWriteOnce'],
    resources: { requests: { storage: '2Ti' } },
    storageClassName: 'local-nvme',
    volumeMode: 'Filesystem',
  };

  test('is a volume that goes with the pod, read-only at the path of the dataset', () => {
    expect(mountedAt(pod, '/data')).toEqual({
      mount: { name: 'data', mountPath: '/data', readOnly: true },
      volume: { name: 'data', ephemeral: { volumeClaimTemplate: { spec } } },
    });
  });

  test('is filled as one on the disk, and takes nothing of the local disk', () => {
    expect(pod.initContainers?.map(({ command }) => command)).toEqual([copyCommand('/data.claim', '/data', '2Ti')]);
    expect(mainOf(pod).resources).toEqual(mainOf(podOf(training())).resources);
  });

  test('may be of a part', () => {
    const part = podOf(cached(DatasetCache.perPod('1Gi', { ...ON, part: DatasetPart.TEST })));
    expect(mountedAt(part, '/data/test')?.volume.ephemeral).toBeDefined();
    expect(mountedAt(part, '/data')?.volume.persistentVolumeClaim?.claimName).toBe('images');
  });
});

describe('a copy that pods share', () => {
  const chart = cached(DatasetCache.nodeLocal('2Ti', ON));
  const pod = podOf(chart);

  test('is on a claim of the workload, whose whole copy the program sees read-only at the path of the dataset', () => {
    expect(mountedAt(pod, '/data')).toEqual({
      mount: { name: 'train-model-cache', mountPath: '/data', readOnly: true, subPath: 'data' },
      volume: { name: 'train-model-cache', persistentVolumeClaim: { claimName: 'train-model-cache' } },
    });
    expect(envOf(pod)).toEqual(envOf(podOf(training((scope) => ({ dataset: cephFs(scope, 'images') })))));
  });

  test('makes the claim, which nobody is told to keep', () => {
    const claim = manifestsOf(chart).find(
      ({ kind, metadata }) => kind === 'PersistentVolumeClaim' && metadata.name === 'train-model-cache',
    );
    expect(claim?.metadata.annotations).toBeUndefined();
    expect(claim?.metadata.labels).toMatchObject({ 'app.kubernetes.io/instance': 'train-model' });
    expect(claim?.spec).toEqual({
      accessModes: ['ReadWriteOnce'],
      resources: { requests: { storage: '2Ti' } },
      storageClassName: 'local-nvme',
      volumeMode: 'Filesystem',
    });
  });

  test('is filled by whichever pod comes first, which has the whole volume', () => {
    const [copier] = pod.initContainers ?? [];
    expect(copier?.command).toEqual(sharedCopyCommand('/data.claim', '/data.cache', '2Ti'));
    expect(copier?.volumeMounts).toEqual([
      { name: 'train-model-cache', mountPath: '/data.cache' },
      { name: 'images', mountPath: '/data.claim', readOnly: true },
    ]);
  });

  test('may be of a part', () => {
    const part = podOf(cached(DatasetCache.nodeLocal('1Gi', { ...ON, part: DatasetPart.TRAIN })));
    expect(mountedAt(part, '/data/train')?.mount).toMatchObject({ name: 'train-model-cache', subPath: 'data' });
    expect(part.initContainers?.[0]?.command).toEqual(sharedCopyCommand('/data.claim/train', '/data/train.cache', '1Gi'));
  });

  test('is refused for pods that are not kept on one node', () => {
    expect(refusal(() => cached(DatasetCache.nodeLocal('1Gi', ON), { parallel: Parallel.shards(4) }))).toEqual([
      'cache: uses the claim train-model-cache with up to 4 pods, and ReadWriteOnce allows one node (use DatasetCache.perPod, or one pod; ' +
        'or keep the pods on one node: Placement.together(Topology.NODE, { required: true }))',
    ]);
  });

  test('is right for pods that are kept on one node, of all roles', () => {
    const placement = [Placement.together(Topology.NODE, { required: true })];
    const sharded = cached(DatasetCache.nodeLocal('1Gi', ON), { parallel: Parallel.shards(4), placement });
    const roles = cluster((scope) => ({
      chief: {},
      dataset: cephFs(scope, 'images'),
      cache: DatasetCache.nodeLocal('1Gi', ON),
      placement,
    }));
    expect([sharded, roles].flatMap(Checks.problemsIn).map(line)).toEqual([]);
    expect(roleOf(roles, 'Chief').template.spec.initContainers).toHaveLength(1);
    expect(
      manifestsOf(roles)
        .filter(({ kind }) => kind === 'PersistentVolumeClaim')
        .map(({ metadata }) => metadata.name),
    ).toEqual(['images', 'tfjob-example-cache']);
  });
});
