import { isItemLate, ORIGINS, type PlanItem, planItems } from '#domain/plans';
import { daysBetween, formatDay, localDate } from '#kernel/dates';
import { statusRow } from '#kernel/lifecycle';
import { paths } from '#kernel/paths';

const LIST_TEXT = 60;
const shorten = (text: string): string => {
  const letters = Array.from(text);
  return letters.length > LIST_TEXT ? `${letters.slice(0, LIST_TEXT).join('')}…` : text;
};

/** The tags of an item: its status, late, and amber for evidence that has ended. */
export function presentItemTags(item: PlanItem, now: Date) {
  const { label, tone } = statusRow(planItems.lifecycle, item.status);
  return { status: { label, tone }, isLate: isItemLate(item, now), isLapsed: item.isLapsed };
}

/** `12月10日`, with what that means today while something is owed. */
export function presentItemDue(item: PlanItem, now: Date): string {
  if (item.dueOn === undefined) return '';
  const day = formatDay(item.dueOn);
  if (item.status !== 'planned' && item.status !== 'doing') return day;
  const days = daysBetween(localDate(now), item.dueOn);
  return `${day}（${days > 0 ? `还有 ${days} 天` : days === 0 ? '今天到期' : `已逾期 ${-days} 天`}）`;
}

export const originLabel = (item: Pick<PlanItem, 'origin'>): string =>
  ORIGINS.find((row) => row.code === item.origin.kind)?.label ?? '其他';

/** One line of a list. */
export const presentItemRow = (item: PlanItem, now: Date) => ({
  ...presentItemTags(item, now),
  reference: item.reference,
  href: paths.item(item.reference),
  text: shorten(item.measure ?? item.problem),
  meta: [
    originLabel(item),
    item.ownerName === undefined ? '' : `责任人 ${item.ownerName}`,
    presentItemDue(item, now),
    item.round > 1 ? `第 ${item.round} 轮` : '',
  ]
    .filter((part) => part !== '')
    .join(' · '),
});

/** Who has the item now, and what comes next. */
export function presentItemStanding(item: PlanItem): { holder: string; next: string } {
  const owner = item.ownerName ?? '';
  switch (item.status) {
    case 'proposed':
      return { holder: '企业负责人或安全管理员', next: '看要不要采纳；不采纳要写理由' };
    case 'planned':
      return { holder: owner, next: '开始做；做完放上证明材料' };
    case 'doing':
      return { holder: owner, next: item.round > 1 ? '按检查意见重做，再放上证明材料' : '做完后放上证明材料' };
    case 'done':
      return { holder: '做的人以外的另一个人', next: '到现场看有没有效果' };
    case 'effective':
      return item.isLapsed ? { holder: owner, next: '证明材料过期了，要换一份有效的' } : { holder: '', next: '已办结' };
    case 'cancelled':
      return { holder: '', next: '已取消' };
    case 'dismissed':
      return { holder: '', next: '没有采纳' };
  }
}
