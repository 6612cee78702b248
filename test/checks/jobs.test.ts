import { JsonPatch } from 'cdk8s';
import { Gpu } from '../../lib';
import { testChart } from '../support/charts';
import { own, rulesTold, told, training } from './apps';

const POD = { containers: [{ name: 'main', image: 'train:1.0' }], restartPolicy: 'Never' };

/** What is told of a Job that somebody wrote by hand, without its head. */
function toldOf(spec: object, pod: object = POD): string[] {
  const chart = testChart();
  training(chart, 'ours');
  own(chart, 'theirs', 'batch/v1', 'Job', { template: { spec: pod }, ...spec });
  return told(chart).map((text) => text.replace('warning demo/theirs: ', '').replace('Job theirs ', ''));
}

function toldOfCron(spec: object, job: object = {}): string[] {
  const chart = testChart();
  training(chart, 'ours');
  own(chart, 'theirs', 'batch/v1', 'CronJob', {
    schedule: '0 2 * * *',
    ...spec,
    jobTemplate: { spec: { template: { spec: POD }, ...job } },
  });
  return told(chart).map((text) => text.replace('warning demo/theirs: ', '').replace('CronJob theirs ', ''));
}

test('a right Job that somebody wrote is not spoken of', () => {
  const rule = { action: 'FailJob', onExitCodes: { containerName: 'main', operator: 'In', values: [1, 42] } };
  const drained = { action: 'Ignore', onPodConditions: [{ type: 'DisruptionTarget', status: 'True' }] };
  expect(
    toldOf({
      completionMode: 'Indexed',
      completions: 4,
      parallelism: 4,
      backoffLimitPerIndex: 2,
      maxFailedIndexes: 4,
      podFailurePolicy: { rules: [drained, rule] },
      podReplacementPolicy: 'Failed',
      successPolicy: { rules: [{ succeededIndexes: '0' }] },
      activeDeadlineSeconds: 60,
    }),
  ).toEqual([]);
});

describe('the restart policy of a Job', () => {
  test.each([[undefined], ['Always'], ['Sometimes']])('%p is refused by Kubernetes', (restartPolicy) => {
    const pod = { ...POD, restartPolicy };
    expect(toldOf({}, pod)).toEqual([
      `spec.template.spec.restartPolicy: has the restart policy ${restartPolicy ?? 'Always'}, and a Job takes Never or OnFailure (write restartPolicy: Never)`,
    ]);
  });

  test('is Never where failed pods are judged', () => {
    const rules = [{ action: 'Ignore', onPodConditions: [{ type: 'DisruptionTarget', status: 'True' }] }];
    expect(toldOf({ podFailurePolicy: { rules } }, { ...POD, restartPolicy: 'OnFailure' })).toEqual([
      'spec.template.spec.restartPolicy: has podFailurePolicy and the restart policy OnFailure, by which the kubelet tries again itself (write restartPolicy: Never)',
    ]);
  });

  test('is Never where each index is tried by itself', () => {
    const spec = { completionMode: 'Indexed', completions: 2, backoffLimitPerIndex: 1 };
    expect(toldOf(spec, { ...POD, restartPolicy: 'OnFailure' })).toEqual([
      'spec.template.spec.restartPolicy: has backoffLimitPerIndex and the restart policy OnFailure, by which the kubelet tries again itself (write restartPolicy: Never)',
    ]);
  });
});

describe('the indexes of a Job', () => {
  const MANY = { completionMode: 'Indexed', completions: 100_001, parallelism: 10, backoffLimitPerIndex: 1 };

  test.each<[object, string]>([
    [
      { completionMode: 'Indexed', parallelism: 2 },
      'completions: is Indexed, and does not say how many indexes there are (write completions)',
    ],
    [
      { completionMode: 'Indexed', completions: 200_000, parallelism: 100_001 },
      'parallelism: runs 100001 pods at once, and an Indexed Job at most 100000 (run fewer at once)',
    ],
    [
      { completionMode: 'Indexed', completions: 2, maxFailedIndexes: 1 },
      'maxFailedIndexes: has maxFailedIndexes, which needs backoffLimitPerIndex (write backoffLimitPerIndex)',
    ],
    [
      { completionMode: 'Indexed', completions: 2, backoffLimitPerIndex: 1, maxFailedIndexes: 3 },
      'maxFailedIndexes: lets 3 indexes fail, and there are 2 (let fewer fail)',
    ],
    [MANY, 'completions: has 100001 completions and backoffLimitPerIndex, and no maxFailedIndexes (divide the work into fewer indexes)'],
    [
      { ...MANY, maxFailedIndexes: 10_001 },
      'completions: has 100001 completions and backoffLimitPerIndex, with which maxFailedIndexes is at most 10000 (divide the work into fewer indexes)',
    ],
    [
      { ...MANY, maxFailedIndexes: 1, parallelism: 10_001 },
      'completions: has 100001 completions and backoffLimitPerIndex, with which parallelism is at most 10000 (divide the work into fewer indexes)',
    ],
    [
      { backoffLimitPerIndex: 1 },
      'backoffLimitPerIndex: has backoffLimitPerIndex, which is for Indexed Jobs alone (write completionMode: Indexed, or leave it out)',
    ],
    [
      { successPolicy: { rules: [{ succeededIndexes: '0' }] } },
      'successPolicy: has successPolicy, which is for Indexed Jobs alone (write completionMode: Indexed, or leave it out)',
    ],
  ])('%j is refused', (spec, message) => {
    expect(toldOf(spec)).toEqual([`spec.${message}`]);
  });

  test('maxFailedIndexes is for Indexed Jobs alone too', () => {
    expect(toldOf({ maxFailedIndexes: 1 })).toEqual([expect.stringContaining('has maxFailedIndexes, which is for Indexed Jobs alone')]);
  });
});

