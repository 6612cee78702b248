import type { JobSpec, Manifest } from '../../pod/kubernetes';
import { type ClusterFacts, has } from '../../profile/facts';
import { RestartPolicy } from '../../values/enums';
import type { DerivedName } from '../../values/name';
import { given } from '../../values/omit';
import type { WorkloadPlan } from '../plan';
import type { Kind } from './kind';
import { templateOf, workloadMetadata } from './template-of';

/** What is said of a Job alone. */
export interface JobSettings {
  readonly backoffLimit: number;
  readonly activeDeadlineSeconds: number;
  /** Undefined keeps the finished Job for ever. */
  readonly ttlSecondsAfterFinished: number | undefined;
  readonly restartPolicy: RestartPolicy;
  /** Exit codes after which no retry helps. */
  readonly failFastExitCodes: readonly number[];
  /** Exit codes that are no failed try. */
  readonly ignoreExitCodes?: readonly number[];
  /** Pods of an Indexed Job; undefined for a single one. */
  readonly shards: number | undefined;
  /** How many of them may fail for good. */
  readonly maxFailed?: number | undefined;
  /** Whether the first of them decides alone that the Job has succeeded. */
  readonly firstDecides?: boolean;
  /** Whether they are found by a Service of the Job's name. */
  readonly together?: boolean;
  readonly cluster: ClusterFacts;
}

const CONTAINER = 'main';

export type FailurePolicy = NonNullable<JobSpec['podFailurePolicy']>;

/** What is done after one of these exit codes, which Kubernetes wants sorted, and each once. */
export function byExitCode(action: string, given: readonly number[] = []): FailurePolicy['rules'] {
  const values = [...new Set(given)].sort((a, b) => a - b);
  return values.length === 0 ? [] : [{ action, onExitCodes: { containerName: CONTAINER, operator: 'In', values } }];
}

/** What is done with pods that a drain or preemption ends. */
export function whenDrained(action: string): FailurePolicy['rules'][number] {
  return { action, onPodConditions: [{ type: 'DisruptionTarget', status: 'True' }] };
}

/** A drained node's pod is no failed try, nor one whose program says so; an exit code that tells a wrong setting ends the Job at once. */
function podFailurePolicy({ failFastExitCodes, ignoreExitCodes }: JobSettings): FailurePolicy {
  return { rules: [whenDrained('Ignore'), ...byExitCode('FailJob', failFastExitCodes), ...byExitCode('Ignore', ignoreExitCodes)] };
}

/** How often a part is tried: each index by itself where the cluster can, and one that has failed for good ends the Job, since the result would lack its part. */
function retries({ shards, backoffLimit, maxFailed, cluster }: JobSettings): Partial<JobSpec> {
  if (shards === undefined || !has('backoffLimitPerIndex', cluster)) return { backoffLimit };
  return { backoffLimitPerIndex: backoffLimit, maxFailedIndexes: maxFailed ?? 0 };
}

/** One pod for each of so many indexes, all at once. */
export function indexed(shards: number | undefined): Partial<JobSpec> {
  return shards === undefined ? {} : { completionMode: 'Indexed', completions: shards, parallelism: shards };
}

/** The first pod ends a Job well, whatever the others do. */
export const FIRST_DECIDES = { rules: [{ succeededIndexes: '0' }] };

/** What a Job says of its pods and tries, which a CronJob says of each of its Jobs. */
export function jobSpec(plan: WorkloadPlan, settings: JobSettings): JobSpec {
  const [role] = plan.roles;
  if (role === undefined) throw new Error('a Job has one role');
  const never = settings.restartPolicy === RestartPolicy.NEVER;
  const template = templateOf(role);
  return given({
    ...retries(settings),
    ...indexed(settings.shards),
    successPolicy: settings.firstDecides === true ? FIRST_DECIDES : undefined,
    activeDeadlineSeconds: settings.activeDeadlineSeconds,
    ttlSecondsAfterFinished: settings.ttlSecondsAfterFinished,
    suspend: plan.suspend ? true : undefined,
    // Kubernetes takes a failure policy with Never alone.
    podFailurePolicy: never ? podFailurePolicy(settings) : undefined,
    podReplacementPolicy: never && has('podReplacementPolicy', settings.cluster) ? 'Failed' : undefined,
    template: { ...template, spec: { ...template.spec, restartPolicy: settings.restartPolicy } },
  });
}

function render(plan: WorkloadPlan, settings: JobSettings): Manifest {
  return { apiVersion: 'batch/v1', kind: 'Job', metadata: workloadMetadata(plan), spec: jobSpec(plan, settings) };
}

/** What carries a Job's name. */
function jobNames(name: string, indexes: number | undefined): DerivedName[] {
  return [
    { name, of: "the pods' label job-name", grammar: 'label' },
    ...(indexes === undefined ? [] : [{ name: `${name}-${indexes - 1}`, of: "the last pod's hostname", grammar: 'label' as const }]),
  ];
}

function indexesOf({ completionMode, completions }: Partial<JobSpec> = {}): number | undefined {
  return completionMode === 'Indexed' && completions !== undefined && completions > 0 ? completions : undefined;
}

/** A Job of Kubernetes, with one pod or one for each index. */
export const JOB: Kind<JobSettings> = {
  apiVersion: 'batch/v1',
  kind: 'Job',
  container: CONTAINER,
  reservedEnv: ['JOB_COMPLETION_INDEX'],
  reservedLabels: [
    'job-name',
    'controller-uid',
    ...['job-name', 'controller-uid', 'job-completion-index'].map((name) => `batch.kubernetes.io/${name}`),
  ],
  scalable: false,
  derivedNames: ({ name }, { shards, together }) => [
    ...jobNames(name, shards),
    ...(together === true ? [{ name, of: 'the Service by which the workers are found', grammar: 'dns1035' as const }] : []),
  ],
  namesOf: ({ metadata: { name }, spec }) => jobNames(name, indexesOf(spec as Partial<JobSpec> | undefined)),
  podsInside: (manifest) => {
    const spec = manifest.spec as Partial<JobSpec> | undefined;
    if (spec?.template === undefined) return [];
    return [{ role: '', field: 'spec.template', template: spec.template, count: spec.parallelism ?? 1, surge: 0 }];
  },
  podLabels: ({ metadata }) => ({ 'job-name': metadata.name, 'batch.kubernetes.io/job-name': metadata.name }),
  render,
};
