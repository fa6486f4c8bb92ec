import { localDate } from '#kernel/dates';
import {
  GRADES,
  type Grade,
  gradeByScore,
  leastOf,
  SHEET_ITEMS,
  type Sheet,
  type SheetItem,
  totalOf,
} from './grade.rules.ts';

interface Lack {
  code: SheetItem;
  label: string;
  /** Tenths: what it is worth at most, what it has, what it has not. */
  most: number;
  has: number;
  lacks: number;
}
interface Rise {
  grade: Grade;
  /** Tenths still missing. */
  missing: number;
  /** The fewest items that make it up, the largest first; of each all it lacks. */
  items: readonly Lack[];
}

/** What each item has and lacks, those that lack most first. */
export const lacksOf = (sheet: Sheet): Lack[] =>
  SHEET_ITEMS.map(({ code, label, most }) => ({
    code,
    label,
    most,
    has: sheet[code],
    lacks: most - sheet[code],
  })).toSorted((one, other) => other.lacks - one.lacks);

/** What lifts a sheet to each better grade. */
export function risesOf(sheet: Sheet, now: Date): Rise[] {
  const day = localDate(now);
  const total = totalOf(sheet);
  const at = gradeByScore(total, day);
  const better = GRADES.map(({ code }) => code).filter((grade) => grade > at);
  return better.map((grade) => {
    const missing = leastOf(grade, day) - total;
    const items: Lack[] = [];
    for (const lack of lacksOf(sheet)) {
      if (items.reduce((sum, { lacks }) => sum + lacks, 0) >= missing) break;
      items.push(lack);
    }
    return { grade, missing, items };
  });
}
