import { type Criterion, replacedBy } from '#domain/criteria';
import { atLocalHour, formatDate, type LocalDate } from '#kernel/dates';
import { paths } from '#kernel/paths';

/** What everybody is told wherever a criterion is shown. */
export const OFFICIAL_TEXT_DECIDES = '这里是便于查找的摘要，判定以正式发布的原文为准。';

/** A day with its year: standards are known by it. */
export const formatYearDay = (day: LocalDate): string => formatDate(atLocalHour(day, 0));

/** Whether the official text was held beside it, and whether it still counts. */
export function presentTags(one: Criterion): { label: string; tone: string }[] {
  const by = replacedBy(one);
  return [
    one.isChecked ? { label: '已核对原文', tone: 'good' } : { label: '未核对原文', tone: 'waiting' },
    ...(by === '' ? [] : [{ label: `已过时，被 ${by} 代替`, tone: 'bad' }]),
    ...(one.isRepealed ? [{ label: '已废止', tone: 'bad' }] : []),
  ];
}

/** One criterion in a list: what it says, where it stands, since when. */
export const presentCriterion = (one: Criterion) => ({
  href: paths.criterion(one.id),
  id: one.id,
  text: one.text,
  tags: presentTags(one),
  basis: `${one.industry} · ${one.source} ${one.article}`,
  dated: `${formatYearDay(one.sourceDate)} · 第 ${one.version} 版`,
});
