import { configMap } from '../../manifests/config-map';
import { type Rights, role, roleBinding } from '../../manifests/role';
import type { Manifest } from '../../pod/kubernetes';
import { RestartPolicy } from '../../values/enums';
import type { Finding } from '../../values/finding';
import { Mount } from '../../values/mount';
import type { Placement } from '../../values/placement';
import { Resources } from '../../values/resources';
import { CRON_JOB } from '../../workload/kinds/cron-job';
import { JOB, type JobSettings } from '../../workload/kinds/job';
import { TASK_OPTIONS } from '../../workload/options/table';
import { metadataOf, type WorkloadPlan } from '../../workload/plan';
import type { Context } from './context';
import { nameFindings, type Outline, outline } from './workload';

/** Where a task finds its program's files. */
export const PROGRAM_FOLDER = '/programs';
const API_ACCESS_FOLDER = '/var/run/secrets/kubernetes.io/serviceaccount';

/** When a task runs again and again. */
export interface TaskSchedule {
  readonly schedule: string;
  readonly timeZone: string | undefined;
}

/** What users may say of a task's pod. */
export interface TaskPod {
  readonly image: string;
  readonly resources?: Resources;
  readonly placement?: Placement[];
  readonly labels?: { [key: string]: string };
}

/**
 * A task of the library's own: one program that runs to its end in a pod of its own, once or on a schedule, with an account that has no right but those that it is given.
 * Its program's files are in a ConfigMap, so that a new release of the library changes no pod template of a Job that has run.
 */
export interface Task {
  readonly context: Context;
  readonly name: string;
  /** The part of the name that tells one run from another. */
  readonly runName?: string | undefined;
  /** In labels: what it is for. */
  readonly component: string;
  readonly pod: TaskPod;
  readonly command: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** Variables with what Kubernetes knows of the pod, by the field: `metadata.name`. */
  readonly envFields?: Readonly<Record<string, string>>;
  readonly mounts?: readonly Mount[];
  /** Files of its program by name, in `PROGRAM_FOLDER`; empty where the image has the program. */
  readonly program: Readonly<Record<string, string>>;
  /** What its account may do; empty where it does not speak with the API server. */
  readonly rights: readonly Rights[];
  readonly run: Partial<Pick<JobSettings, 'backoffLimit' | 'activeDeadlineSeconds' | 'ttlSecondsAfterFinished' | 'failFastExitCodes'>>;
  /** Undefined: once. */
  readonly schedule?: TaskSchedule | undefined;
}

const DAY = 24 * 3600;
const DEFAULTS = { backoffLimit: 4, activeDeadlineSeconds: 7 * DAY, ttlSecondsAfterFinished: 7 * DAY };
/** A run that is missed by more is left out: the next one does its work. */
const STARTING_DEADLINE = 3600;
/** What a program needs that mostly waits for the API server. */
const LITTLE = Resources.guaranteed({ cpu: '100m', memory: '128Mi', ephemeralStorage: '100Mi' });

function mountsOf({ name: baseName, runName, mounts = [], program, rights }: Task): Mount[] {
  const hasProgram = Object.keys(program).length > 0;
  const name = runName === undefined ? baseName : `${baseName}-${runName}`;
  return [
    ...mounts,
    ...(hasProgram ? [Mount._of(PROGRAM_FOLDER, { kind: 'configMap', name, external: false }, { readOnly: true })] : []),
    ...(rights.length > 0 ? [Mount._of(API_ACCESS_FOLDER, { kind: 'apiAccess' }, { readOnly: true })] : []),
  ];
}

function fieldValues(fields: Readonly<Record<string, string>>): Record<string, object> {
  return Object.fromEntries(Object.entries(fields).map(([name, fieldPath]) => [name, { valueFrom: { fieldRef: { fieldPath } } }]));
}

function outlineOf(task: Task): Outline<unknown> {
  const { context, name, component, pod, command, env, envFields } = task;
  return {
    context,
    kind: task.schedule === undefined ? JOB : CRON_JOB,
    component,
    roles: [{ name: 'main', count: { min: 1, max: 1 }, readsData: false, modelUse: 'none' }],
    options: TASK_OPTIONS,
    shared: {
      resources: LITTLE,
      ...pod,
      name,
      command: [...command],
      env: env === undefined ? undefined : { ...env },
      envValues: envFields === undefined ? undefined : fieldValues(envFields),
      mounts: mountsOf(task),
    },
    own: {},
    run: task.runName,
  };
}

function beside(plan: WorkloadPlan, { program, rights }: Task): Manifest[] {
  const metadata = metadataOf(plan);
  return [
    ...(Object.keys(program).length === 0 ? [] : [configMap(metadata, program)]),
    ...(rights.length === 0 ? [] : [role(metadata, rights), roleBinding(metadata, plan.name)]),
  ];
}

function workload<S>(input: Outline<S>, plan: WorkloadPlan, settings: S): { readonly manifest: Manifest; readonly names: Finding[] } {
  return { manifest: input.kind.render(plan, settings), names: nameFindings(input, plan, settings) };
}

/** A task's manifests, the Job or CronJob first, and what is wrong between its props. Pure. */
export function renderTask(task: Task): { readonly manifests: Manifest[]; readonly findings: Finding[] } {
  const input = outlineOf(task);
  const { plan, siblings, findings } = outline(input);
  const job: JobSettings = {
    ...DEFAULTS,
    failFastExitCodes: [],
    ...task.run,
    restartPolicy: RestartPolicy.NEVER,
    shards: undefined,
    cluster: task.context.cluster,
  };
  const { manifest, names } =
    task.schedule === undefined
      ? workload({ ...input, kind: JOB }, plan, job)
      : workload({ ...input, kind: CRON_JOB }, plan, { ...task.schedule, startingDeadlineSeconds: STARTING_DEADLINE, job });
  return { manifests: [manifest, ...siblings, ...beside(plan, task)], findings: [...findings, ...names] };
}
