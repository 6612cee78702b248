import type { Manifest, PodTemplate } from '../../pod/kubernetes';
import type { DerivedName } from '../../values/name';
import { given } from '../../values/omit';
import type { WorkloadPlan } from '../plan';
import { JOB, type JobSettings, jobSpec } from './job';
import type { Kind } from './kind';
import { workloadMetadata } from './template-of';

/** What is said of a CronJob alone. */
export interface CronJobSettings {
  /** In five fields, as cron has them. */
  readonly schedule: string;
  /** By its IANA name; undefined leaves it to the cluster's controller manager, mostly UTC. */
  readonly timeZone: string | undefined;
  /** How late a run may still start, in seconds. */
  readonly startingDeadlineSeconds: number;
  readonly job: JobSettings;
}

/** Finished Jobs that stay, with their logs: three that went well, and one that did not. */
const HISTORY = { successfulJobsHistoryLimit: 3, failedJobsHistoryLimit: 1 };
/** The controller appends the minute of the run: at most ten digits and a hyphen, which leaves 52 characters. */
const LONGEST_RUN = '-2147483647';

function render(plan: WorkloadPlan, { job, ...settings }: CronJobSettings): Manifest {
  const spec = given({
    ...settings,
    concurrencyPolicy: 'Forbid',
    ...HISTORY,
    suspend: plan.suspend ? true : undefined,
    // The history limits remove what is finished.
    jobTemplate: {
      metadata: { labels: { ...plan.labels } },
      spec: jobSpec({ ...plan, suspend: false }, { ...job, ttlSecondsAfterFinished: undefined }),
    },
  });
  return { apiVersion: 'batch/v1', kind: 'CronJob', metadata: workloadMetadata(plan), spec };
}

function jobNames(name: string): DerivedName[] {
  return [{ name: `${name}${LONGEST_RUN}`, of: 'the Jobs that the CronJob makes', grammar: 'label' }];
}

interface Spec {
  readonly jobTemplate?: { readonly spec?: { readonly template?: PodTemplate; readonly parallelism?: number } };
}

/** A CronJob of Kubernetes: one Job at a time, at times that a schedule says. */
export const CRON_JOB: Kind<CronJobSettings> = {
  apiVersion: 'batch/v1',
  kind: 'CronJob',
  container: JOB.container,
  reservedEnv: JOB.reservedEnv,
  reservedLabels: JOB.reservedLabels,
  scalable: false,
  derivedNames: ({ name }) => jobNames(name),
  namesOf: ({ metadata: { name } }) => jobNames(name),
  podsInside: (manifest) => {
    const job = (manifest.spec as Spec | undefined)?.jobTemplate?.spec;
    if (job?.template === undefined) return [];
    return [{ role: '', field: 'spec.jobTemplate.spec.template', template: job.template, count: job.parallelism ?? 1, surge: 0 }];
  },
  render,
};
