import { addDays, addMonths, atLocalHour, endOfLocalDay, type LocalDate, localDate } from '#kernel/dates';
import { labelIn } from '#kernel/labels';
import { defineRule, type RuleTable, type RuleVersion, ruleOn } from '#kernel/rules';

/** Whose something is. */
export type DutyOwner = 'firm' | 'park' | 'body';

/** What law asks again and again, or once after a start; a code is for ever, for sealed events carry it. */
export const DUTY_TYPES = [
  { code: 'hazchem.evaluation', label: '危险化学品安全评价', owners: ['firm'] },
  { code: 'fire.test', label: '建筑消防设施全面检测', owners: ['firm'] },
  { code: 'fire.patrol', label: '每日防火巡查', owners: ['firm'] },
  { code: 'video.keep', label: '视频录像保存检查', owners: ['firm', 'park'] },
  { code: 'video.file', label: '公共安全视频系统备案', owners: ['firm', 'park'] },
  { code: 'pledge.daily', label: '每日安全承诺', owners: ['firm'] },
  { code: 'drill.government', label: '政府和部门应急演练', owners: ['body'] },
] as const satisfies readonly { code: string; label: string; owners: readonly DutyOwner[] }[];
export type DutyType = (typeof DUTY_TYPES)[number]['code'];
export const dutyLabel = (type: DutyType): string => labelIn(DUTY_TYPES, type);
const isPart = (owners: readonly DutyOwner[], owner: DutyOwner): boolean => owners.includes(owner);
/** What firms, parks or bodies may be asked for. */
export const dutyTypesOf = (owner: DutyOwner) => DUTY_TYPES.filter(({ owners }) => isPart(owners, owner));

/**
 * How often, in one of four ways: so many months after it was done last; every day, by an hour of it; so many days after it
 * was done last; once, so many days after what started it. `firstDays`: for the first time, where nothing is said of one
 * before. `keepDays`: what is looked at must be kept so long.
 */
export type DutyTerms =
  | { every: 'months'; months: number; firstDays: number }
  | { every: 'day'; byHour: number }
  | { every: 'days'; days: number; keepDays: number }
  | { every: 'once'; days: number };

const spoken = (who: string, terms: DutyTerms): string => {
  if (terms.every === 'day') return `${who}，每天 ${terms.byHour} 时以前做一次，没有做的那天照记，不补。`;
  if (terms.every === 'once') return `${who}，从投用或者变化那天起 ${terms.days} 天内办一次。`;
  if (terms.every === 'days')
    return `${who}，录像至少保存 ${terms.keepDays} 天，用途达到以后删除；每 ${terms.days} 天查一次。`;
  return `${who}，每 ${terms.months} 个月一次，从上次算起；没有做过的，从适用那天起 ${terms.firstDays} 天内做。`;
};

type Told = Pick<RuleVersion<DutyTerms>, 'version' | 'from' | 'article' | 'source' | 'standing'>;
function table(type: DutyType, who: string, told: Told, value: DutyTerms, isSettable: boolean): RuleTable<DutyTerms> {
  return defineRule<DutyTerms>({
    key: `duty:${type}`,
    label: `定期安全事项：${dutyLabel(type)}`,
    ...(isSettable ? { isSettable: true as const } : {}),
    says: (terms) =>
      [spoken(who, terms), '到期日是当天 24 时，遇节假日不顺延。'].slice(0, terms.every === 'day' ? 1 : 2),
    versions: [{ ...told, value }],
  });
}
const read = (article: string, more: Partial<Told> = {}): Told => ({
  ...{ version: '2026-1', from: '2020-01-01', article, standing: 'read' },
  source: '法律和条例文本快照',
  ...more,
});

