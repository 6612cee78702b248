import type { Container } from '../../pod/kubernetes';
import { usesGpus } from '../pods';
import { problemsIn, type Rule, type Wrong } from '../rule';
import type { Entry, View } from '../view';

/** Of a Job's spec, what is read here, as anybody may have written it. */
export interface JobFields {
  readonly completionMode?: string;
  readonly completions?: number;
  readonly parallelism?: number;
  readonly backoffLimit?: number;
  readonly backoffLimitPerIndex?: number;
  readonly maxFailedIndexes?: number;
  readonly activeDeadlineSeconds?: number;
  readonly ttlSecondsAfterFinished?: number;
  readonly podReplacementPolicy?: string;
  readonly podFailurePolicy?: { readonly rules?: readonly FailureRule[] };
  readonly successPolicy?: { readonly rules?: readonly object[] };
  readonly template?: {
    readonly spec?: { readonly restartPolicy?: string; readonly containers?: Container[]; readonly initContainers?: Container[] };
  };
}

interface FailureRule {
  readonly action?: string;
  readonly onExitCodes?: { readonly containerName?: string; readonly operator?: string; readonly values?: readonly number[] };
  readonly onPodConditions?: readonly { readonly type?: string; readonly status?: string }[];
}

/** A Job, or what a CronJob says of its Jobs. */
interface Job {
  readonly entry: Entry;
  readonly field: string;
  readonly spec: JobFields;
  /** The objects that the Job is judged among. */
  readonly view: View;
}

type Judge = (spec: JobFields, job: Job) => Wrong[];

function jobsByHand(view: View): Job[] {
  return view.byHand.flatMap((entry): Job[] => {
    const { apiVersion, kind, spec = {} } = entry.manifest;
    if (apiVersion !== 'batch/v1') return [];
    if (kind === 'Job') return [{ entry, field: 'spec', spec: spec as JobFields, view }];
    const { jobTemplate } = spec as { jobTemplate?: { spec?: JobFields } };
    return kind === 'CronJob' ? [{ entry, field: 'spec.jobTemplate.spec', spec: jobTemplate?.spec ?? {}, view }] : [];
  });
}

function ruleOf(judge: Judge): Rule {
  return (view) => jobsByHand(view).flatMap((job) => problemsIn(job.entry, job.field, judge(job.spec, job)));
}

const INDEXED = 'Indexed';

/** A pod of a Job that ends is never begun anew by its kubelet for ever: Kubernetes refuses Always, which is what nothing said means. */
export const jobRestarts: Rule = ruleOf(({ template, podFailurePolicy, backoffLimitPerIndex }) => {
  const wrong = { field: 'template.spec.restartPolicy', rule: 'job-restart-policy' };
  if (template?.spec === undefined) return [];
  const policy = template.spec.restartPolicy ?? 'Always';
  if (policy !== 'Never' && policy !== 'OnFailure') {
    return [
      { ...wrong, message: `has the restart policy ${policy}, and a Job takes Never or OnFailure`, fix: 'write restartPolicy: Never' },
    ];
  }
  if (policy === 'Never') return [];
  const bound = Object.entries({ podFailurePolicy, backoffLimitPerIndex }).flatMap(([name, value]) => (value === undefined ? [] : [name]));
  return bound.map((name) => ({
    ...wrong,
    message: `has ${name} and the restart policy OnFailure, by which the kubelet tries again itself`,
    fix: 'write restartPolicy: Never',
  }));
});

/** What the API server allows of an Indexed Job (kubernetes `pkg/apis/batch/validation`). */
const MOST_PARALLEL = 100_000;
const MANY_COMPLETIONS = 100_000;
const MOST_OF_MANY = 10_000;

function wrongMany({ completions = 0, backoffLimitPerIndex, maxFailedIndexes, parallelism = 1 }: JobFields): string[] {
  if (completions <= MANY_COMPLETIONS || backoffLimitPerIndex === undefined) return [];
  const over = `has ${completions} completions and backoffLimitPerIndex`;
  return [
    ...(maxFailedIndexes === undefined ? [`${over}, and no maxFailedIndexes`] : []),
    ...((maxFailedIndexes ?? 0) > MOST_OF_MANY ? [`${over}, with which maxFailedIndexes is at most ${MOST_OF_MANY}`] : []),
    ...(parallelism > MOST_OF_MANY ? [`${over}, with which parallelism is at most ${MOST_OF_MANY}`] : []),
  ];
}

