import type { Chart } from 'cdk8s';
import {
  Checks,
  DatasetCache,
  type DatasetCacheOptions,
  DatasetPart,
  Gpu,
  type GpuTrainingJobProps,
  ImageTags,
  Mount,
  PodSecurity,
  Resources,
} from '../../lib';
import { copyCommand } from '../../lib/pod/copy';
import type { Container, PodSpec } from '../../lib/pod/kubernetes';
import { line } from '../../lib/problems';
import { qosClass } from '../../lib/values/qos';
import { cluster, envOf, IMAGE, mainOf, mountedAt, podOf, roleOf, training } from '../pod/reading';
import { cephFs, refusal } from '../support/charts';

type Props = Partial<Record<keyof GpuTrainingJobProps, unknown>>;

function cached(cache: DatasetCache, props: Props = {}): Chart {
  return training((chart) => ({ dataset: cephFs(chart, 'images'), cache, ...props }) as Partial<GpuTrainingJobProps>);
}

function copierOf(pod: PodSpec): Container {
  const [copier] = pod.initContainers ?? [];
  if (copier === undefined) throw new Error('no init container');
  return copier;
}

const DISK = DatasetCache.localDisk('100Gi');
const MEMORY = DatasetCache.memory('10Gi');
const CLAIM = { persistentVolumeClaim: { claimName: 'images', readOnly: true } };

describe.each([
  ['on the disk', DISK, { sizeLimit: '100Gi' }, '100Gi'],
  ['in memory', MEMORY, { medium: 'Memory', sizeLimit: '10Gi' }, '10Gi'],
])('a copy %s', (_, cache, emptyDir, size) => {
  const pod = podOf(cached(cache));
  const without = podOf(training((chart) => ({ dataset: cephFs(chart, 'images') })));

  test('is at the path of the dataset, read-only, and the program sees the same variables', () => {
    expect(mountedAt(pod, '/data')).toEqual({
      mount: { name: 'data', mountPath: '/data', readOnly: true },
      volume: { name: 'data', emptyDir },
    });
    expect(envOf(pod)).toEqual(envOf(without));
    expect(mainOf(pod).volumeMounts?.map(({ mountPath }) => mountPath)).toEqual(
      mainOf(without).volumeMounts?.map(({ mountPath }) => mountPath),
    );
  });

  test('is made by an init container, which alone has the claim, read-only', () => {
    const copier = copierOf(pod);
    expect(copier.volumeMounts).toEqual([
      { name: 'data', mountPath: '/data' },
      { name: 'images', mountPath: '/data.claim', readOnly: true },
    ]);
    expect(pod.volumes?.find(({ name }) => name === 'images')).toEqual({ name: 'images', ...CLAIM });
    expect(copier.command).toEqual(copyCommand('/data.claim', '/data', size));
  });
});

test('the size on the disk is added to request and limit of both containers, and the rest is as the program has it', () => {
  const pod = podOf(cached(DISK));
  expect(copierOf(pod).resources).toEqual(mainOf(pod).resources);
  expect(mainOf(pod).resources).toEqual({
    requests: { cpu: '8', memory: '64Gi', 'ephemeral-storage': '110Gi' },
    limits: { cpu: '8', memory: '64Gi', 'ephemeral-storage': '110Gi' },
  });
});

test('a copy in memory adds nothing: it is counted in the limit that is there', () => {
  expect(mainOf(podOf(cached(MEMORY))).resources).toEqual(mainOf(podOf(training())).resources);
});

test('the init container has the image, the pull policy and the rights of the program, and no devices', () => {
  const resources = Resources.guaranteed({ cpu: '8', memory: '64Gi', extended: { 'rdma/hca': 1 } });
  const pod = podOf(cached(DISK, { gpu: Gpu.nvidia(8), resources, security: PodSecurity.restricted({ user: 20007 }) }));
  const main = mainOf(pod);
  const copier = copierOf(pod);
  expect(copier).toMatchObject({ name: 'copy-dataset', image: IMAGE, imagePullPolicy: main.imagePullPolicy });
  expect(copier.securityContext).toEqual(main.securityContext);
  expect(Object.keys(copier.resources?.limits ?? {})).toEqual(['cpu', 'ephemeral-storage', 'memory']);
  expect(Object.keys(main.resources?.limits ?? {})).toContain('nvidia.com/gpu');
});

test.each([
  ['Guaranteed', Resources.guaranteed({ cpu: '8', memory: '64Gi' })],
  ['Burstable', Resources.burstable({ cpu: '8', memory: '64Gi' })],
  ['BestEffort', Resources.bestEffort()],
])('the pod stays %s', (promised, resources) => {
  const pod = podOf(cached(DISK, { resources }));
  expect(qosClass([...pod.containers, ...(pod.initContainers ?? [])])).toBe(promised);
});

test('another image copies where one is given', () => {
  const options: DatasetCacheOptions = { image: 'registry.example.com/busybox:1.37' };
  const pod = podOf(cached(DatasetCache.localDisk('1Gi', options)));
  expect([copierOf(pod).image, mainOf(pod).image]).toEqual([options.image, IMAGE]);
});

test('loaders have their shared memory as without it', () => {
  expect(mountedAt(podOf(cached(DISK)), '/dev/shm')?.volume.emptyDir).toEqual({ medium: 'Memory', sizeLimit: '16Gi' });
});

