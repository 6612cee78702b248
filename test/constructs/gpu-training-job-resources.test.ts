import { Checks, Gpu, type GpuTrainingJobProps, Mount, Resources } from '../../lib';
import { line } from '../../lib/problems';
import { envOf, mainOf, mountedAt, podOf, training } from '../pod/reading';
import { cephFs, manifestOf, refusal, testChart } from '../support/charts';

const guaranteed = (cpu: string, memory: string) => Resources.guaranteed({ cpu, memory });
const refused = (props: Partial<GpuTrainingJobProps>) => refusal(() => training(props));

beforeEach(() => {
  // Warnings are told there.
  jest.spyOn(process.stderr, 'write').mockReturnValue(true);
});
afterEach(() => jest.restoreAllMocks());

function qosOf(props: Partial<GpuTrainingJobProps>): unknown {
  const { template } = manifestOf(training(props), 'Job').spec as { template: { metadata: { annotations: Record<string, string> } } };
  return template.metadata.annotations['cdk8s-ml.io/qos-class'];
}

describe('quality of service', () => {
  test('what is reserved in full is request and limit alike', () => {
    const { resources } = mainOf(podOf(training({ resources: guaranteed('8', '64Gi') })));
    const amounts = { cpu: '8', memory: '64Gi', 'ephemeral-storage': '10Gi' };
    expect(resources).toEqual({ requests: amounts, limits: amounts });
    expect(qosOf({ resources: guaranteed('8', '64Gi') })).toBe('Guaranteed');
  });

  test('what is reserved in part has memory in full unless more is said, and no limit of CPU', () => {
    const burstable = Resources.burstable({ cpu: '16', memory: '64Gi' });
    expect(mainOf(podOf(training({ resources: burstable }))).resources?.limits).toEqual({ memory: '64Gi', 'ephemeral-storage': '10Gi' });
    expect(qosOf({ resources: burstable })).toBe('Burstable');
  });

  test('the class that nothing is reserved for must be asked for, and has no amounts', () => {
    expect(mainOf(podOf(training({ resources: Resources.bestEffort() }))).resources).toEqual({});
    expect(qosOf({ resources: Resources.bestEffort() })).toBe('BestEffort');
  });

  test('memory over one and a half times what is reserved warns', () => {
    const chart = training({ resources: Resources.burstable({ cpu: '1', memory: '64Gi', memoryLimit: '128Gi' }) });
    expect(Checks.problemsIn(chart)).toMatchObject([{ path: 'demo/train-model', severity: 'warning', rule: 'memory-overcommit' }]);
  });
});

describe('GPUs', () => {
  test('a GPU is limit and equal request', () => {
    const { resources } = mainOf(podOf(training({ gpu: Gpu.nvidia(8) })));
    expect(resources?.limits?.['nvidia.com/gpu']).toBe('8');
    expect(resources?.requests?.['nvidia.com/gpu']).toBe('8');
  });

  test('training on CPUs alone has neither a GPU nor what comes with it', () => {
    const pod = podOf(training());
    expect(mainOf(pod).resources?.limits).not.toHaveProperty(['nvidia.com/gpu']);
    expect([pod.tolerations, pod.affinity, mountedAt(pod, '/dev/shm')]).toEqual([undefined, undefined, undefined]);
  });

  test.each([
    ['nothing', Resources.bestEffort()],
    ['less memory than it may use', Resources.burstable({ cpu: '1', memory: '64Gi', memoryLimit: '65Gi' })],
  ])('a pod with a GPU that reserves %s is refused', (_, resources) => {
    expect(refused({ gpu: Gpu.nvidia(1), resources })).toEqual([
      'resources: does not reserve the memory that a pod with a GPU may use (write Resources.guaranteed, or leave memoryLimit out)',
    ]);
  });

  test('a pod with a GPU may use idle CPUs', () => {
    expect(refused({ gpu: Gpu.nvidia(1), resources: Resources.burstable({ cpu: '1', memory: '64Gi', memoryLimit: '65536Mi' }) })).toEqual(
      [],
    );
  });

  test('a GPU among the extended resources is told where it belongs', () => {
    const resources = Resources.guaranteed({ cpu: '1', memory: '1Gi', extended: { 'nvidia.com/gpu': 1 } });
    expect(refused({ gpu: Gpu.nvidia(1), resources })).toEqual([
      'resources.extended.nvidia.com/gpu: is a GPU, which has a prop of its own, got "nvidia.com/gpu" (say it in gpu: Gpu.nvidia(1))',
    ]);
  });
});

describe('GPUs among the extended resources', () => {
  /** What is refused, or told at synthesis. */
  const told = (props: Partial<GpuTrainingJobProps>) => {
    const lines = refused(props);
    return lines.length > 0 ? lines : Checks.problemsIn(training(props)).map(line);
  };
  const withExtended = (extended: Record<string, number>) => Resources.guaranteed({ cpu: '1', memory: '1Gi', extended });

  test('without gpu nothing tolerates the taint of their nodes, which is told', () => {
    expect(told({ resources: withExtended({ 'nvidia.com/gpu': 1 }) })).toEqual([expect.stringContaining('nvidia.com/gpu')]);
  });

  test('those of another maker beside gpu are told: no pod can have both', () => {
    expect(told({ gpu: Gpu.nvidia(1), resources: withExtended({ 'amd.com/gpu': 1 }) })).toEqual([expect.stringContaining('amd.com/gpu')]);
  });

  test('other devices are taken as they are', () => {
    expect(told({ gpu: Gpu.nvidia(1), resources: withExtended({ 'rdma/hca': 1 }) })).toEqual([]);
  });
});

