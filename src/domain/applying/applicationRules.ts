import { type LocalDate, localDate } from '#kernel/dates';
import { defineRule, ruleOn } from '#kernel/rules';

interface ApplicationClock {
  /** Working days a park has to recommend or send back. */
  recommendWorkingDays: number;
  /** Working days the competent body has from when it is its turn. */
  decideWorkingDays: number;
  /** Working days a firm has to correct what was sent back. */
  correctWorkingDays: number;
  /** Days within which a refused firm may object. */
  appealDays: number;
  /** Days without a change after which a draft counts as abandoned. */
  abandonedDays: number;
}

/** How long each step of an application may take. */
export const APPLICATION_CLOCK = defineRule<ApplicationClock>({
  key: 'application-clock',
  isSettable: true,
  label: '申请办理时限',
  says: (days) => [
    `园区推荐 ${days.recommendWorkingDays} 个工作日，监管部门决定 ${days.decideWorkingDays} 个工作日，企业补正 ${days.correctWorkingDays} 个工作日。`,
    `不予批准的，${days.appealDays} 天内可以提出异议；草稿 ${days.abandonedDays} 天没有改动会提醒。`,
  ],
  versions: [
    {
      version: '2026-1',
      from: '2020-01-01',
      article: '意见（十四）',
      source: '意见未规定天数；推荐、审核、补正、草稿天数为设计值，异议期参照行政复议法第二十条（60日）',
      standing: 'reference',
      value: {
        recommendWorkingDays: 5,
        decideWorkingDays: 10,
        correctWorkingDays: 10,
        appealDays: 60,
        abandonedDays: 7,
      },
    },
  ],
});

export const applicationClock = (now: Date): ApplicationClock => ruleOn(APPLICATION_CLOCK, localDate(now)).value;

export interface Reason {
  code: string;
  label: string;
}
type Verdictive = 'return' | 'refuse' | 'withdraw';

const labelsOf = (reasons: readonly Reason[]): string => reasons.map(({ label }) => label).join('、');

/** Why an application is sent back, refused or withdrawn; a free text always stands beside the code. */
export const APPLICATION_REASONS = defineRule<Record<Verdictive, readonly Reason[]>>({
  key: 'application-reasons',
  label: '申请退回、不予批准和撤回的理由',
  says: (reasons) => [
    `退回：${labelsOf(reasons.return)}。`,
    `不予批准：${labelsOf(reasons.refuse)}。`,
    `撤回：${labelsOf(reasons.withdraw)}。`,
  ],
  versions: [
    {
      version: '2026-1',
      from: '2020-01-01',
      article: '意见（十四）',
      source: '设计值',
      standing: 'reference',
      value: {
        return: [
          { code: 'missing', label: '缺少内容或人员' },
          { code: 'numbers', label: '人数、收入或资产需要核对' },
          { code: 'industry', label: '行业或高危领域需要核对' },
          { code: 'place', label: '所在地或园区需要核对' },
          { code: 'identity', label: '企业或经办人身份需要证明' },
          { code: 'other', label: '其他' },
        ],
        refuse: [
          { code: 'not-eligible', label: '三项条件都不符合' },
          { code: 'outside', label: '不在本批次范围内' },
          { code: 'untrue', label: '申报内容与事实不符' },
          { code: 'not-the-firm', label: '经办人不能代表这家企业' },
          { code: 'other', label: '其他' },
        ],
        withdraw: [
          { code: 'later', label: '以后再申请' },
          { code: 'mistaken', label: '填错了，重新申请' },
          { code: 'other', label: '其他' },
        ],
      },
    },
  ],
});

/** The reasons that can be chosen on `day`. */
export const reasonsFor = (kind: Verdictive, day: LocalDate): readonly Reason[] =>
  ruleOn(APPLICATION_REASONS, day).value[kind];

/** A reason's words, whichever version it came from. */
export function reasonLabel(code: string): string {
  for (const { value } of APPLICATION_REASONS.versions.toReversed()) {
    const found = [...value.return, ...value.refuse, ...value.withdraw].find((reason) => reason.code === code);
    if (found !== undefined) return found.label;
  }
  return code;
}