describe('a copy of a part', () => {
  const pod = podOf(
    cached(DatasetCache.memory('10Gi', { part: DatasetPart.TEST }), { datasetLayout: { mountPath: '/mnt/', test: './v2//test' } }),
  );

  test('lies in the dataset, whose other folders come from the claim', () => {
    expect(mountedAt(pod, '/mnt/')).toEqual({
      mount: { name: 'images', mountPath: '/mnt/', readOnly: true },
      volume: { name: 'images', ...CLAIM },
    });
    expect(mountedAt(pod, '/mnt/v2/test')?.volume.emptyDir).toEqual({ medium: 'Memory', sizeLimit: '10Gi' });
    expect(mountedAt(pod, '/mnt/v2/test')?.mount.readOnly).toBe(true);
  });

  test('is made of its folder alone', () => {
    expect(copierOf(pod).command).toEqual(copyCommand('/mnt.claim/v2/test', '/mnt/v2/test', '10Gi'));
    expect(copierOf(pod).volumeMounts?.map(({ mountPath }) => mountPath)).toEqual(['/mnt.claim', '/mnt/v2/test']);
  });

  test('is not warned of: its folder is there when the program starts', () => {
    const chart = cached(DatasetCache.localDisk('10Gi', { part: DatasetPart.TRAIN }));
    expect(Checks.problemsIn(chart).map(line)).toEqual([]);
    expect(mountedAt(podOf(chart), '/data/train')?.volume.emptyDir).toEqual({ sizeLimit: '10Gi' });
  });

  test('is all of it where the part is the whole dataset', () => {
    const whole = podOf(cached(DatasetCache.localDisk('10Gi', { part: DatasetPart.TRAIN }), { datasetLayout: { train: '.' } }));
    expect(copierOf(whole).command).toEqual(copyCommand('/data.claim', '/data', '10Gi'));
    expect(mountedAt(whole, '/data')?.volume.emptyDir).toEqual({ sizeLimit: '10Gi' });
  });
});

test('of a TFJob the roles that read the dataset have it', () => {
  const chart = cluster((scope) => ({
    ...{ chief: {}, parameterServer: { replicas: 1 }, evaluator: {} },
    worker: { replicas: 2, image: 'worker:1', gpu: Gpu.nvidia(1) },
    ...{ dataset: cephFs(scope, 'images'), cache: MEMORY },
  }));
  const images = ['Chief', 'Worker', 'PS', 'Evaluator'].map((role) =>
    (roleOf(chart, role).template.spec.initContainers ?? []).map(({ image }) => image),
  );
  expect(images).toEqual([[IMAGE], ['worker:1'], [], [IMAGE]]);
});

describe('is refused', () => {
  const refused = (given: (chart: Chart) => Props) => refusal(() => training(given as (chart: Chart) => Partial<GpuTrainingJobProps>));
  const NO_DATASET = 'dataset: is not given, and cache is to copy it (give it, or leave cache out; datasets are read from their claims)';

  test.each<[string, (chart: Chart) => Props, string[]]>([
    ['without a dataset', () => ({ cache: DISK }), [NO_DATASET]],
    ['with further datasets alone', (chart) => ({ cache: DISK, datasets: { labels: cephFs(chart, 'labels') } }), [NO_DATASET]],
    [
      'as a size alone',
      (chart) => ({ dataset: cephFs(chart, 'images'), cache: '100Gi' }),
      [`cache: must be a DatasetCache, got "100Gi" (write DatasetCache.localDisk('100Gi'))`],
    ],
    [
      'with a wrong size',
      (chart) => ({ dataset: cephFs(chart, 'images'), cache: DatasetCache.memory('10GB') }),
      ['cache.size: is not a Kubernetes quantity, got "10GB" (did you mean "10Gi"?)'],
    ],
    [
      'in memory that it takes all of',
      (chart) => ({ dataset: cephFs(chart, 'images'), cache: DatasetCache.memory('64Gi') }),
      [
        'cache: takes all of the memory limit, 64Gi, in which memory volumes are counted, got "64Gi" (make it smaller or raise resources.memory)',
      ],
    ],
    [
      'in memory that it takes all of with /dev/shm',
      (chart) => ({ dataset: cephFs(chart, 'images'), cache: DatasetCache.memory('48Gi') }),
      [
        'cache: takes, with 16Gi at /dev/shm, all of the memory limit, 64Gi, in which memory volumes are counted, got "48Gi" (make it smaller or raise resources.memory)',
      ],
    ],
    [
      'with an image whose tag moves',
      (chart) => ({ dataset: cephFs(chart, 'images'), cache: DatasetCache.memory('1Gi', { image: 'busybox' }) }),
      [
        'cache.image: has no tag, which means latest, got "busybox" (name a version, for example "busybox:1.0", or say imageTags: ImageTags.MOVING)',
      ],
    ],
    [
      'where a mount of the user lies',
      (chart) => ({
        dataset: cephFs(chart, 'images'),
        cache: DatasetCache.localDisk('1Gi', { part: DatasetPart.TRAIN }),
        mounts: [Mount.scratchDisk('/data/train', '1Gi')],
      }),
      ['mounts[0]: writes the mount at /data/train, which cache writes already (leave it out of mounts[0])'],
    ],
  ])('%s', (_, given, lines) => expect(refused(given)).toEqual(lines));

  test('not with a moving tag where that is said', () => {
    const cache = DatasetCache.memory('1Gi', { image: 'busybox' });
    expect(refused((chart) => ({ dataset: cephFs(chart, 'images'), cache, imageTags: ImageTags.MOVING }))).toEqual([]);
  });

  test('a wrong dataset is told once', () => {
    expect(refused(() => ({ dataset: 'images', cache: DISK }))).toEqual([expect.stringMatching(/^dataset: must be a Dataset/)]);
  });
});
