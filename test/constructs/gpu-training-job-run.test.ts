import { Duration } from 'cdk8s';
import { Construct } from 'constructs';
import { GpuTrainingJob, type GpuTrainingJobProps, Parallel, RestartPolicy } from '../../lib';
import { chartAt, envOf, IMAGE, jobOf, mountedAt, podOf, training } from '../pod/reading';
import { cephFs, manifestOf, manifestsOf, RESOURCES, refusal, testChart } from '../support/charts';

const DISRUPTIONS = { action: 'Ignore', onPodConditions: [{ type: 'DisruptionTarget', status: 'True' }] };
const DAY = 24 * 3600;

function named(length: number, props: Partial<GpuTrainingJobProps> = {}): string[] {
  return refusal(() => training({ name: 'a'.repeat(length), ...props }));
}

describe('retries', () => {
  test('a failed pod is tried again four times, by a new one', () => {
    expect(jobOf(training())).toMatchObject({ backoffLimit: 4, podReplacementPolicy: 'Failed' });
    expect(podOf(training()).restartPolicy).toBe('Never');
  });

  test.each([0, 1])('or %d times', (backoffLimit) => expect(jobOf(training({ backoffLimit })).backoffLimit).toBe(backoffLimit));

  test('a disrupted pod is no failed try', () => expect(jobOf(training()).podFailurePolicy).toEqual({ rules: [DISRUPTIONS] }));

  test('exit codes after which no retry helps come after it, sorted and once each', () => {
    expect(jobOf(training({ failFastExitCodes: [78, 3, 42, 3] })).podFailurePolicy?.rules).toEqual([
      DISRUPTIONS,
      { action: 'FailJob', onExitCodes: { containerName: 'main', operator: 'In', values: [3, 42, 78] } },
    ]);
  });

  test('a pod that starts its container again has no policy about failed pods', () => {
    const chart = training({ restartPolicy: RestartPolicy.ON_FAILURE });
    expect(podOf(chart).restartPolicy).toBe('OnFailure');
    expect(jobOf(chart)).not.toHaveProperty('podFailurePolicy');
    expect(jobOf(chart)).not.toHaveProperty('podReplacementPolicy');
  });
});

describe('how long a job runs and stays', () => {
  test('both a week', () => {
    expect(jobOf(training())).toMatchObject({ activeDeadlineSeconds: 7 * DAY, ttlSecondsAfterFinished: 7 * DAY });
  });

  test('as long as is said, also no time at all', () => {
    const props = { activeDeadline: Duration.hours(1), ttlAfterFinished: Duration.seconds(0) };
    expect(jobOf(training(props))).toMatchObject({ activeDeadlineSeconds: 3600, ttlSecondsAfterFinished: 0 });
  });

  test('until somebody deletes it', () => {
    expect(jobOf(training({ keepFinished: true }))).not.toHaveProperty('ttlSecondsAfterFinished');
    expect(jobOf(training({ keepFinished: false })).ttlSecondsAfterFinished).toBe(7 * DAY);
  });

  test('a pod has two minutes to write what it has, or as many as are said', () => {
    expect(podOf(training()).terminationGracePeriodSeconds).toBe(120);
    expect(podOf(training({ terminationGrace: Duration.minutes(10) })).terminationGracePeriodSeconds).toBe(600);
  });
});

