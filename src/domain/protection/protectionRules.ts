import { localDate } from '#kernel/dates';
import { defineRule, ruleOn } from '#kernel/rules';

interface CustodyRule {
  /** How long a contact stays open once it was opened for a reason, and once its owner agreed. */
  hours: number;
  givenDays: number;
  /** How long one look at it stands on the screen. */
  lookMinutes: number;
  /** Another person of the body agrees before it opens; never where its owner agreed. */
  needsSecond: boolean;
  /** Working days the other person has to answer. */
  agreeWorkingDays: number;
}

/** How the sealed contact of a reporter may be opened. */
export const CUSTODY = defineRule<CustodyRule>({
  key: 'contact-custody',
  label: '打开上报人的联系方式',
  says: ({ hours, givenDays, lookMinutes, needsSecond, agreeWorkingDays }) => [
    `只有监管部门指定的保密专员能打开，要写明理由，${needsSecond ? `由本部门另一个人在 ${agreeWorkingDays} 个工作日内同意，` : ''}打开 ${hours} 小时后自动收回，每次看 ${lookMinutes} 分钟。`,
    `上报人同意联系的，不用另一个人同意，${givenDays} 天后收回；上报人收回同意就马上收回。`,
    '每次打开、每次看都告诉上报人，并记进操作记录。企业的人不能担任保密专员。',
  ],
  versions: [
    {
      version: '2026-1',
      from: '2020-01-01',
      article: '意见（九）；安全生产法第七十三条',
      source: '设计值：法律要求为举报人保密，未规定时限',
      standing: 'reference',
      value: { hours: 24, givenDays: 30, lookMinutes: 10, needsSecond: true, agreeWorkingDays: 1 },
    },
  ],
});
export const custodyRule = (now: Date): CustodyRule => ruleOn(CUSTODY, localDate(now)).value;

interface WatchRule {
  /** Working days the body has to look at what reporters answered, and at a day's changes of accounts. */
  seeWorkingDays: number;
  /** For so many days after a report what happens to the account behind it is looked at; while it is open, always. */
  days: number;
}

/** How it is watched that nobody is made to pay for a report. */
export const WATCH = defineRule<WatchRule>({
  key: 'reporter-watch',
  label: '防止打击报复',
  says: ({ seeWorkingDays, days }) => [
    `上报人的回访答复、企业里账号的停用、收回、解绑和重置，由监管部门 ${seeWorkingDays} 个工作日内看。`,
    `匿名上报没有办结，或上报不满 ${days} 天的，都看。`,
  ],
  versions: [
    {
      version: '2026-1',
      from: '2020-01-01',
      article: '意见（五）；安全生产法第五十四条',
      source: '设计值：法律未规定天数',
      standing: 'reference',
      value: { seeWorkingDays: 2, days: 90 },
    },
  ],
});
export const watchRule = (now: Date): WatchRule => ruleOn(WATCH, localDate(now)).value;

/** What the law says to whoever would make a reporter pay. */
export const LAW_54 =
  '安全生产法第五十四条：生产经营单位不得因从业人员对本单位安全生产工作提出批评、检举、控告或者拒绝违章指挥、强令冒险作业而降低其工资、福利等待遇或者解除与其订立的劳动合同。';
