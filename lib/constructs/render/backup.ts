import type { Rights } from '../../manifests/role';
import { snapshotSchedule } from '../../manifests/snapshot-schedule';
import { ClusterOperator, isInstalled } from '../../profile/facts';
import { BACKUP } from '../../programs/backup';
import type { Backup } from '../../values/backup';
import type { Finding } from '../../values/finding';
import { LABEL_LENGTH } from '../../values/name';
import { ReclaimPolicy } from '../../values/storage';
import { type Beside, type CaredClaim, type ClaimTask, renderClaimTask, taskName, taskNameFindings } from './claim-task';
import { type Context, labelsFor, selectorOf } from './context';
import { readOnlyFindings, snapshotClassFindings } from './snapshots';

const SUFFIX = 'backup';

const MINUTE = 60;
/** Longer than the program waits for a snapshot, with its tries: a run that hangs would keep the next ones from starting. */
const DEADLINE = 180 * MINUTE;

function rightsFor(claim: CaredClaim): Rights[] {
  return [
    { apiGroups: ['snapshot.storage.k8s.io'], resources: ['volumesnapshots'], verbs: ['get', 'list', 'create', 'delete'] },
    { apiGroups: [''], resources: ['persistentvolumeclaims'], resourceNames: [claim.name], verbs: ['get'] },
  ];
}

function cronJob(backup: Backup, claim: CaredClaim, context: Context): Beside {
  const task: ClaimTask = {
    suffix: SUFFIX,
    program: BACKUP,
    env: { CLAIM: claim.name, KEEP: String(backup._keep), SNAPSHOT_CLASS: backup._snapshotClass?.name ?? '' },
    // The label is the Job's name, whichever of its tries the pod is.
    envFields: { RUN: "metadata.labels['job-name']" },
    rights: rightsFor(claim),
    run: { backoffLimit: 3, activeDeadlineSeconds: DEADLINE },
    schedule: { schedule: backup._schedule, timeZone: backup._timeZone },
  };
  return renderClaimTask(task, claim, context);
}

/** As snapscheduler's own CRD has it: numbers alone, and one step, range or list a field. */
const NARROW =
  /^(@(annually|yearly|monthly|weekly|daily|hourly)|((\d+,)*\d+|\d+[/-]\d+|\*(\/\d+)?)(\s((\d+,)*\d+|\d+[/-]\d+|\*(\/\d+)?)){4})$/;
const IS_UTC = /^(Etc\/)?UTC$/;

function scheduleFindings(backup: Backup): Finding[] {
  const zone: Finding = {
    field: 'backup.timeZone',
    value: backup._timeZone,
    severity: 'error',
    rule: 'time-zone',
    message: 'must be UTC where snapscheduler takes the snapshots: it knows no other',
    fix: 'leave it out, and give the time in UTC',
  };
  const schedule: Finding = {
    field: 'backup.schedule',
    value: backup._schedule,
    severity: 'error',
    rule: 'schedule',
    message: 'is more than snapscheduler takes: of each field a number, a list, one range or one step, without names',
    fix: 'for example "0 2 * * 1,3,5"',
  };
  return [...(IS_UTC.test(backup._timeZone) ? [] : [zone]), ...(NARROW.test(backup._schedule) ? [] : [schedule])];
}

function operatorSchedule(backup: Backup, claim: CaredClaim, context: Context): Beside {
  const name = taskName(claim, SUFFIX);
  const labels = { ...claim.userLabels, ...labelsFor(context, name, SUFFIX) };
  const manifest = snapshotSchedule(
    { name, ...(claim.namespace === undefined ? {} : { namespace: claim.namespace }), labels },
    {
      selector: selectorOf(claim.labels),
      schedule: backup._schedule,
      keep: backup._keep,
      labels: { ...claim.userLabels, 'cdk8s-ml.io/backup-of': claim.name },
      snapshotClassName: backup._snapshotClass?.name,
    },
  );
  // snapscheduler writes the name into a label of the snapshots.
  const tooLong = taskNameFindings(claim, SUFFIX, 'SnapshotSchedule', LABEL_LENGTH);
  return { manifests: [manifest], findings: [...tooLong, ...scheduleFindings(backup)] };
}

/** A class that keeps what it has taken: deleting a snapshot's object then frees nothing. */
function keepingClassFindings({ _snapshotClass: snapshotClass, _keep: keep }: Backup): Finding[] {
  if (snapshotClass?.deletionPolicy !== ReclaimPolicy.RETAIN) return [];
  return [
    {
      field: 'backup.snapshotClass',
      value: snapshotClass.name,
      severity: 'warning',
      rule: 'snapshots-stay',
      message: `retains what it has taken: beyond the ${keep} that are kept, snapshots stay in the storage and fill it, though their objects are deleted`,
      fix: 'give the backup a class with ReclaimPolicy.DELETE',
    },
  ];
}

/** What takes snapshots of a claim on a schedule: an operator where the cluster has one, otherwise a CronJob. Pure. */
export function renderBackup(backup: Backup, claim: CaredClaim, context: Context): Beside {
  const route = isInstalled(ClusterOperator.SNAPSCHEDULER, context.cluster) ? operatorSchedule : cronJob;
  const { manifests, findings } = route(backup, claim, context);
  const more = [
    ...readOnlyFindings('backup', claim),
    ...snapshotClassFindings('backup', backup._snapshotClass, claim),
    ...keepingClassFindings(backup),
  ];
  return { manifests, findings: [...findings, ...more] };
}
