import type { Chart } from 'cdk8s';
import { Checks, DataLoading, type DataLoadingOptions, type GpuTrainingJobProps, Resources } from '../../lib';
import { line } from '../../lib/problems';
import { cluster, envOf, podOf, roleOf, training } from '../pod/reading';
import { cephFs, refusal } from '../support/charts';

/** The variables of the loaders, in a pod with 8 CPUs. */
function variables(options?: DataLoadingOptions, props: Partial<GpuTrainingJobProps> = {}): (unknown | undefined)[] {
  const dataLoading = options === undefined ? {} : { dataLoading: DataLoading.of(options) };
  const env = envOf(podOf(training({ ...dataLoading, ...props })));
  return [env.DATALOADER_WORKERS, env.DATALOADER_PREFETCH, env.OMP_NUM_THREADS];
}

test('loaders follow from the CPU limit: a worker for each CPU but one, with two batches ready', () => {
  expect(variables()).toEqual(['7', '2', '8']);
  expect(variables(undefined, { resources: Resources.guaranteed({ cpu: '500m', memory: '4Gi' }) })).toEqual(['1', '2', '1']);
});

test('what is said takes the place of what follows from the CPUs, and the rest stays', () => {
  expect(variables({ workers: 4, prefetch: 8, threads: 2 })).toEqual(['4', '8', '2']);
  expect(variables({ workers: 4 })).toEqual(['4', '2', '8']);
  expect(variables({})).toEqual(['7', '2', '8']);
});

test("the user's own variables are stronger than what follows from the CPUs", () => {
  expect(variables({ threads: 2 }, { env: { DATALOADER_WORKERS: '3', DATALOADER_PREFETCH: '5' } })).toEqual(['3', '5', '2']);
});

test('one variable said twice is refused', () => {
  expect(refusal(() => training({ dataLoading: DataLoading.of({ workers: 4 }), env: { DATALOADER_WORKERS: '3' } }))).toEqual([
    'dataLoading: writes env DATALOADER_WORKERS, which env writes already (leave it out of dataLoading)',
  ]);
});

test('of a TFJob the roles that read data are told', () => {
  const chart = cluster({ dataLoading: DataLoading.of({ workers: 2 }), parameterServer: { replicas: 1 } });
  expect(envOf(roleOf(chart, 'Worker').template.spec).DATALOADER_WORKERS).toBe('2');
  expect(envOf(roleOf(chart, 'PS').template.spec).DATALOADER_WORKERS).toBeUndefined();
});

test('it is said once for all roles', () => {
  const worker = { replicas: 2, dataLoading: DataLoading.of({}) } as { replicas: number };
  expect(refusal(() => cluster({ worker }))).toEqual([
    'worker.dataLoading: is not a known prop (it is said once for all roles: write it beside worker)',
  ]);
});

describe('is warned of', () => {
  function warnings(options: DataLoadingOptions, props: (chart: Chart) => Partial<GpuTrainingJobProps> = () => ({})): string[] {
    const chart = training((scope) => ({ dataset: cephFs(scope, 'images'), dataLoading: DataLoading.of(options), ...props(scope) }));
    return Checks.problemsIn(chart).map(line);
  }

  test('where there are more workers or threads than CPUs', () => {
    expect(warnings({ workers: 16, threads: 9 })).toEqual([
      'dataLoading.workers: is more than the pod has whole CPUs, 8, on which they take turns, got 16 (raise the CPU limit, or leave it out)',
      'dataLoading.threads: is more than the pod has whole CPUs, 8, on which they take turns, got 9 (raise the CPU limit, or leave it out)',
    ]);
    expect(warnings({ workers: 8, threads: 8 })).toEqual([]);
  });

  test('where shared memory is too small for what all workers have ready', () => {
    expect(warnings({ workers: 8, prefetch: 4, batchSize: '1Gi' })).toEqual([
      'dataLoading.batchSize: needs 32Gi of /dev/shm for 8 workers with 4 batches each, and it has 16Gi, got "1Gi" ' +
        "(write sharedMemory: '32Gi' with a memory limit that holds it, or take fewer workers)",
    ]);
    expect(warnings({ workers: 8, prefetch: 4, batchSize: '1Gi' }, () => ({ sharedMemory: '32Gi' }))).toEqual([]);
    expect(warnings({ batchSize: '1Gi' })).toEqual([]);
    expect(warnings({ batchSize: '2Gi' })).toHaveLength(1);
  });
});
