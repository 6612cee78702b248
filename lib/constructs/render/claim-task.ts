import type { Manifest } from '../../pod/kubernetes';
import { CLUSTER_API } from '../../programs/cluster-api';
import { SNAPSHOTS } from '../../programs/snapshots';
import { TASK } from '../../programs/task';
import type { Finding } from '../../values/finding';
import { LABEL_LENGTH } from '../../values/name';
import { given } from '../../values/omit';
import type { Context } from './context';
import type { SnapshotSource } from './snapshots';
import { PROGRAM_FOLDER, renderTask, type Task } from './task';

/** The claim that something of the library's own looks after. */
export interface CaredClaim extends SnapshotSource {
  readonly name: string;
  readonly namespace: string | undefined;
  /** Whether the name was given, and not made of ids. */
  readonly isNamed: boolean;
  /** The claim's labels: the library's own, and the user's. */
  readonly labels: Readonly<Record<string, string>>;
  readonly userLabels: { [key: string]: string } | undefined;
}

/** What stands beside a claim. */
export interface Beside {
  readonly manifests: readonly Manifest[];
  readonly findings: readonly Finding[];
}

/** What a task of a claim is called: dots are not for names of pods. */
export function taskName(claim: CaredClaim, suffix: string): string {
  return `${claim.name.replaceAll('.', '-')}-${suffix}`;
}

/** The name of what is made beside the claim, where it is too long: told of the claim's own name, which decides it. */
export function taskNameFindings(claim: CaredClaim, suffix: string, kind: string, most: number): Finding[] {
  const name = taskName(claim, suffix);
  const over = name.length - most;
  if (over <= 0) return [];
  return [
    {
      field: 'name',
      value: claim.name,
      severity: 'error',
      rule: 'name-length',
      message: `is too long for ${suffix}: the ${kind} is named "${name}", of ${name.length} characters, and ${most} are allowed${claim.isNamed ? '' : " (the name comes from the construct's ids)"}`,
      fix: `shorten it by ${over}, to at most ${claim.name.length - over} characters`,
    },
  ];
}

/** The CronJob's controller appends ten digits at most, and a hyphen, to make the names of its Jobs. */
const LONGEST_CRON_JOB = 52;

/** A program that looks after a claim by what the API server has of it. */
export interface ClaimTask extends Pick<Task, 'env' | 'envFields' | 'rights' | 'run' | 'schedule'> {
  /** What it is for: the end of its name. */
  readonly suffix: string;
  /** In Python; beside it are the modules with which it speaks of snapshots. */
  readonly program: string;
}

/** The Job or CronJob of a task of a claim, in the claim's namespace. Pure. */
export function renderClaimTask({ suffix, program, ...task }: ClaimTask, claim: CaredClaim, context: Context): Beside {
  const file = `${suffix}.py`;
  const { manifests, findings } = renderTask({
    ...task,
    context: { ...context, namespace: claim.namespace },
    name: taskName(claim, suffix),
    component: suffix,
    pod: given({ image: context.cluster.toolImages.python, labels: claim.userLabels }),
    command: ['python3', `${PROGRAM_FOLDER}/${file}`],
    program: { [file]: program, 'snapshots.py': SNAPSHOTS, 'task.py': TASK, 'cluster_api.py': CLUSTER_API },
  });
  const [kind, longest] = task.schedule === undefined ? ['Job', LABEL_LENGTH] : ['CronJob', LONGEST_CRON_JOB];
  const tooLong = taskNameFindings(claim, suffix, kind, longest);
  return { manifests, findings: [...tooLong, ...findings.filter(({ field }) => field !== 'name')] };
}
