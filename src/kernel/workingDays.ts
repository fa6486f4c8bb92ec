import year2025 from 'chinese-days/dist/years/2025.json' with { type: 'json' };
import year2026 from 'chinese-days/dist/years/2026.json' with { type: 'json' };
import { addDays, endOfLocalDay, type LocalDate, localDate } from './dates.ts';

/**
 * The State Council's holidays and make-up days, as published for each year. Only the tables are used: the library's own
 * functions reckon in the zone of the process. A year that is not here yet counts Monday to Friday.
 */
const HOLIDAYS = new Set([year2025, year2026].flatMap((year) => Object.keys(year.holidays)));
const MAKE_UP_DAYS = new Set([year2025, year2026].flatMap((year) => Object.keys(year.workdays)));

/** True for a day on which offices work. */
export function isWorkingDay(day: LocalDate): boolean {
  if (MAKE_UP_DAYS.has(day)) return true;
  const weekday = new Date(`${day}T00:00:00.000Z`).getUTCDay();
  return weekday !== 0 && weekday !== 6 && !HOLIDAYS.has(day);
}

/** The `days`th working day after `day`. */
export function addWorkingDays(day: LocalDate, days: number): LocalDate {
  let current = day;
  for (let left = days; left > 0; ) {
    current = addDays(current, 1);
    if (isWorkingDay(current)) left -= 1;
  }
  return current;
}

/** The end of the `days`th working day after `now`. */
export const inWorkingDays = (now: Date, days: number): Date => endOfLocalDay(addWorkingDays(localDate(now), days));
