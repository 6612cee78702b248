import { cronSchedule, timeZone } from '../../values/cron';
import { type Finding, placeIn, show } from '../../values/finding';
import type { Reader } from '../../values/read';
import { problemsIn, type Rule, type Wrong } from '../rule';

interface CronFields {
  readonly schedule?: unknown;
  readonly timeZone?: unknown;
  readonly startingDeadlineSeconds?: number;
  readonly concurrencyPolicy?: string;
}

/** What a reader of the library's own props says of a field. */
function readBy(reader: Reader<string>, field: string, given: unknown): Wrong[] {
  const findings: Finding[] = [];
  reader(given, placeIn(findings, field));
  return findings.map(({ rule, message, fix }) => ({ field, rule, message: `has the ${field} ${show(given)}, which ${message}`, fix }));
}

/** The controller looks every ten seconds: what may start less late than that may never start. */
const LEAST_LATE = 10;

function wrongCron({ schedule, timeZone: zone, startingDeadlineSeconds: late, concurrencyPolicy: policy = 'Allow' }: CronFields): Wrong[] {
  return [
    ...(schedule === undefined ? [] : readBy(cronSchedule, 'schedule', schedule)),
    ...(zone === undefined ? [] : readBy(timeZone, 'timeZone', zone)),
    ...(late === undefined || late >= LEAST_LATE
      ? []
      : [
          {
            field: 'startingDeadlineSeconds',
            rule: 'starting-deadline',
            message: `may start ${late} s late, and the controller looks every ${LEAST_LATE} s: runs are left out`,
            fix: 'write 60 or more',
          },
        ]),
    ...(['Allow', 'Forbid', 'Replace'].includes(policy)
      ? []
      : [
          {
            field: 'concurrencyPolicy',
            rule: 'concurrency-policy',
            message: `has the policy ${policy}`,
            fix: 'write Allow, Forbid or Replace',
          },
        ]),
  ];
}

/** When a CronJob of a user's own runs. */
export const cronJobs: Rule = ({ byHand }) =>
  byHand
    .filter(({ manifest }) => manifest.kind === 'CronJob' && manifest.apiVersion === 'batch/v1')
    .flatMap((entry) => problemsIn(entry, 'spec', wrongCron((entry.manifest.spec ?? {}) as CronFields)));