describe('shards', () => {
  const chart = training((scope) => ({ parallel: Parallel.shards(8), model: cephFs(scope, 'models').artifact('v1/model.keras') }));

  test('all run at once, each with an index', () => {
    expect(jobOf(chart)).toMatchObject({ completionMode: 'Indexed', completions: 8, parallelism: 8 });
  });

  test('each pod is told its part', () => {
    expect(envOf(podOf(chart))).toMatchObject({
      SHARD_COUNT: '8',
      SHARD_INDEX: { fieldRef: { fieldPath: "metadata.annotations['batch.kubernetes.io/job-completion-index']" } },
    });
  });

  test('each writes a file of its own beside the artifact', () => {
    expect(envOf(podOf(chart)).MODEL_FILE).toBe('/models/v1/shard-$(SHARD_INDEX)/model.keras');
    expect(mountedAt(podOf(chart), '/models')).toBeDefined();
  });

  test('also of an artifact at the root of its dataset', () => {
    const pod = podOf(training((scope) => ({ parallel: Parallel.shards(2), model: cephFs(scope, 'models').artifact('model') })));
    expect(envOf(pod).MODEL_FILE).toBe('/models/shard-$(SHARD_INDEX)/model');
  });

  test('the index stands before the path that uses it: Kubernetes replaces only what it knows already', () => {
    const names = Object.keys(envOf(podOf(chart)));
    expect(names.indexOf('SHARD_INDEX')).toBeLessThan(names.indexOf('MODEL_FILE'));
  });

  test('retries are of each index, and one that has failed for good ends the job', () => {
    expect(jobOf(training({ parallel: Parallel.shards(2), backoffLimit: 1 }))).toMatchObject({
      backoffLimitPerIndex: 1,
      maxFailedIndexes: 0,
    });
  });

  test('a job without shards has none of it', () => {
    const job = jobOf(training());
    expect(Object.keys(job)).not.toEqual(expect.arrayContaining([expect.stringMatching(/index|completion|parallelism/i)]));
    expect(Object.keys(envOf(podOf(training())))).not.toContain('SHARD_COUNT');
  });

  test('one shard is a shard', () => expect(jobOf(training({ parallel: Parallel.shards(1) })).completions).toBe(1));
});

describe('names', () => {
  test('the name is made of the ids below the chart', () => {
    const chart = testChart();
    const { name } = new GpuTrainingJob(new Construct(chart, 'vision'), 'train', { image: IMAGE, resources: RESOURCES });
    expect(name).toBe('vision-train');
    expect(manifestsOf(chart).map(({ metadata }) => metadata.name)).toEqual(['vision-train', 'vision-train', 'vision-train']);
  });

  test('another run is another job, with pods of its own to select', () => {
    const chart = training({ run: 'r2' });
    expect(manifestsOf(chart).map(({ metadata }) => metadata.name)).toEqual(['train-model-r2', 'train-model-r2', 'train-model-r2']);
    expect(manifestOf(chart, 'Job').metadata.labels).toMatchObject({
      'app.kubernetes.io/name': 'train-model',
      'app.kubernetes.io/instance': 'train-model-r2',
    });
    expect(podOf(chart).serviceAccountName).toBe('train-model-r2');
  });

  test('two runs stand in one chart', () => {
    const chart = testChart();
    for (const run of ['r1', 'r2']) new GpuTrainingJob(chart, run, { name: 'train', run, image: IMAGE, resources: RESOURCES });
    expect(manifestsOf(chart).filter(({ kind }) => kind === 'Job')).toHaveLength(2);
  });

  test('a name may fill a label', () => expect(named(63)).toEqual([]));

  test('with a run it must leave room for it, and is judged as it was written', () => {
    expect(named(60, { run: 'r2' })).toEqual([]);
    expect(named(61, { run: 'r2' })).toEqual([
      `name: is too long: the pods' label job-name will be "${'a'.repeat(61)}-r2", of 64 characters, and 63 are allowed, got "${'a'.repeat(61)}" (shorten it by 1, to at most 60 characters)`,
    ]);
  });

  test("shards must leave room for the highest index in a pod's hostname", () => {
    expect(named(61, { parallel: Parallel.shards(10) })).toEqual([]);
    expect(named(61, { parallel: Parallel.shards(11) })).toEqual([
      `name: is too long: the last pod's hostname will be "${'a'.repeat(61)}-10", of 64 characters, and 63 are allowed, got "${'a'.repeat(61)}" (shorten it by 1, to at most 60 characters)`,
    ]);
  });

  test('ids that make too long a name are named as its source', () => {
    const chart = testChart();
    const make = () => new GpuTrainingJob(chart, 'a'.repeat(64), { image: IMAGE, resources: RESOURCES });
    expect(refusal(make)).toEqual([
      `name: is too long: the pods' label job-name will be "${'a'.repeat(64)}", of 64 characters, and 63 are allowed (the name comes from the construct's ids), got "${'a'.repeat(64)}" (shorten it by 1, to at most 63 characters)`,
    ]);
  });
});

test('the oldest Kubernetes gets the same job without what it lacks', () => {
  const { podReplacementPolicy, ...rest } = jobOf(training());
  expect(podReplacementPolicy).toBe('Failed');
  expect(jobOf(training({}, chartAt('1.27')))).toEqual(rest);
});
