import type { HazardRow } from '#domain/hazards';
import { addDays, daysBetween, type LocalDate, localDate } from '#kernel/dates';
import { bigrams } from '#kernel/text';

/** Words for a day, as days before today; the longer ones first. */
const DAYS: readonly (readonly [RegExp, number])[] = [
  [/大前[天日]/, 3],
  [/前[天日]|hôm kia/, 2],
  [/昨[天日晚]|[寻琴][日晚]|yesterday|hôm qua/, 1],
  [/今[天日早晚]|刚才|刚刚|today|hôm nay/, 0],
];
const WEEKDAYS = '日一二三四五六';

/** The days somebody speaks of (Shanghai): 「前天」, 「三天前」, 「上周」, 「星期二」. */
function daysSpokenOf(words: string, today: LocalDate): ((day: LocalDate) => boolean) | undefined {
  const before = DAYS.find(([said]) => said.test(words))?.[1];
  if (before !== undefined) return (day) => day === addDays(today, -before);
  const count = /(\d{1,2}|[一二两三四五六七八九十])\s*天(?:之?前|以前)/.exec(words)?.[1];
  if (count !== undefined) {
    const days = Number(count) || '零一二三四五六七八九十'.indexOf(count.replace('两', '二'));
    return (day) => day === addDays(today, -days);
  }
  const weekday = (day: LocalDate): number => (new Date(`${day}T00:00:00Z`).getUTCDay() + 6) % 7;
  const monday = addDays(today, -weekday(today));
  const isLast = /上(个|一)?(周|星期|礼拜)/.test(words);
  const name = /(?:周|星期|礼拜)([日天一二三四五六])/.exec(words)?.[1]?.replace('天', '日');
  if (name !== undefined) {
    const at = (WEEKDAYS.indexOf(name) + 6) % 7;
    const thisWeek = addDays(monday, at);
    const meant = isLast || thisWeek > today ? addDays(thisWeek, -7) : thisWeek;
    return (day) => day === meant;
  }
  return isLast ? (day) => daysBetween(day, monday) > 0 && daysBetween(day, monday) <= 7 : undefined;
}

/** Of these the one whose words the message shares most of; undefined where none leads. */
function sharingWords(words: string, mine: readonly HazardRow[]): HazardRow | undefined {
  const said = new Set(bigrams(words));
  const shared = mine.map((row) => ({
    row,
    count: bigrams(`${row.text} ${row.placeText}`).filter((two) => said.has(two)).length,
  }));
  const [best, second] = shared.sort((a, b) => b.count - a.count);
  return best && best.count > (second?.count ?? 0) ? best.row : undefined;
}

const only = (rows: readonly HazardRow[]): HazardRow | undefined => (rows.length === 1 ? rows[0] : undefined);

/**
 * Of somebody's reports the one they speak of: by its running number (「31号那个」, else the 31st of a month), by the day
 * they made it, by words they share.
 */
export function spokenOf(words: string, mine: readonly HazardRow[], now: Date): HazardRow | undefined {
  const number = /(\d{1,9})\s*(?:号|$)/.exec(words)?.[1];
  const dayOf = (row: HazardRow): LocalDate => localDate(row.createdAt);
  if (number !== undefined) {
    const called = mine.find(({ reference }) => Number(reference.split('-')[1]) === Number(number));
    const onThat = mine.filter((row) => Number(dayOf(row).slice(-2)) === Number(number));
    // 「3号线」 is a place: words decide then.
    if (called && !/号(线|楼|炉|机|库|门|仓|车间)/.test(words)) return called;
    if (onThat.length > 0 && !called) return sharingWords(words, onThat) ?? only(onThat);
  }
  const isThen = daysSpokenOf(words, localDate(now));
  const then = isThen ? mine.filter((row) => isThen(dayOf(row))) : mine;
  return sharingWords(words, then) ?? (isThen ? only(then) : undefined);
}

/** Reports by the time they were made, the newest first: lists put urgent ones before all others. */
export const newestFirst = (rows: readonly HazardRow[]): HazardRow[] =>
  rows.toSorted((a, b) => b.createdAt.getTime() - a.createdAt.getTime());
