import type {
  JobSetSpecFailurePolicyRules as FailureRule,
  JobSetSpec,
  JobSetSpecReplicatedJobs as ReplicatedJob,
} from '../../../imports/jobset.x-k8s.io';
import type { JobSpec, Manifest } from '../../pod/kubernetes';
import { type DerivedName, isLabelValue } from '../../values/name';
import { given } from '../../values/omit';
import type { Role, WorkloadPlan } from '../plan';
import { byExitCode, type FailurePolicy, FIRST_DECIDES, indexed, JOB, whenDrained } from './job';
import type { Kind } from './kind';
import type { Plain } from './plain';
import { templateOf, workloadMetadata } from './template-of';

/** What a role waits for, as JobSet calls it. */
export interface Dependency {
  readonly name: string;
  readonly status: 'Ready' | 'Complete';
}

/** What is said of a JobSet alone. */
export interface JobSetSettings {
  /** How often all pods start again. */
  readonly backoffLimit: number;
  /** Of each Job, from its last start. */
  readonly activeDeadlineSeconds: number;
  readonly ttlSecondsAfterFinished: number | undefined;
  readonly failFastExitCodes: readonly number[];
  readonly ignoreExitCodes: readonly number[];
  /** The role that coordinates. */
  readonly coordinator: string;
  /** Whether its first pod decides alone that it has succeeded. */
  readonly firstDecides: boolean;
  /** Roles that all must succeed. */
  readonly successRoles: readonly string[];
  /** By role. */
  readonly dependsOn: Readonly<Record<string, readonly Dependency[]>>;
}

type Template = ReplicatedJob['template'];

/** The one Job of a role: JobSet numbers them, from 0. */
function jobName(jobSet: string, role: string, index = 0): string {
  return `${jobSet}-${role}-${index}`;
}

/** A pod's name in DNS, by the headless Service that JobSet makes under the JobSet's own name. */
export function hostOf({ name }: { readonly name: string }, role: string, index: number): string {
  return `${jobName(name, role)}-${index}.${name}`;
}

/** Where a pod's end ends its Job, what JobSet does then. */
interface Ending {
  readonly name: string;
  readonly action: 'FailJobSet' | 'RestartJobSetAndIgnoreMaxRestarts';
  readonly when: FailurePolicy['rules'];
}

/** In the order in which the Job asks them: a pod that a drain has ended is judged by that, whatever its exit code. */
function endings({ failFastExitCodes, ignoreExitCodes }: JobSetSettings): Ending[] {
  const all: Ending[] = [
    { name: 'drained', action: 'RestartJobSetAndIgnoreMaxRestarts', when: [whenDrained('FailJob')] },
    { name: 'failFast', action: 'FailJobSet', when: byExitCode('FailJob', failFastExitCodes) },
    { name: 'ignored', action: 'RestartJobSetAndIgnoreMaxRestarts', when: byExitCode('FailJob', ignoreExitCodes) },
  ];
  return all.filter(({ when }) => when.length > 0);
}

/** A Job says which of its rules has ended it at the end of its message (kubernetes `pkg/controller/job/pod_failure_policy.go`). */
function failureRules(settings: JobSetSettings): Plain<FailureRule>[] {
  const rules = endings(settings).map(({ name, action }, index) => ({
    name,
    action,
    onJobFailureReasons: ['PodFailurePolicy'],
    onJobFailureMessagePatterns: [`rule at index ${index}$`],
  }));
  const late = { name: 'deadline', action: 'FailJobSet' as const, onJobFailureReasons: ['DeadlineExceeded'] };
  // What ends all for good is asked first: pods of several Jobs may have ended in several ways at once.
  return [...rules, late].sort((a, b) => Number(b.action === 'FailJobSet') - Number(a.action === 'FailJobSet'));
}

/** A failed pod fails its Job, so that JobSet starts all of them again: those that are left could not go on without it. */
function jobSpec(role: Role, settings: JobSetSettings): JobSpec {
  const template = templateOf(role);
  const firstDecides = settings.firstDecides && role.name === settings.coordinator;
  return given({
    ...indexed(role.count.max),
    backoffLimit: 0,
    activeDeadlineSeconds: settings.activeDeadlineSeconds,
    successPolicy: firstDecides ? FIRST_DECIDES : undefined,
    podFailurePolicy: { rules: endings(settings).flatMap(({ when }) => when) },
    template: { ...template, spec: { ...template.spec, restartPolicy: 'Never' } },
  });
}

function replicatedJob({ selector }: WorkloadPlan, role: Role, settings: JobSetSettings): Plain<ReplicatedJob> {
  const dependsOn = settings.dependsOn[role.name] ?? [];
  // Labels of a queue stay on the JobSet: its Jobs would wait there too, each by itself.
  const template: Template = { metadata: { labels: { ...selector } }, spec: jobSpec(role, settings) };
  return given({ name: role.name, replicas: 1, dependsOn: dependsOn.length === 0 ? undefined : [...dependsOn], template });
}

