import { addDays, formatDay, type LocalDate, readDay } from '#kernel/dates';
import { clean, tidy } from '#kernel/text';
import { statutoryHolidays } from '#kernel/workingDays';
import type { CalendarDay } from './calendar.model.ts';

const OFF = ['休', '放假', '休息', '放假调休', '假'];
const WORKED = ['班', '上班', '补班', '调休上班', '工作'];
/** Rows of the longest table anybody would publish for a year. */
const LONGEST = 120;

const isWeekend = (day: LocalDate): boolean => [0, 6].includes(new Date(`${day}T00:00:00.000Z`).getUTCDay());

/** A year's table as it was read: its days, and a sentence for each row that cannot be one. */
export interface ReadRows {
  days: CalendarDay[];
  problems: string[];
}

/**
 * Reads a table, one day a line: `2027-02-05 休`, with tab, comma or blanks between, what follows is left alone, a head
 * without a day passed over. A holiday may begin in the last days of the year before.
 */
export function readRows(text: string, year: number): ReadRows {
  const lines = clean(text)
    .split('\n')
    .map((line, index) => ({
      number: index + 1,
      cells: tidy(line)
        .split(/[,，;；、 ]+/)
        .filter((cell) => cell !== ''),
    }))
    .filter(({ cells }) => cells.length > 0);
  const days = new Map<LocalDate, CalendarDay>();
  const problems: string[] = [];
  for (const { number, cells } of lines.slice(0, LONGEST)) {
    const [first = '', kind = ''] = cells;
    const day = readDay(first);
    const isHead = number === lines[0]?.number && !/\d/.test(first);
    if (isHead) continue;
    const problem = problemOf(day, kind, year, days);
    if (problem !== undefined || day === undefined) problems.push(`第 ${number} 行：${problem ?? ''}`);
    else days.set(day, { day, isOff: OFF.includes(kind) });
  }
  if (lines.length > LONGEST) problems.push(`最多 ${LONGEST} 行`);
  const missing = [...statutoryHolidays(year)].filter((day) => days.get(day)?.isOff !== true).toSorted();
  if (problems.length === 0 && missing.length > 0)
    problems.push(`缺少法定节假日：${missing.map(formatDay).join('、')}`);
  return { days: [...days.values()].toSorted((one, other) => one.day.localeCompare(other.day)), problems };
}

function problemOf(
  day: LocalDate | undefined,
  kind: string,
  year: number,
  known: ReadonlyMap<LocalDate, CalendarDay>,
): string | undefined {
  if (day === undefined) return '日期读不出来，请写成 2027-02-05 这样';
  if (day < addDays(`${year}-01-01`, -7) || day > `${year}-12-31`) return `${day} 不在 ${year} 年`;
  if (known.has(day)) return `${day} 写了两次`;
  if (!OFF.includes(kind) && !WORKED.includes(kind)) return '日期后面请写“休”或“班”';
  if (WORKED.includes(kind) && !isWeekend(day)) return `${day} 不是周末，本来就上班`;
  return undefined;
}
