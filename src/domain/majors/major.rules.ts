import { DAY_MS, localDate } from '#kernel/dates';
import { labelIn } from '#kernel/labels';
import { defineRule, outOfOrder, ruleOn } from '#kernel/rules';
import { LEVELS, type Level } from './major.model.ts';

interface MajorClock {
  /** Hours from the judgement until people are kept safe. */
  controlHours: number;
  /** Hours from the discovery until body and workers are told. */
  reportHours: number;
  /** Working days until a plan is there, where the fix was arranged before it was judged. */
  planWorkingDays: number;
  /** Months between two words on how far it is. */
  progressMonths: number;
}

export const MAJOR_CLOCK = defineRule<MajorClock>({
  key: 'major-hazard-clock',
  isSettable: true,
  label: '重大隐患档案时限',
  says: (clock) => [
    `判定后 ${clock.controlHours} 小时内登记管控措施；发现后 ${clock.reportHours} 小时内向监管部门报告，并向职工大会或者职工代表大会报告。`,
    `先安排了整改、后判为重大的，${clock.planWorkingDays} 个工作日内补齐治理方案；治理期间至少每 ${clock.progressMonths} 个月报一次进展。`,
  ],
  versions: [
    {
      version: '2026-1',
      from: '2020-01-01',
      article: '意见（十）；安全生产法第四十一条、第六十五条',
      source: '法律写“及时”，小时数为设计值；进展每季度至少一次见宁波挂牌督办整改表；各地不同，可调整',
      standing: 'reference',
      value: { controlHours: 24, reportHours: 24, planWorkingDays: 3, progressMonths: 3 },
    },
  ],
});
export const majorClock = (at: Date): MajorClock => ruleOn(MAJOR_CLOCK, localDate(at)).value;

const ORDER_CLOCK = defineRule<{ answerDays: number }>({
  key: 'major-hazard-order',
  isSettable: true,
  label: '督办答复',
  says: ({ answerDays }) => [`督办没有另定期限的，${answerDays} 天内答复。`],
  versions: [
    {
      version: '2026-1',
      from: '2020-01-01',
      article: '意见（十）逐级督办',
      source: '设计值：意见未规定天数',
      standing: 'reference',
      value: { answerDays: 7 },
    },
  ],
});
/** Calendar days a firm has to answer an order that names no day. */
export const orderAnswerDays = (now: Date): number => ruleOn(ORDER_CLOCK, localDate(now)).value.answerDays;

interface StopClock {
  /** Calendar days for the review before work goes on. */
  reviewDays: number;
  /** A stop is looked at again after so many months. */
  maxMonths: number;
}

export const STOP_CLOCK = defineRule<StopClock>({
  key: 'stop-order-clock',
  isSettable: true,
  label: '停产停用和复产时限',
  says: ({ reviewDays, maxMonths }) => [
    `复产申请 ${reviewDays} 天内到现场审查；停产停用满 ${maxMonths} 个月还没有恢复的，由监管部门复查。`,
  ],
  versions: [
    {
      version: '2026-1',
      from: '2020-01-01',
      article: '意见（十）；安全生产法第六十五条；暂行规定第十八条、第二十三条',
      source: '暂行规定第二十三条：十日内现场审查；临时停产一般不超过六个月',
      standing: 'reference',
      value: { reviewDays: 10, maxMonths: 6 },
    },
  ],
});
export const stopClock = (at: Date): StopClock => ruleOn(STOP_CLOCK, localDate(at)).value;

interface EscalationStep {
  /** Calendar days after the due day. */
  days: number;
  level: Level;
}
export const MAJOR_ESCALATION = defineRule<readonly EscalationStep[]>({
  key: 'major-hazard-escalation',
  isSettable: true,
  contradiction: (steps) =>
    outOfOrder(
      steps.map(({ days }) => days),
      '越往上升级，天数要越多',
    ),
  label: '重大隐患逾期升级',
  says: (steps) =>
    steps.map(({ days, level }) => `治理或者哪一步逾期 ${days} 天，升级到${labelIn(LEVELS, level)}，每一级一次。`),
  versions: [
    {
      version: '2026-1',
      from: '2020-01-01',
      article: '意见（十）逐级督办',
      source: '设计值：意见未规定天数',
      standing: 'reference',
      value: [
        { days: 1, level: 'park' },
        { days: 3, level: 'county' },
        { days: 7, level: 'city' },
        { days: 15, level: 'region' },
      ],
    },
  ],
});

/**
 * The step a late file takes next; undefined at the top. A level nobody is there for is left out.
 * @param taken How many levels it has climbed.
 */
export function nextLevel(
  lateSince: Date,
  taken: readonly Level[],
  hasPark: boolean,
): { at: Date; level: Level } | undefined {
  const steps = ruleOn(MAJOR_ESCALATION, localDate(lateSince)).value;
  const next = steps.find(({ level }) => !taken.includes(level) && (hasPark || level !== 'park'));
  return next === undefined ? undefined : { at: new Date(lateSince.getTime() + next.days * DAY_MS), level: next.level };
}

const MAJOR_RECURRENCE = defineRule<{ days: number }>({
  key: 'major-hazard-recurrence',
  isSettable: true,
  label: '重大隐患重复出现',
  says: ({ days }) => [
    `销号后 ${days} 天内同一地点又出现同类重大隐患的（类别相同，或者依据同一条判定标准），另立一份档案并互相关联，计入重复出现。`,
  ],
  versions: [
    {
      version: '2026-1',
      from: '2020-01-01',
      article: '意见（十）动态清零',
      source: '设计值：意见未规定天数',
      standing: 'reference',
      value: { days: 90 },
    },
  ],
});
/** How long a point is watched after its hazard was closed, and how far back boards look. */
export const recurrenceDays = (now: Date): number => ruleOn(MAJOR_RECURRENCE, localDate(now)).value.days;