/** JobSet writes the coordinator's address into a label, which may have 63 characters; without it pods know it by their variables all the same. */
function coordinator(plan: WorkloadPlan, settings: JobSetSettings): JobSetSpec['coordinator'] {
  return isLabelValue(hostOf(plan, settings.coordinator, 0)) ? { replicatedJob: settings.coordinator } : undefined;
}

function render(plan: WorkloadPlan, settings: JobSetSettings): Manifest {
  const spec: Plain<JobSetSpec> = given({
    coordinator: coordinator(plan, settings),
    successPolicy: { operator: 'All' as const, targetReplicatedJobs: [...settings.successRoles] },
    // Pods of the failed try are gone before others write to the same model.
    failurePolicy: { maxRestarts: settings.backoffLimit, restartStrategy: 'BlockingRecreate' as const, rules: failureRules(settings) },
    ttlSecondsAfterFinished: settings.ttlSecondsAfterFinished,
    suspend: plan.suspend ? true : undefined,
    replicatedJobs: plan.roles.map((role) => replicatedJob(plan, role, settings)),
  });
  return { apiVersion: API_VERSION, kind: 'JobSet', metadata: workloadMetadata(plan), spec };
}

const API_VERSION = 'jobset.x-k8s.io/v1alpha2';
/** What the Job controller appends to a pod's hostname to name the pod. */
const RANDOM = '-abcde';

/** The last pod of each role has the longest name. */
function namesFrom(name: string, lastPods: readonly string[]): DerivedName[] {
  const [longest = name] = lastPods.map((pod) => `${pod}${RANDOM}`).sort((a, b) => b.length - a.length);
  return [
    { name: longest, of: "the pods' names, the longest", grammar: 'dns1035' },
    { name, of: 'the Service that JobSet makes', grammar: 'dns1035' },
  ];
}

interface AnyReplicatedJob {
  readonly name?: string;
  readonly replicas?: number;
  readonly template?: { readonly spec?: Partial<JobSpec> };
}

function replicatedJobsIn({ spec }: Manifest): readonly AnyReplicatedJob[] {
  return (spec as { readonly replicatedJobs?: readonly AnyReplicatedJob[] } | undefined)?.replicatedJobs ?? [];
}

function lastPodOf(jobSet: string, { name = '', replicas = 1, template }: AnyReplicatedJob): string {
  return `${jobName(jobSet, name, Math.max(0, replicas - 1))}-${Math.max(0, (template?.spec?.completions ?? 1) - 1)}`;
}

const LABEL_NAMES = [
  ...[
    'jobset-name',
    'jobset-uid',
    'replicatedjob-name',
    'replicatedjob-replicas',
    'restart-attempt',
    'job-restart-attempt',
    'global-replicas',
  ],
  ...['job-index', 'job-global-index', 'job-key', 'job-group-index', 'group-name', 'group-replicas', 'coordinator', 'priority'],
].map((name) => `jobset.sigs.k8s.io/${name}`);

/** A JobSet (v0.12): one Indexed Job for each role, whose pods have names in DNS. */
export const JOB_SET: Kind<JobSetSettings> = {
  apiVersion: API_VERSION,
  kind: 'JobSet',
  container: JOB.container,
  reservedEnv: JOB.reservedEnv,
  reservedLabels: [...JOB.reservedLabels, ...LABEL_NAMES],
  scalable: false,
  derivedNames: ({ name, roles }) =>
    namesFrom(
      name,
      roles.map((role) => `${jobName(name, role.name)}-${role.count.max - 1}`),
    ),
  namesOf: (manifest) => {
    const { name } = manifest.metadata;
    return namesFrom(
      name,
      replicatedJobsIn(manifest).map((job) => lastPodOf(name, job)),
    );
  },
  podsInside: (manifest) =>
    replicatedJobsIn(manifest).flatMap(({ name = '', replicas = 1, template }, index) => {
      const { spec } = template ?? {};
      if (spec?.template === undefined) return [];
      const field = `spec.replicatedJobs[${index}].template.spec.template`;
      return [{ role: name, field, template: spec.template, count: replicas * (spec.parallelism ?? 1), surge: 0 }];
    }),
  podLabels: (manifest, role) => {
    const jobs = replicatedJobsIn(manifest).find(({ name }) => name === role)?.replicas ?? 1;
    const job = jobName(manifest.metadata.name, role);
    return {
      'jobset.sigs.k8s.io/jobset-name': manifest.metadata.name,
      'jobset.sigs.k8s.io/replicatedjob-name': role,
      ...(jobs === 1 ? { 'job-name': job, 'batch.kubernetes.io/job-name': job } : {}),
    };
  },
  render,
};
