import type { LocalDate } from '#kernel/dates';
import { invalid } from '#kernel/errors';
import { partsOfRows } from '#kernel/text';
import { type GrowthTerms, gradeOfR, isHighGrade, SOURCE_GRADES } from './parkAssessment.rules.ts';

/** 重大危险源 of a park as its report or its officers name it; one that is there no more says since when and why. */
export interface Source {
  id: string;
  firm: string;
  name: string;
  /** R of GB 18218, in hundredths. */
  r: number;
  enteredOn: LocalDate;
  gone?: { on: LocalDate; reason: string };
}

/** What there was when it was last compared: R in hundredths, firms, and the ids of those of the grades that count at once. */
export interface Compared {
  r: number;
  firms: number;
  high: string[];
}

/** R as it was typed, in hundredths; undefined for what is none. */
export function readR(typed: string): number | undefined {
  const text = typed.normalize('NFKC').replaceAll(/[,\s]/g, '');
  if (!/^\d{1,6}(\.\d{1,2})?$/.test(text)) return undefined;
  const r = Math.round(Number(text) * 100);
  return r > 0 ? r : undefined;
}
export const sayR = (r: number): string => `${r / 100}`;

export const isThere = ({ gone }: Source): boolean => gone === undefined;
export const isSame = (one: Pick<Source, 'firm' | 'name'>, other: Pick<Source, 'firm' | 'name'>): boolean =>
  one.firm === other.firm && one.name === other.name;

/** Sources of a report, one a line: firm, installation, R. @throws Invalid at `sources`, naming the line. */
export function sourcesIn(typed: string, enteredOn: LocalDate): Source[] {
  const wrong = (sentence: string) => invalid('common.check-fields', { sources: sentence });
  const rows: Source[] = [];
  for (const [i, [firm = '', name = '', typedR = '']] of partsOfRows(typed).entries()) {
    const r = readR(typedR);
    if (firm === '' || name === '' || r === undefined)
      throw wrong(`第 ${i + 1} 行请写成「企业｜装置或单元｜R 值」，例如：桂东化工｜液氨罐区｜62.5`);
    if (rows.some((one) => isSame(one, { firm, name }))) throw wrong(`第 ${i + 1} 行和前面的是同一处：${firm}${name}`);
    rows.push({ id: `b${i + 1}`, firm, name, r, enteredOn });
  }
  return rows;
}

/** What is there now, to compare what comes later with. */
export function compareWith(sources: readonly Source[], terms: GrowthTerms): Compared {
  const there = sources.filter(isThere);
  return {
    r: there.reduce((sum, one) => sum + one.r, 0),
    firms: new Set(there.map(({ firm }) => firm)).size,
    high: there.filter(({ r }) => isHighGrade(r, terms)).map(({ id }) => id),
  };
}

const hasGrown = (before: number, now: number, percent: number): boolean =>
  now > before && now * 100 >= before * (100 + percent);

/** In what the sources of a park are clearly more than they were, each a sentence; nothing where they are not. */
export function growthOf(sources: readonly Source[], before: Compared, terms: GrowthTerms): string[] {
  const now = compareWith(sources, terms);
  const fresh = sources.filter(({ id }) => now.high.includes(id) && !before.high.includes(id));
  return [
    ...fresh.map(
      ({ firm, name, r }) => `新增${SOURCE_GRADES[gradeOfR(r, terms)]}重大危险源：${firm}${name}，R 值 ${sayR(r)}`,
    ),
    ...(hasGrown(before.r, now.r, terms.rUpPercent) ? [`R 值合计从 ${sayR(before.r)} 增加到 ${sayR(now.r)}`] : []),
    ...(hasGrown(before.firms, now.firms, terms.firmsUpPercent)
      ? [`有重大危险源的企业从 ${before.firms} 家增加到 ${now.firms} 家`]
      : []),
  ];
}