describe('the policy for failed pods', () => {
  const codes = (more: object) => ({ action: 'FailJob', onExitCodes: { operator: 'In', values: [42], ...more } });

  test.each<[string, object]>([
    ['has the action Stop, and there are FailJob, FailIndex, Ignore, Count', { ...codes({}), action: 'Stop' }],
    ['fails an index, which needs backoffLimitPerIndex', { ...codes({}), action: 'FailIndex' }],
    ['needs onExitCodes or onPodConditions, one of them', { action: 'Ignore' }],
    ['needs onExitCodes or onPodConditions, one of them', { ...codes({}), onPodConditions: [{ type: 'A', status: 'True' }] }],
    [
      'has the condition DisruptionTarget without its status, which then never holds',
      { action: 'Ignore', onPodConditions: [{ type: 'DisruptionTarget' }] },
    ],
    ['has the operator Is, and exit codes have In and NotIn', codes({ operator: 'Is' })],
    ['has 0 exit codes, and 1 to 255 are allowed', codes({ values: [] })],
    ['has exit codes that are not sorted, each once', codes({ values: [42, 1] })],
    ['has exit codes that are not sorted, each once', codes({ values: [1, 1] })],
    ['has the exit code 0, which is success', codes({ values: [0, 1] })],
    ['has the exit code 256, which no process ends with', codes({ values: [256] })],
    ['names the container other, which the pod does not have', codes({ containerName: 'other' })],
  ])('%s', (message, rule) => {
    expect(toldOf({ podFailurePolicy: { rules: [rule] } })).toEqual([
      `spec.podFailurePolicy.rules[0]: has a rule for failed pods that ${message} (see kubernetes.io/docs/tasks/job/pod-failure-policy)`,
    ]);
  });

  test('has twenty rules at most', () => {
    const rules = Array.from({ length: 21 }, () => codes({}));
    expect(toldOf({ podFailurePolicy: { rules } })).toEqual([
      'spec.podFailurePolicy.rules: has 21 rules for failed pods, and 20 are allowed (see kubernetes.io/docs/tasks/job/pod-failure-policy)',
    ]);
  });

  test('replaces pods when they have failed, and has no other way', () => {
    const policy = { podFailurePolicy: { rules: [codes({})] }, podReplacementPolicy: 'TerminatingOrFailed' };
    expect(toldOf(policy)).toEqual([
      'spec.podReplacementPolicy: has podFailurePolicy, with which pods are replaced when they have failed alone (write podReplacementPolicy: Failed)',
    ]);
    expect(toldOf({ podReplacementPolicy: 'TerminatingOrFailed' })).toEqual([]);
    expect(toldOf({ podReplacementPolicy: 'Soon' })).toEqual([
      'spec.podReplacementPolicy: replaces pods by Soon (write podReplacementPolicy: Failed)',
    ]);
  });
});

test.each(['completions', 'parallelism', 'backoffLimit', 'ttlSecondsAfterFinished'])('%s is no negative number', (field) => {
  expect(toldOf({ [field]: -1 })).toEqual([`spec.${field}: has ${field} -1 (write 0 or more)`]);
});

test('a deadline of no seconds ends a Job as it starts', () => {
  expect(toldOf({ activeDeadlineSeconds: 0 })).toEqual([
    'spec.activeDeadlineSeconds: has a deadline of 0 s: it fails as it starts (give it the seconds that it may run)',
  ]);
});