describe('/dev/shm', () => {
  const sizeOf = (props: Partial<GpuTrainingJobProps>) => mountedAt(podOf(training(props)), '/dev/shm')?.volume.emptyDir;

  test('a pod with a GPU has a quarter of its memory there', () => {
    expect(sizeOf({ gpu: Gpu.nvidia(1), resources: guaranteed('8', '32Gi') })).toEqual({ medium: 'Memory', sizeLimit: '8Gi' });
  });

  test('in whole mebibytes, and at least one', () => {
    expect(sizeOf({ gpu: Gpu.nvidia(1), resources: guaranteed('1', '1G') })?.sizeLimit).toBe('238Mi');
    expect(sizeOf({ gpu: Gpu.nvidia(1), resources: guaranteed('1', '3Mi') })?.sizeLimit).toBe('1Mi');
  });

  test('at most 16Gi', () => expect(sizeOf({ gpu: Gpu.nvidia(8), resources: guaranteed('8', '512Gi') })?.sizeLimit).toBe('16Gi'));

  test('as much as is said, also where nothing else asks for it', () => {
    expect(sizeOf({ gpu: Gpu.nvidia(1), sharedMemory: '1Gi' })).toEqual({ medium: 'Memory', sizeLimit: '1Gi' });
    expect(sizeOf({ sharedMemory: '1Gi' })).toEqual({ medium: 'Memory', sizeLimit: '1Gi' });
  });

  test.each<[string, (data: ReturnType<typeof cephFs>) => Partial<GpuTrainingJobProps>]>([
    ['a dataset', (data) => ({ dataset: data })],
    ['further datasets', (data) => ({ datasets: { labels: data } })],
  ])('a pod that loads %s has it', (_, props) => {
    const chart = testChart();
    expect(mountedAt(podOf(training(props(cephFs(chart, 'images')), chart)), '/dev/shm')?.volume.emptyDir?.sizeLimit).toBe('16Gi');
  });

  test("the user's own mount there is the one", () => {
    expect(sizeOf({ gpu: Gpu.nvidia(1), mounts: [Mount.memory('/dev/shm', '2Gi')] })).toEqual({ medium: 'Memory', sizeLimit: '2Gi' });
  });

  test('twice is refused', () => {
    expect(refused({ sharedMemory: '1Gi', mounts: [Mount.memory('/dev/shm', '1Gi')] })).toEqual([
      'sharedMemory: writes the mount at /dev/shm, which mounts[0] writes already (leave it out of sharedMemory)',
    ]);
  });

  test.each(['64Gi', '65536Mi', '100Gi'])('%s of 64Gi memory leave nothing to the program, which is refused', (sharedMemory) => {
    expect(refused({ sharedMemory })).toEqual([
      `sharedMemory: takes all of the memory limit, 64Gi, in which memory volumes are counted, got "${sharedMemory}" (make it smaller or raise resources.memory)`,
    ]);
  });

  test('all memory volumes are counted together', () => {
    expect(refused({ sharedMemory: '32Gi', mounts: [Mount.memory('/ram', '32Gi')] })).toEqual([
      'mounts[0]: takes, with 32Gi at /dev/shm, all of the memory limit, 64Gi, in which memory volumes are counted, got "32Gi" (make it smaller or raise resources.memory)',
    ]);
    expect(refused({ sharedMemory: '32Gi', mounts: [Mount.memory('/ram', '31Gi')] })).toEqual([]);
  });

  test('a size that is none is refused', () => {
    expect(refused({ sharedMemory: '16GB' })).toEqual(['sharedMemory: is not a Kubernetes quantity, got "16GB" (did you mean "16Gi"?)']);
  });
});

describe('threads', () => {
  const threadsOf = (resources: Resources) => {
    const { OMP_NUM_THREADS, DATALOADER_WORKERS } = envOf(podOf(training({ resources })));
    return [OMP_NUM_THREADS, DATALOADER_WORKERS];
  };

  test.each<[string, Resources, (string | undefined)[]]>([
    ['whole CPUs: a thread for each, and a loader less', guaranteed('8', '1Gi'), ['8', '7']],
    ['CPUs in thousandths, rounded down', guaranteed('3500m', '1Gi'), ['3', '2']],
    ['one CPU', guaranteed('1', '1Gi'), ['1', '1']],
    ['a part of a CPU', guaranteed('500m', '1Gi'), ['1', '1']],
    ['a limit over the request: the limit', Resources.burstable({ cpu: '2', cpuLimit: '4', memory: '1Gi' }), ['4', '3']],
    ['a request without a limit: the request', Resources.burstable({ cpu: '2', memory: '1Gi' }), ['2', '1']],
    ['nothing: nothing', Resources.bestEffort(), [undefined, undefined]],
  ])('%s', (_, resources, threads) => expect(threadsOf(resources)).toEqual(threads));

  test("the user's own number is the one", () => {
    expect(envOf(podOf(training({ env: { OMP_NUM_THREADS: '2' } })))).toMatchObject({ OMP_NUM_THREADS: '2', DATALOADER_WORKERS: '7' });
  });

  test('Python writes its log at once', () => expect(envOf(podOf(training())).PYTHONUNBUFFERED).toBe('1'));
});
