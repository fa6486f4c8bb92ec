import { addWorkingDays, isWorkingDay } from '#kernel/workingDays';

describe('working days', () => {
  it.each([
    ['2026-09-29', 5, '2026-10-12'], // over the National Day, with the make-up Saturday 10 October
    ['2026-11-24', 3, '2026-11-27'],
    ['2026-11-27', 1, '2026-11-30'],
    ['2026-02-13', 1, '2026-02-14'],
  ])('%s plus %i is %s', (day, days, then) => {
    expect(addWorkingDays(day, days)).toBe(then);
  });

  it('knows make-up days and holidays', () => {
    expect([isWorkingDay('2026-10-10'), isWorkingDay('2026-10-01'), isWorkingDay('2026-11-28')]).toEqual([
      true,
      false,
      false,
    ]);
  });
});
