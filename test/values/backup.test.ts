import { Backup } from '../../lib/values/backup';
import { Weekday } from '../../lib/values/schedule';
import { SnapshotClass } from '../../lib/values/snapshot-class';
import { linesOf, untyped } from './findings';
import { expectTotal } from './garbage';

const CLASS = SnapshotClass.named('snapshots');

test.each([
  ['each night, by the clock of UTC', Backup.daily({ keep: 7 }), '0 4 * * *', 'Etc/UTC'],
  ['at a time that is said', Backup.daily({ keep: 7, at: '23:05', timeZone: 'Europe/Berlin' }), '5 23 * * *', 'Europe/Berlin'],
  ['in the night to Sunday', Backup.weekly({ keep: 4 }), '0 4 * * 0', 'Etc/UTC'],
  ['on a day that is said', Backup.weekly({ keep: 4, on: Weekday.SATURDAY, at: '08:30' }), '30 8 * * 6', 'Etc/UTC'],
  ['as cron has it', Backup.cron('0 3,15 * * 1-5', { keep: 28 }), '0 3,15 * * 1-5', 'Etc/UTC'],
])('snapshots %s', (_, backup, schedule, zone) => {
  expect([backup._schedule, backup._timeZone]).toEqual([schedule, zone]);
  expect(linesOf(backup, 'backup')).toEqual([]);
});

test('of a number that is kept, with a class', () => {
  const backup = Backup.weekly({ keep: 4, snapshotClass: CLASS });
  expect([backup._keep, backup._snapshotClass]).toEqual([4, CLASS]);
});

describe('what is wrong has its text', () => {
  const KEEP = 'backup.keep: must be a whole number from 1 to 100';

  test.each<[unknown, string]>([
    [{}, 'backup.keep: is required (for example 7)'],
    [undefined, 'backup.keep: is required (for example 7)'],
    [{ keep: 0 }, `${KEEP}, got 0 (for example 7)`],
    [{ keep: 101 }, `${KEEP}, got 101 (for example 7)`],
    [{ keep: '7' }, `${KEEP}, got "7" (for example 7)`],
    [{ keep: 7, at: '2:00' }, 'backup.at: must be a time of day from 00:00 to 23:59, got "2:00" (for example "03:30")'],
    [{ keep: 7, at: '24:00' }, 'backup.at: must be a time of day from 00:00 to 23:59, got "24:00" (for example "03:30")'],
    [
      { keep: 7, timeZone: 'CET' },
      `backup.timeZone: is no time zone of IANA's list, got "CET" (write it as "Europe/Berlin", "Etc/UTC" or "UTC", with its capitals)`,
    ],
    [{ keep: 7, on: 'sunday' }, 'backup.on: is not a known prop (known are keep, snapshotClass, timeZone, at)'],
    [{ keep: 7, hour: 2 }, 'backup.hour: is not a known prop (known are keep, snapshotClass, timeZone, at)'],
  ])('daily %j', (options, text) => expect(linesOf(untyped(Backup.daily)(options), 'backup')).toEqual([text]));

  test.each<[unknown, string]>([
    [
      { keep: 4, on: 'Sun' },
      'backup.on: must be one of sunday, monday, tuesday, wednesday, thursday, friday, saturday, got "Sun" (use the enum Weekday)',
    ],
  ])('weekly %j', (options, text) => expect(linesOf(untyped(Backup.weekly)(options), 'backup')).toEqual([text]));

  test.each<[unknown[], string]>([
    [['0 0 30 2 *', { keep: 1 }], 'backup.schedule: names a time that never comes, got "0 0 30 2 *" (name a day that its month has)'],
    [[undefined, { keep: 1 }], 'backup.schedule: must be a string that is not empty, got "" (for example "0 2 * * *")'],
    [['@daily', { keep: 1, at: '02:00' }], 'backup.at: is not a known prop (known are keep, snapshotClass, timeZone)'],
    [['@daily'], 'backup.keep: is required (for example 7)'],
  ])('cron %j', (args, text) => expect(linesOf(untyped(Backup.cron)(...args), 'backup')).toEqual([text]));
});

test('is never an exception', () => {
  const fields = ['keep', 'timeZone', 'snapshotClass', 'at', 'on'];
  expectTotal(Backup.daily, fields);
  expectTotal(Backup.weekly, fields);
  expectTotal(Backup.cron, fields);
});