/** Indexes, and what is said of each of them. */
export const jobIndexes: Rule = ruleOf((spec) => {
  const { completionMode, completions, parallelism = 1, backoffLimitPerIndex, maxFailedIndexes, successPolicy } = spec;
  const wrong = (field: string, message: string, fix: string): Wrong => ({ field, rule: 'job-indexes', message, fix });
  if (completionMode !== INDEXED) {
    const ofIndexes = Object.entries({ backoffLimitPerIndex, maxFailedIndexes, successPolicy }).filter(([, value]) => value !== undefined);
    return ofIndexes.map(([name]) =>
      wrong(name, `has ${name}, which is for Indexed Jobs alone`, 'write completionMode: Indexed, or leave it out'),
    );
  }
  return [
    ...(completions === undefined && spec.parallelism !== undefined
      ? [wrong('completions', 'is Indexed, and does not say how many indexes there are', 'write completions')]
      : []),
    ...(parallelism > MOST_PARALLEL
      ? [wrong('parallelism', `runs ${parallelism} pods at once, and an Indexed Job at most ${MOST_PARALLEL}`, 'run fewer at once')]
      : []),
    ...(maxFailedIndexes !== undefined && backoffLimitPerIndex === undefined
      ? [wrong('maxFailedIndexes', 'has maxFailedIndexes, which needs backoffLimitPerIndex', 'write backoffLimitPerIndex')]
      : []),
    ...(maxFailedIndexes !== undefined && completions !== undefined && maxFailedIndexes > completions
      ? [wrong('maxFailedIndexes', `lets ${maxFailedIndexes} indexes fail, and there are ${completions}`, 'let fewer fail')]
      : []),
    ...wrongMany(spec).map((message) => wrong('completions', message, 'divide the work into fewer indexes')),
  ];
});

const ACTIONS = ['FailJob', 'FailIndex', 'Ignore', 'Count'];
const MOST_RULES = 20;
const MOST_CODES = 255;

function wrongCodes(
  { containerName, operator = '', values = [] }: NonNullable<FailureRule['onExitCodes']>,
  names: readonly string[],
): string[] {
  const sorted = [...new Set(values)].sort((a, b) => a - b);
  return [
    ...(operator === 'In' || operator === 'NotIn' ? [] : [`has the operator ${operator}, and exit codes have In and NotIn`]),
    ...(values.length === 0 || values.length > MOST_CODES ? [`has ${values.length} exit codes, and 1 to ${MOST_CODES} are allowed`] : []),
    ...(sorted.length < values.length || sorted.some((code, i) => code !== values[i])
      ? ['has exit codes that are not sorted, each once']
      : []),
    ...(operator === 'In' && values.includes(0) ? ['has the exit code 0, which is success'] : []),
    ...values.filter((code) => code < 0 || code > MOST_CODES).map((code) => `has the exit code ${code}, which no process ends with`),
    ...(containerName === undefined || names.includes(containerName)
      ? []
      : [`names the container ${containerName}, which the pod does not have`]),
  ];
}

function wrongRule({ action = '', onExitCodes, onPodConditions }: FailureRule, spec: JobFields): string[] {
  const { containers = [], initContainers = [] } = spec.template?.spec ?? {};
  const both = onExitCodes !== undefined && onPodConditions !== undefined;
  const neither = onExitCodes === undefined && (onPodConditions ?? []).length === 0;
  const conditions = (onPodConditions ?? []).filter(({ status }) => status === undefined);
  return [
    ...(ACTIONS.includes(action) ? [] : [`has the action ${action}, and there are ${ACTIONS.join(', ')}`]),
    ...(action === 'FailIndex' && spec.backoffLimitPerIndex === undefined ? ['fails an index, which needs backoffLimitPerIndex'] : []),
    ...(both || neither ? ['needs onExitCodes or onPodConditions, one of them'] : []),
    ...conditions.map(({ type = '' }) => `has the condition ${type} without its status, which then never holds`),
    ...(onExitCodes === undefined
      ? []
      : wrongCodes(
          onExitCodes,
          [...containers, ...initContainers].map(({ name }) => name),
        )),
  ];
}

