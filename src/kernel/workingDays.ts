import year2025 from 'chinese-days/dist/years/2025.json' with { type: 'json' };
import year2026 from 'chinese-days/dist/years/2026.json' with { type: 'json' };
import { LunarDay, type SolarDay, SolarTerm } from 'tyme4ts';
import { addDays, endOfLocalDay, formatDay, type LocalDate, localDate } from './dates.ts';

/**
 * The State Council's holidays and make-up days, as published for each year. Only the tables are used: the library's own
 * functions reckon in the zone of the process.
 */
const SHIPPED: readonly PublishedYear[] = [
  { year: 2025, ...year2025 },
  { year: 2026, ...year2026 },
].map(({ year, holidays, workdays }) => ({ year, off: Object.keys(holidays), worked: Object.keys(workdays) }));

/** One year as the State Council published it: days off, and weekends worked for them. */
export interface PublishedYear {
  year: number;
  off: readonly LocalDate[];
  worked: readonly LocalDate[];
}

const tableOf = (years: readonly PublishedYear[]) => ({
  years: new Set(years.map(({ year }) => year)),
  off: new Set(years.flatMap(({ off }) => off)),
  worked: new Set(years.flatMap(({ worked }) => worked)),
});
let table = tableOf(SHIPPED);

/** The years in force from now on in this process: those shipped, each replaced by what was published here for it. */
export function usePublished(years: readonly PublishedYear[]): void {
  const replaced = new Set(years.map(({ year }) => year));
  table = tableOf([...SHIPPED.filter(({ year }) => !replaced.has(year)), ...years]);
}

/** What is in force for a year; undefined while nobody has published it. */
export const publishedYear = (year: number): { off: LocalDate[]; worked: LocalDate[] } | undefined =>
  table.years.has(year) ? { off: ofYear(table.off, year), worked: ofYear(table.worked, year) } : undefined;
const ofYear = (days: ReadonlySet<LocalDate>, year: number): LocalDate[] =>
  [...days].filter((day) => yearOf(day) === year).toSorted();

const yearOf = (day: LocalDate): number => Number(day.slice(0, 4));

/** True for a day of a year whose holidays are not published yet: what is reckoned over it is expected, not known. */
export const isForecast = (day: LocalDate): boolean => !table.years.has(yearOf(day));

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
  if (table.worked.has(day)) return true;
  const weekday = new Date(`${day}T00:00:00.000Z`).getUTCDay();
  if (weekday === 0 || weekday === 6) return false;
  if (table.off.has(day)) return false;
  return !(isForecast(day) && statutoryHolidays(yearOf(day)).has(day));
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

/** How an instant was reckoned: so many working days after a day. Holidays published later may move it. */
export interface Reckoning {
  from: LocalDate;
  workingDays: number;
}

const reckonings = new WeakMap<Date, Reckoning>();

/** How an instant of `inWorkingDays` was reckoned; undefined for any other, and for one read from the store. */
export const reckoningOf = (at: Date): Reckoning | undefined => reckonings.get(at);

/** The end of the day so many working days after another, by the calendar in force now. */
export function reckon(reckoning: Reckoning): Date {
  const at = endOfLocalDay(addWorkingDays(reckoning.from, reckoning.workingDays));
  reckonings.set(at, reckoning);
  return at;
}

/** The end of the `days`th working day after `now`; after one that was reckoned itself, both are reckoned together. */
export function inWorkingDays(now: Date, days: number): Date {
  const before = reckoningOf(now);
  return reckon({ from: before?.from ?? localDate(now), workingDays: (before?.workingDays ?? 0) + days });
}

/** A day reckoned in working days, for people: marked as long as the holidays of its year are not published. */
export const formatReckoned = (day: LocalDate, format: (day: LocalDate) => string = formatDay): string =>
  `${format(day)}${isForecast(day) ? '（预计）' : ''}`;
