import { DAY_MS, endOfLocalDay, HOUR_MS, type LocalDate, localDate } from '#kernel/dates';
import { defineRule, ruleOn } from '#kernel/rules';

interface ClaimRule {
  /** A claimed time further than this from when it was told is printed with the gap. */
  gapHours: number;
}
const CLAIM_RULE = defineRule<ClaimRule>({
  key: 'claimed-times',
  label: '自己填的时间',
  says: ({ gapHours }) => [`自己填的时间和系统收到的时间相差 ${gapHours} 小时以上的，页面上写明相差多少。`],
  versions: [
    {
      version: '2026-1',
      from: '2007-06-01',
      article: '意见（九）、（十）',
      source: '设计值',
      standing: 'reference',
      value: { gapHours: 24 },
    },
  ],
});
const isGap = (ms: number, toldAt: Date): boolean =>
  ms > ruleOn(CLAIM_RULE, localDate(toldAt)).value.gapHours * HOUR_MS;

/** How far a claimed moment lies from when the server heard of it, where that is a gap: `，与系统收到的时间相差约 58 小时`. */
export function gapWords(claim: Date, toldAt: Date): string {
  const ms = Math.abs(toldAt.getTime() - claim.getTime());
  return isGap(ms, toldAt) ? `，与系统收到的时间相差约 ${Math.round(ms / HOUR_MS)} 小时` : '';
}

/** By how many days a claimed day was told late, where that is a gap: `，晚了 6 天才登记`. The day ends at 24:00. */
export function lateWords(day: LocalDate, toldAt: Date, verb = '登记'): string {
  const ms = toldAt.getTime() - endOfLocalDay(day).getTime();
  return isGap(ms, toldAt) ? `，晚了 ${Math.ceil(ms / DAY_MS)} 天才${verb}` : '';
}