const RULES: Readonly<Record<DutyType, RuleTable<DutyTerms>>> = {
  'hazchem.evaluation': table(
    'hazchem.evaluation',
    '生产、储存危险化学品的企业',
    read('危险化学品安全管理条例第二十二条', {
      standing: 'reference',
      source: '条例已读；危险化学品安全法施行后还有没有这一条没有核对，第一次的天数为设计值，可由主管部门另定',
    }),
    { every: 'months', months: 36, firstDays: 30 },
    true,
  ),
  'fire.test': table(
    'fire.test',
    '设有建筑消防设施的单位',
    read('消防法第十六条', { source: '消防法已读；第一次的天数为设计值' }),
    { every: 'months', months: 12, firstDays: 30 },
    false,
  ),
  'fire.patrol': table(
    'fire.patrol',
    '消防安全重点单位',
    read('消防法第十七条', { source: '消防法已读' }),
    { every: 'day', byHour: 24 },
    false,
  ),
  'video.keep': table(
    'video.keep',
    '公共安全视频系统的使用单位',
    read('公共安全视频图像信息系统管理条例第十七条', {
      ...{ version: '2025-1', from: '2025-04-01' },
      source: '条例已读，2025 年 4 月 1 日施行；多久查一次为设计值',
    }),
    { every: 'days', days: 30, keepDays: 30 },
    false,
  ),
  'video.file': table(
    'video.file',
    '公共安全视频系统的使用单位，向县级公安机关备案',
    read('公共安全视频图像信息系统管理条例第十四条', {
      ...{ version: '2025-1', from: '2025-04-01' },
      source: '条例已读，2025 年 4 月 1 日施行',
    }),
    { every: 'once', days: 30 },
    false,
  ),
  'pledge.daily': table(
    'pledge.daily',
    '危险化学品企业，由企业公开承诺当天的安全风险已经研判并受控',
    read('安全承诺公告', {
      standing: 'reference',
      source: '只在化工园区平台值班日报模板里读到，可由主管部门另定',
    }),
    { every: 'day', byHour: 10 },
    true,
  ),
  'drill.government': table(
    'drill.government',
    '县级以上人民政府及其部门、派出机关',
    read('生产安全事故应急条例第八条', { source: '条例已读；第一次的天数为设计值' }),
    { every: 'months', months: 24, firstDays: 30 },
    false,
  ),
};

/** What is asked of a type by the table of a day, and the article it follows from. */
export const dutyTerms = (type: DutyType, at: Date): DutyTerms => ruleOn(RULES[type], localDate(at)).value;
export const dutyArticle = (type: DutyType, at: Date): string => ruleOn(RULES[type], localDate(at)).article;

/** The instant until which what is due on a day may be done. */
export function lastMoment(terms: DutyTerms, dueOn: LocalDate): Date {
  return terms.every === 'day' && terms.byHour < 24 ? atLocalHour(dueOn, terms.byHour) : endOfLocalDay(dueOn);
}

/** The day by which it is due, of one that is asked since a day and was done last on another. */
export function dueDay(
  terms: DutyTerms,
  { startsOn, lastOn, now }: { startsOn: LocalDate; lastOn?: LocalDate | undefined; now: Date },
): LocalDate {
  if (terms.every === 'months')
    return lastOn === undefined ? addDays(startsOn, terms.firstDays) : addMonths(lastOn, terms.months);
  if (terms.every === 'days') return addDays(lastOn ?? startsOn, terms.days);
  if (terms.every === 'once') return addDays(startsOn, terms.days);
  const today = localDate(now);
  if (startsOn > today) return startsOn;
  // Nobody is asked for a day of which the hour is over already, or which was done.
  return lastOn === today || lastMoment(terms, today) < now ? addDays(today, 1) : today;
}

interface Limits {
  tellAfter: number;
  shownDays: number;
}
const LIMITS = defineRule<Limits>({
  key: 'duty-limits',
  label: '定期安全事项：漏做和显示',
  isSettable: true,
  says: ({ tellAfter, shownDays }) => [
    `每天要做的，连着 ${tellAfter} 天没有做，告诉园区和监管部门；以后每多 ${tellAfter} 天再告诉一次。`,
    `页面上显示最近 ${shownDays} 条记录，全部记录一直保存。`,
  ],
  versions: [
    {
      version: '2026-1',
      from: '2020-01-01',
      article: '意见（十三）',
      source: '设计值，可由主管部门另定',
      standing: 'reference',
      value: { tellAfter: 3, shownDays: 31 },
    },
  ],
});
export const dutyLimits = (now: Date): Limits => ruleOn(LIMITS, localDate(now)).value;
