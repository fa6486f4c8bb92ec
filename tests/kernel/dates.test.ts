import {
  addDays,
  addMonths,
  atLocalHour,
  daysBetween,
  endOfLocalDay,
  formatDateTime,
  formatDays,
  isLocalDate,
  localDate,
} from '#kernel/dates';

describe('dates in Asia/Shanghai', () => {
  it.each([
    ['2026-11-23T15:59:59.999Z', '2026-11-23'],
    ['2026-11-23T16:00:00.000Z', '2026-11-24'],
  ])('%s falls on %s', (instant, day) => {
    expect(localDate(new Date(instant))).toBe(day);
  });

  it('a day is due until its last millisecond in Shanghai', () => {
    expect(endOfLocalDay('2026-06-30').toISOString()).toBe('2026-06-30T15:59:59.999Z');
    expect(atLocalHour('2026-06-30', 7).toISOString()).toBe('2026-06-29T23:00:00.000Z');
  });

  it.each([
    ['2026-11-30', 3, '2027-02-28'],
    ['2027-11-30', 3, '2028-02-29'],
    ['2026-11-24', 12, '2027-11-24'],
    ['2026-03-31', -1, '2026-02-28'],
  ])('%s and %i months is %s', (day, months, then) => {
    expect(addMonths(day, months)).toBe(then);
  });

  it('adds and counts days across month and leap year', () => {
    expect(addDays('2028-02-28', 1)).toBe('2028-02-29');
    expect(daysBetween('2026-12-31', '2027-01-02')).toBe(2);
  });

  it.each([
    ['2026-02-29', false],
    ['2026-02-28', true],
    ['26-2-8', false],
  ])('%s is a date: %s', (text, real) => {
    expect(isLocalDate(text)).toBe(real);
  });

  it('speaks to people in local time', () => {
    expect(formatDateTime(new Date('2026-11-23T16:05:00Z'))).toBe('2026年11月24日 00:05');
    expect(formatDays('2026-11-24', '2026-11-24')).toBe('11月24日');
    expect(formatDays('2026-11-24', '2026-12-01')).toBe('11月24日至12月1日');
    expect(formatDays('2026-11-24', '2027-01-02')).toBe('2026年11月24日至2027年1月2日');
  });
});
