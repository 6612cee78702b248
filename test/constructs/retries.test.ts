import type { Chart } from 'cdk8s';
import {
  Checks,
  type GpuTrainingJobProps,
  Parallel,
  PyTorchJobCluster,
  Queue,
  RestartPolicy,
  SuccessPolicy,
  TfJobCluster,
} from '../../lib';
import { chartAt, IMAGE, invalidAt, jobOf, training } from '../pod/reading';
import { manifestOf, RESOURCES, refusal, testChart } from '../support/charts';

const FIRST = Parallel.workers(4, { successPolicy: SuccessPolicy.COORDINATOR });

function refused(props: Partial<GpuTrainingJobProps>, chart?: Chart): string[] {
  return refusal(() => training(props, chart));
}

describe('exit codes', () => {
  const DRAINED = { action: 'Ignore', onPodConditions: [{ type: 'DisruptionTarget', status: 'True' }] };
  const rules = (props: Partial<GpuTrainingJobProps>) => jobOf(training(props)).podFailurePolicy?.rules;
  const of = (action: string, values: number[]) => ({ action, onExitCodes: { containerName: 'main', operator: 'In', values } });

  test('that are no failed try are not counted, sorted and each once', () => {
    expect(rules({ ignoreExitCodes: [143, 75, 143] })).toEqual([DRAINED, of('Ignore', [75, 143])]);
    expect(rules({ ignoreExitCodes: [75], failFastExitCodes: [42] })).toEqual([DRAINED, of('FailJob', [42]), of('Ignore', [75])]);
    expect(rules({ ignoreExitCodes: [] })).toEqual([DRAINED]);
  });

  test.each<[string, Partial<GpuTrainingJobProps>, string]>([
    ['success', { ignoreExitCodes: [0] }, 'ignoreExitCodes[0]: must be a whole number from 1 to 255, got 0 (for example 75)'],
    [
      'one that says both',
      { ignoreExitCodes: [75, 42], failFastExitCodes: [42] },
      'ignoreExitCodes: has 42, with which failFastExitCodes ends the job (leave it out of one of the two)',
    ],
    [
      'those of containers that start again unseen',
      { ignoreExitCodes: [75], restartPolicy: RestartPolicy.ON_FAILURE },
      'ignoreExitCodes: needs restartPolicy Never: Kubernetes judges exit codes of pods that end (leave restartPolicy out)',
    ],
    [
      'a policy as Kubernetes writes it',
      { podFailurePolicy: {} } as object,
      'podFailurePolicy: is not a known prop (write failFastExitCodes: [42], or ignoreExitCodes: [75])',
    ],
  ])('%s is refused', (_, props, line) => expect(refused(props)).toEqual([line]));
});

describe('shards that may fail', () => {
  test('leave the others to their end', () => {
    expect(jobOf(training({ parallel: Parallel.shards(8, { maxFailed: 2 }) }))).toMatchObject({
      backoffLimitPerIndex: 4,
      maxFailedIndexes: 2,
    });
    expect(jobOf(training({ parallel: Parallel.shards(1, { maxFailed: 0 }) })).maxFailedIndexes).toBe(0);
  });

  test.each<[string, Partial<GpuTrainingJobProps>, string, string]>([
    [
      'all of them',
      { parallel: Parallel.shards(8, { maxFailed: 8 }) },
      '1.33',
      'parallel.maxFailed: is all of the 8 shards, of which one at least must succeed, got 8 (at most 7)',
    ],
    [
      'some, where Kubernetes counts them together',
      { parallel: Parallel.shards(8, { maxFailed: 2 }) },
      '1.28',
      'parallel.maxFailed: needs Kubernetes 1.29, and the cluster profile has 1.28 (leave it out)',
    ],
    [
      'less than none',
      { parallel: Parallel.shards(8, { maxFailed: -1 }) },
      '1.33',
      'parallel.maxFailed: must be a whole number from 0 to 100000, got -1 (for example 1)',
    ],
  ])('%s are refused', (_, props, version, line) => {
    expect(refused(props, chartAt(version))).toEqual([line]);
  });
});

describe('the first of several workers', () => {
  test('decides alone where it is said, and all do otherwise', () => {
    expect(jobOf(training({ parallel: FIRST })).successPolicy).toEqual({ rules: [{ succeededIndexes: '0' }] });
    expect(jobOf(training({ parallel: Parallel.workers(4) }))).not.toHaveProperty('successPolicy');
    expect(jobOf(training({ parallel: Parallel.workers(4, { successPolicy: SuccessPolicy.ALL_WORKERS }) }))).not.toHaveProperty(
      'successPolicy',
    );
  });

  test('is not asked by a Kubernetes that waits for all', () => {
    expect(refused({ parallel: FIRST }, chartAt('1.30'))).toEqual([
      'parallel.successPolicy: needs Kubernetes 1.31, and the cluster profile has 1.30 (leave it out, and let every worker end by itself)',
    ]);
    expect(invalidAt(training({ parallel: FIRST }, chartAt('1.33')), '1.33')).toEqual([]);
  });
});

describe('a training that is suspended', () => {
  test('makes no pods until it is resumed, as a Job and as an operator has it', () => {
    const chart = testChart();
    const props = { image: IMAGE, resources: RESOURCES, worker: { replicas: 2 }, suspended: true };
    new TfJobCluster(chart, 'tensorflow', props);
    new PyTorchJobCluster(chart, 'pytorch', props);
    training({ suspended: true }, chart);
    expect(jobOf(chart).suspend).toBe(true);
    expect(manifestOf(chart, 'TFJob')).toMatchObject({ spec: { runPolicy: { suspend: true } } });
    expect(manifestOf(chart, 'PyTorchJob')).toMatchObject({ spec: { runPolicy: { suspend: true } } });
    expect(Checks.problemsIn(chart)).toEqual([]);
  });

  test('and one that is not says nothing of it', () => {
    expect(jobOf(training({ suspended: false }))).not.toHaveProperty('suspend');
  });

  test('may wait in a queue of Volcano when it is resumed', () => {
    expect(jobOf(training({ suspended: true, queue: Queue.volcano('team-a') })).suspend).toBe(true);
  });

  test.each<[string, object, string]>([
    [
      'in a queue of Kueue',
      { suspended: true, queue: Queue.kueue('team-a') },
      'suspended: is true, and queue is kueue, which suspends the training itself and resumes it when there is room (leave one of the two out)',
    ],
    ['by a word', { suspended: 'yes' }, 'suspended: must be true or false, got "yes" (write it without quotes)'],
    ['as Kubernetes writes it', { suspend: true }, 'suspend: is not a known prop (write suspended: true)'],
  ])('%s is refused', (_, props, line) => expect(refused(props)).toEqual([line]));
});
