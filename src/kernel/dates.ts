import { clean } from './text.ts';

/**
 * Calendar arithmetic in Asia/Shanghai. China has had one zone and no summer time since 1991, so +08:00 is exact
 * for every date this product handles, and no date library is needed.
 */
const OFFSET_MS = 8 * 3_600_000;
/** One minute in milliseconds. */
export const MINUTE_MS = 60_000;
export const HOUR_MS = 3_600_000;
export const DAY_MS = 24 * HOUR_MS;

/** A calendar day in Asia/Shanghai, `YYYY-MM-DD`. */
export type LocalDate = string;

/** The Shanghai calendar day on which `at` falls. */
export function localDate(at: Date): LocalDate {
  return new Date(at.getTime() + OFFSET_MS).toISOString().slice(0, 10);
}

/** Hour (0–23) on the clock in Shanghai. */
export function localHour(at: Date): number {
  return new Date(at.getTime() + OFFSET_MS).getUTCHours();
}

/** The instant a Shanghai clock shows `hour` o'clock on `day`. */
export function atLocalHour(day: LocalDate, hour: number): Date {
  return new Date(Date.parse(`${day}T00:00:00.000Z`) - OFFSET_MS + hour * HOUR_MS);
}

/** The full hour `at` falls into: how exactly we say when an unnamed person did something. */
export const startOfHour = (at: Date): Date => new Date(Math.floor(at.getTime() / HOUR_MS) * HOUR_MS);

/** The full hour after `at`: when others may learn of what an unnamed person did. */
export const nextHour = (at: Date): Date => new Date(startOfHour(at).getTime() + HOUR_MS);

/** Last millisecond of `day` in Shanghai: what “due on that day” means. */
export function endOfLocalDay(day: LocalDate): Date {
  return new Date(atLocalHour(day, 24).getTime() - 1);
}

/** `day` moved by whole calendar days. */
export function addDays(day: LocalDate, days: number): LocalDate {
  return new Date(Date.parse(`${day}T00:00:00.000Z`) + days * DAY_MS).toISOString().slice(0, 10);
}

/** `day` moved by whole months; the last day of a shorter month stands for a day it does not have. */
export function addMonths(day: LocalDate, months: number): LocalDate {
  const [year = 0, month = 1, date = 1] = day.split('-').map(Number);
  const last = new Date(Date.UTC(year, month + months, 0)).getUTCDate();
  return new Date(Date.UTC(year, month - 1 + months, Math.min(date, last))).toISOString().slice(0, 10);
}

/** Whole calendar days from `from` to `to`; negative when `to` is earlier. */
export function daysBetween(from: LocalDate, to: LocalDate): number {
  return Math.round((Date.parse(`${to}T00:00:00.000Z`) - Date.parse(`${from}T00:00:00.000Z`)) / DAY_MS);
}

/** True for a real calendar day written `YYYY-MM-DD`. */
export function isLocalDate(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false;
  const at = Date.parse(`${text}T00:00:00.000Z`);
  return !Number.isNaN(at) && new Date(at).toISOString().slice(0, 10) === text;
}

/**
 * The day a person typed or pasted: `2026/12/10`, `2026.12.10`, `2026年12月10日`, `20261210`, full width, with blanks.
 * @returns nothing for what is no day.
 */
export function readDay(text: string): LocalDate | undefined {
  const bare = clean(text).normalize('NFKC').replace(/\s/g, '');
  const [, year, month, date] =
    /^(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?$/.exec(bare) ?? /^(\d{4})(\d{2})(\d{2})$/.exec(bare) ?? [];
  if (year === undefined || month === undefined || date === undefined) return undefined;
  const day = `${year}-${month.padStart(2, '0')}-${date.padStart(2, '0')}`;
  return isLocalDate(day) ? day : undefined;
}

/** `2026年11月24日 09:05`, for people. */
export function formatDateTime(at: Date): string {
  return `${formatDate(at)} ${new Date(at.getTime() + OFFSET_MS).toISOString().slice(11, 16)}`;
}

/** `2026年11月24日 10时许`, of what is known by the hour alone. */
export const formatHour = (at: Date): string => `${formatDateTime(at).slice(0, -3)}时许`;

/** `10:00` of a Shanghai clock, where the day is plain. */
export const formatClock = (at: Date): string => formatDateTime(at).slice(-5);

/** `2026年11月24日`, for people. */
export const formatDate = (at: Date): string => formatYearDay(localDate(at));

/** `2026年11月24日`, of a calendar day. */
export const formatYearDay = (day: LocalDate): string => `${day.slice(0, 4)}年${formatDay(day)}`;

/** `2026年11月`, of a month by its first day or as `2026-11`. */
export const formatMonth = (month: string): string => `${month.slice(0, 4)}年${Number(month.slice(5, 7))}月`;

/** `11月24日`, for lists and chat. */
export function formatDay(day: LocalDate): string {
  return `${Number(day.slice(5, 7))}月${Number(day.slice(8, 10))}日`;
}

/** A span of days, `11月24日至11月27日`: one day alone as itself, with years when they differ. */
export function formatDays(from: LocalDate, to: LocalDate): string {
  if (from === to) return formatDay(from);
  const isOneYear = from.slice(0, 4) === to.slice(0, 4);
  const say = (day: LocalDate): string => (isOneYear ? '' : `${day.slice(0, 4)}年`) + formatDay(day);
  return `${say(from)}至${say(to)}`;
}