describe('a Job with GPUs that somebody wrote', () => {
  const resources = { limits: { cpu: '1', memory: '1Gi', 'ephemeral-storage': '1Gi', 'nvidia.com/gpu': 1 } };
  const shm = {
    volumes: [{ name: 'shm', emptyDir: { medium: 'Memory', sizeLimit: '64Mi' } }],
    tolerations: [{ key: 'nvidia.com/gpu', operator: 'Exists', effect: 'NoSchedule' }],
  };
  const pod = {
    ...POD,
    ...shm,
    containers: [{ name: 'main', image: 'a:1', resources, volumeMounts: [{ name: 'shm', mountPath: '/dev/shm' }] }],
  };

  test('has a deadline and a time to live, or is warned of', () => {
    expect(toldOf({}, pod)).toEqual([
      'spec.activeDeadlineSeconds: has GPUs and no deadline: a program that hangs keeps them for ever (write activeDeadlineSeconds)',
      'spec.ttlSecondsAfterFinished: stays for ever when it is done, and its pods hold their claims (write ttlSecondsAfterFinished: 604800)',
    ]);
    expect(toldOf({ activeDeadlineSeconds: 60, ttlSecondsAfterFinished: 60 }, pod)).toEqual([]);
  });

  test("of the library's own is warned of where a patch takes the deadline, and not for staying", () => {
    const chart = testChart();
    const { job } = training(chart, 'train', { gpu: Gpu.nvidia(1), keepFinished: true });
    job.addJsonPatch(JsonPatch.remove('/spec/activeDeadlineSeconds'));
    expect(rulesTold(chart)).toEqual(['warning demo/train gpu-without-deadline']);
  });
});

test("what a patch breaks in the library's own Job is an error", () => {
  const chart = testChart();
  training(chart, 'train').job.addJsonPatch(JsonPatch.replace('/spec/template/spec/restartPolicy', 'Always'));
  expect(rulesTold(chart)).toEqual(['error demo/train job-restart-policy']);
});

describe('a CronJob that somebody wrote', () => {
  test.each<[string, object]>([
    ['schedule: has the schedule "0 2 * *", which is not a cron schedule: has 4 fields, and five are needed', { schedule: '0 2 * *' }],
    ['schedule: has the schedule "0 0 31 2 *", which names a time that never comes', { schedule: '0 0 31 2 *' }],
    ['timeZone: has the timeZone "Berlin", which is no time zone of IANA\'s list', { timeZone: 'Berlin' }],
    ['startingDeadlineSeconds: may start 5 s late, and the controller looks every 10 s: runs are left out', { startingDeadlineSeconds: 5 }],
    ['concurrencyPolicy: has the policy Never', { concurrencyPolicy: 'Never' }],
  ])('%s', (message, spec) => {
    expect(toldOfCron(spec)).toEqual([expect.stringContaining(`spec.${message} (`)]);
  });

  test('that is right is not spoken of', () => {
    expect(toldOfCron({ timeZone: 'Europe/Berlin', startingDeadlineSeconds: 60, concurrencyPolicy: 'Forbid' })).toEqual([]);
  });

  test('keeps what is done by its history, and gives no time to live', () => {
    expect(toldOfCron({}, { ttlSecondsAfterFinished: 60 })).toEqual([
      'spec.jobTemplate.spec.ttlSecondsAfterFinished: gives its Jobs a time to live, and removes those that are done by its history limits ' +
        '(leave it out, and write successfulJobsHistoryLimit)',
    ]);
  });

  test('has Jobs by the rules of Jobs', () => {
    expect(toldOfCron({}, { backoffLimit: -1 })).toEqual(['spec.jobTemplate.spec.backoffLimit: has backoffLimit -1 (write 0 or more)']);
  });
});

describe('a name from which controllers make others', () => {
  const toldNames = (kind: string, name: string, spec: object) => {
    const chart = testChart();
    training(chart, 'ours');
    own(chart, 'theirs', 'batch/v1', kind, spec, { name });
    return told(chart);
  };
  const job = { template: { spec: POD } };

  test('of a Job fits a label', () => {
    expect(toldNames('Job', 'a'.repeat(63), job)).toEqual([]);
    expect(toldNames('Job', 'a'.repeat(64), job)).toEqual([
      expect.stringContaining("has a name that is too long: the pods' label job-name"),
    ]);
  });

  test("of an Indexed Job fits its last pod's hostname", () => {
    const indexed = { ...job, completionMode: 'Indexed', completions: 11 };
    expect(toldNames('Job', 'a'.repeat(60), indexed)).toEqual([]);
    expect(toldNames('Job', 'a'.repeat(61), indexed)).toEqual([expect.stringContaining("the last pod's hostname will be")]);
  });

  test('of a CronJob leaves room for the time of its runs', () => {
    const cron = { schedule: '@daily', jobTemplate: { spec: job } };
    expect(toldNames('CronJob', 'a'.repeat(52), cron)).toEqual([]);
    expect(toldNames('CronJob', 'a'.repeat(53), cron)).toEqual([expect.stringContaining('the Jobs that the CronJob makes will be')]);
  });
});
