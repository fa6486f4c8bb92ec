import year2025 from 'chinese-days/dist/years/2025.json' with { type: 'json' };
import year2026 from 'chinese-days/dist/years/2026.json' with { type: 'json' };
import { LunarDay, type SolarDay, SolarTerm } from 'tyme4ts';
import { addDays, endOfLocalDay, type LocalDate, localDate } from './dates.ts';

/**
 * The State Council's holidays and make-up days, as published for each year. Only the tables are used: the library's own
 * functions reckon in the zone of the process.
 */
const PUBLISHED = [
  { year: 2025, ...year2025 },
  { year: 2026, ...year2026 },
];
const HOLIDAYS = new Set(PUBLISHED.flatMap((year) => Object.keys(year.holidays)));
const MAKE_UP_DAYS = new Set(PUBLISHED.flatMap((year) => Object.keys(year.workdays)));

const yearOf = (day: LocalDate): number => Number(day.slice(0, 4));

/** True for a day of a year whose holidays are not published yet: what is reckoned over it is expected, not known. */
export const isForecast = (day: LocalDate): boolean => !PUBLISHED.some(({ year }) => year === yearOf(day));

const dayOf = (day: SolarDay): LocalDate =>
  [day.getYear(), day.getMonth(), day.getDay()].map((part) => String(part).padStart(2, '0')).join('-');
/** The solar day of a day of the lunar calendar, by the new moon as seen from Beijing. */
const lunar = (year: number, month: number, day: number): LocalDate =>
  dayOf(LunarDay.fromYmd(year, month, day).getSolarDay());

const reckoned = new Map<number, ReadonlySet<LocalDate>>();

/**
 * The thirteen days off that the law gives every year (全国年节及纪念日放假办法, since 2025), reckoned for a year that is
 * not published: how they are moved together, and which weekends are worked for it, only the publication says.
 */
export function statutoryHolidays(year: number): ReadonlySet<LocalDate> {
  const known = reckoned.get(year);
  if (known !== undefined) return known;
  const newYear = lunar(year, 1, 1);
  const days = new Set([
    `${year}-01-01`,
    ...[-1, 0, 1, 2].map((days) => addDays(newYear, days)),
    dayOf(SolarTerm.fromName(year, '清明').getJulianDay().getSolarDay()),
    `${year}-05-01`,
    `${year}-05-02`,
    lunar(year, 5, 5),
    lunar(year, 8, 15),
    ...['01', '02', '03'].map((day) => `${year}-10-${day}`),
  ]);
  reckoned.set(year, days);
  return days;
}

/** True for a day on which offices work. */
export function isWorkingDay(day: LocalDate): boolean {
  if (MAKE_UP_DAYS.has(day)) return true;
  const weekday = new Date(`${day}T00:00:00.000Z`).getUTCDay();
  if (weekday === 0 || weekday === 6) return false;
  return !(isForecast(day) ? statutoryHolidays(yearOf(day)) : HOLIDAYS).has(day);
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