/** The policy for failed pods: what of it is refused, and what is taken and never holds. */
export const jobFailurePolicy: Rule = ruleOf((spec) => {
  const { rules = [] } = spec.podFailurePolicy ?? {};
  const wrong = { rule: 'job-failure-policy', fix: 'see kubernetes.io/docs/tasks/job/pod-failure-policy' };
  const many =
    rules.length > MOST_RULES
      ? [{ ...wrong, field: 'podFailurePolicy.rules', message: `has ${rules.length} rules for failed pods, and ${MOST_RULES} are allowed` }]
      : [];
  const each = rules.flatMap((rule, i) =>
    wrongRule(rule, spec).map((message) => ({
      ...wrong,
      field: `podFailurePolicy.rules[${i}]`,
      message: `has a rule for failed pods that ${message}`,
    })),
  );
  return [...many, ...each];
});

const COUNTS = [
  'completions',
  'parallelism',
  'backoffLimit',
  'backoffLimitPerIndex',
  'maxFailedIndexes',
  'ttlSecondsAfterFinished',
] as const;

/** What of a Job's settings excludes each other, and numbers that are none. */
export const jobSettings: Rule = ruleOf((spec) => {
  const { podReplacementPolicy: replaced, podFailurePolicy, activeDeadlineSeconds: deadline } = spec;
  const negative = COUNTS.filter((name) => (spec[name] ?? 0) < 0);
  const known = replaced === undefined || ['Failed', 'TerminatingOrFailed'].includes(replaced);
  const other = replaced === 'TerminatingOrFailed' && podFailurePolicy !== undefined;
  return [
    ...negative.map((name) => ({ field: name, rule: 'job-settings', message: `has ${name} ${spec[name]}`, fix: 'write 0 or more' })),
    ...(known && !other
      ? []
      : [
          {
            field: 'podReplacementPolicy',
            rule: 'job-settings',
            message: known
              ? 'has podFailurePolicy, with which pods are replaced when they have failed alone'
              : `replaces pods by ${replaced}`,
            fix: 'write podReplacementPolicy: Failed',
          },
        ]),
    ...(deadline === undefined || deadline > 0
      ? []
      : [
          {
            field: 'activeDeadlineSeconds',
            rule: 'deadline',
            message: `has a deadline of ${deadline} s: it fails as it starts`,
            fix: 'give it the seconds that it may run',
          },
        ]),
  ];
});

function hasGpus({ entry, view }: Job): boolean {
  return view.podsByHand.some((group) => group.entry === entry && usesGpus(group, view));
}

/** GPUs that nobody takes back from a program that hangs. */
export const gpusWithoutDeadline: Rule = ruleOf((spec, job) => {
  if (spec.activeDeadlineSeconds !== undefined || !hasGpus(job)) return [];
  const message = 'has GPUs and no deadline: a program that hangs keeps them for ever';
  return [
    { field: 'activeDeadlineSeconds', rule: 'gpu-without-deadline', message, fix: 'write activeDeadlineSeconds', severity: 'warning' },
  ];
});

/** A Job that is done stays with its pods, which hold their claims; of a CronJob the history limits remove what is done. */
export const finishedJobs: Rule = ruleOf((spec, job) => {
  const { entry } = job;
  const wrong = { field: 'ttlSecondsAfterFinished', rule: 'finished-jobs', severity: 'warning' as const };
  const ttl = spec.ttlSecondsAfterFinished;
  if (entry.manifest.kind === 'CronJob') {
    if (ttl === undefined) return [];
    const message = 'gives its Jobs a time to live, and removes those that are done by its history limits';
    return [{ ...wrong, message, fix: 'leave it out, and write successfulJobsHistoryLimit' }];
  }
  // Those of the library say keepFinished; of others those that train are meant.
  if (ttl !== undefined || entry.ours || !hasGpus(job)) return [];
  return [
    { ...wrong, message: 'stays for ever when it is done, and its pods hold their claims', fix: 'write ttlSecondsAfterFinished: 604800' },
  ];
});
