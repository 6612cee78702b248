import { cronSchedule, readSchedule, timeZone } from '../../lib/values/cron';
import { reading, vectors } from './findings';
import { expectTotalReader } from './garbage';

describe("Kubernetes' own verdict on schedules", () => {
  const cases = vectors<{ s: string; ok: boolean; fires: boolean }>('schedules.json');

  test.each(cases)('$s', ({ s, ok, fires }) => {
    const found = readSchedule(s);
    expect([typeof found !== 'string', typeof found !== 'string' && found.fires]).toEqual([ok, fires]);
  });
});

describe("Kubernetes' own verdict on time zones", () => {
  const cases = vectors<{ s: string; ok: boolean }>('time-zones.json');

  test.each(cases)('$s', ({ s, ok }) => expect(reading(timeZone, s).value).toBe(ok ? s : undefined));

  /** Zones to Kubernetes that a user does not mean: they have no summer time. */
  test.each(['EST', 'MST', 'HST'])('%s is refused all the same', (s) => expect(reading(timeZone, s).value).toBeUndefined());
});

describe('a schedule that is refused has its text', () => {
  const FIVE = 'minute, hour, day of month, month, day of week';

  test.each([
    ['0 2 * *', `is not a cron schedule: has 4 fields, and five are needed, got "0 2 * *" (${FIVE}, as "0 2 * * *", or "@daily")`],
    ['0 0 2 * * *', `is not a cron schedule: has 6 fields, and five are needed, got "0 0 2 * * *" (leave the seconds out: ${FIVE})`],
    ['0 24 * * *', `is not a cron schedule: "24" is not within 0 to 23 (hour), got "0 24 * * *" (${FIVE}, as "0 2 * * *", or "@daily")`],
    [
      'TZ=UTC 0 2 * * *',
      `is not a cron schedule: names a time zone, and Kubernetes has a field for it, got "TZ=UTC 0 2 * * *" (write timeZone: 'Europe/Berlin')`,
    ],
    ['0 0 31 2 *', 'names a time that never comes, got "0 0 31 2 *" (name a day that its month has)'],
    ['@every 5s', 'comes more often than each minute, got "@every 5s" (write "@every 6h", say)'],
  ])('%s', (schedule, text) => expect(reading(cronSchedule, schedule)).toEqual({ value: undefined, lines: [`prop: ${text}`] }));

  test('and so has a time zone', () => {
    expect(reading(timeZone, 'europe/berlin').lines).toEqual([
      `prop: is no time zone of IANA's list, got "europe/berlin" (write it as "Europe/Berlin", "Etc/UTC" or "UTC", with its capitals)`,
    ]);
  });
});

test('a step as large as Kubernetes takes is no work', () => {
  expect(readSchedule('*/9223372036854775807 * * * *')).toEqual({ fires: true });
});

test('never an exception', () => {
  expectTotalReader(cronSchedule);
  expectTotalReader(timeZone);
});
