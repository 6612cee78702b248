import { CopyMode } from '../../lib/values/copy-mode';
import { digestOf } from '../../lib/values/digest';
import { Schedule, Weekday } from '../../lib/values/schedule';
import { linesOf, untyped } from './findings';
import { expectTotal } from './garbage';

test.each<[Schedule, string, string]>([
  [Schedule.daily(), '0 3 * * *', 'Etc/UTC'],
  [Schedule.weekly({ timeZone: 'Europe/Berlin' }), '0 3 * * 0', 'Europe/Berlin'],
  [Schedule.daily({ at: '04:30' }), '30 4 * * *', 'Etc/UTC'],
  [Schedule.weekly({ on: Weekday.SATURDAY }), '0 3 * * 6', 'Etc/UTC'],
  [Schedule.cron('@monthly'), '@monthly', 'Etc/UTC'],
])('a schedule has its expression and its time zone', (schedule, expression, timeZone) => {
  expect([linesOf(schedule, 'schedule'), schedule.expression, schedule.timeZone]).toEqual([[], expression, timeZone]);
});

test.each<[unknown[], string]>([
  [
    ['0 3 * *'],
    'schedule: is not a cron schedule: has 4 fields, and five are needed, got "0 3 * *" (minute, hour, day of month, month, day of week, as "0 2 * * *", or "@daily")',
  ],
  [
    ['@fortnightly'],
    'schedule: is not a cron schedule: is none of @yearly, @annually, @monthly, @weekly, @daily, @midnight, @hourly, got "@fortnightly" (minute, hour, day of month, month, day of week, as "0 2 * * *", or "@daily")',
  ],
  [[3], 'schedule: must be a string, got 3 (for example "0 2 * * *")'],
  [['0 3 * * *', { timezone: 'UTC' }], 'schedule.timezone: is not a known prop (did you mean timeZone?)'],
])('the schedule %j is refused', (args, text) => {
  expect(linesOf(untyped(Schedule.cron)(...args), 'schedule')).toEqual([text]);
});

test('schedules and modes are never an exception', () => {
  expectTotal(Schedule.cron, ['timeZone']);
  expectTotal(Schedule.daily, ['timeZone']);
  expectTotal(CopyMode.sync, ['confirmDeletion']);
});

test('a digest is that of FNV-1a in 64 bits', () => {
  // Of the algorithm's own test vectors (draft-eastlake-fnv).
  expect(['', 'a', 'foobar'].map(digestOf)).toEqual(['cbf29ce484222325', 'af63dc4c8601ec8c', '85944171f73967e8']);
});
