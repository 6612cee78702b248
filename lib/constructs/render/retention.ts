import { CLEANUP_WAITS } from '../../checks/annotations';
import type { Rights } from '../../manifests/role';
import { CLEANUP } from '../../programs/cleanup';
import type { Backup } from '../../values/backup';
import type { Finding } from '../../values/finding';
import { JOB_FACTS, JobKind } from '../../values/job-kind';
import type { DeleteAfterUseOptions, Retention } from '../../values/retention';
import { type Beside, type CaredClaim, type ClaimTask, renderClaimTask } from './claim-task';
import type { Context } from './context';
import { readOnlyFindings, snapshotClassFindings } from './snapshots';

/** The program's exit code where deleting would do harm: no later try would change that. */
const REFUSED = 3;

/** As the API server has a kind in paths. */
function resourceOf(kind: JobKind): string {
  return `${kind.toLowerCase()}s`;
}

function rightsFor(use: DeleteAfterUseOptions, kind: JobKind, claim: CaredClaim): Rights[] {
  const [group = ''] = JOB_FACTS[kind].apiVersion.split('/');
  const snapshots = { apiGroups: ['snapshot.storage.k8s.io'], resources: ['volumesnapshots'], verbs: ['get', 'create'] };
  return [
    { apiGroups: [group], resources: [resourceOf(kind)], resourceNames: [use.job], verbs: ['get'] },
    { apiGroups: [''], resources: ['persistentvolumeclaims'], resourceNames: [claim.name], verbs: ['get', 'delete'] },
    ...(use.snapshotFirst === false ? [] : [snapshots]),
  ];
}

function cleanup(use: DeleteAfterUseOptions, claim: CaredClaim, context: Context): Beside {
  const { kind = JobKind.JOB } = use;
  const { apiVersion, done } = JOB_FACTS[kind];
  const task: ClaimTask = {
    suffix: 'cleanup',
    program: CLEANUP,
    env: {
      CLAIM: claim.name,
      JOB: use.job,
      JOB_API_VERSION: apiVersion,
      JOB_RESOURCE: resourceOf(kind),
      JOB_DONE: done,
      SNAPSHOT: String(use.snapshotFirst !== false),
      SNAPSHOT_CLASS: use.snapshotClass?.name ?? '',
    },
    rights: rightsFor(use, kind, claim),
    run: { activeDeadlineSeconds: CLEANUP_WAITS, failFastExitCodes: [REFUSED] },
  };
  return renderClaimTask(task, claim, context);
}

function lossFindings(retention: Retention, backup: Backup | undefined): Finding[] {
  if (retention._losesData !== true || backup !== undefined) return [];
  const fix = 'or write Retention.keep(), or give the dataset a backup';
  const message = 'must be true to delete data of which there is no backup';
  return [{ field: 'retention.confirmDataLoss', severity: 'error', rule: 'data-loss', message, fix }];
}

const BACKUP_OF_DELETED: Finding = {
  field: 'backup',
  severity: 'error',
  rule: 'backup-of-deleted',
  message: 'is of a dataset that goes after a job: from then on each run of the backup would fail',
  fix: 'leave it out: a snapshot is taken before the claim is deleted',
};

/** What ends a claim, and whether it may. Pure. */
export function renderRetention(retention: Retention, backup: Backup | undefined, claim: CaredClaim, context: Context): Beside {
  const use = retention._afterUse;
  if (use === undefined) return { manifests: [], findings: lossFindings(retention, backup) };
  const { manifests, findings } = cleanup(use, claim, context);
  const ofSnapshot =
    use.snapshotFirst === false
      ? []
      : [...readOnlyFindings('retention.snapshotFirst', claim), ...snapshotClassFindings('retention', use.snapshotClass, claim)];
  return { manifests, findings: [...findings, ...ofSnapshot, ...(backup === undefined ? [] : [BACKUP_OF_DELETED])] };
}
