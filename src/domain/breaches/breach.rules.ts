import { localDate } from '#kernel/dates';
import { labelIn } from '#kernel/labels';
import { defineRule, ruleOn } from '#kernel/rules';

/** What a crossing may break; a code is for ever, for sealed events carry it. */
export const BREACH_KINDS = [
  { code: 'no-pass', label: '没有通行证' },
  { code: 'expired', label: '通行证过期' },
  { code: 'wrong-gate', label: '走错卡口' },
  { code: 'overstay', label: '超时没有出园' },
  { code: 'entry-used', label: '临时通行证已经进过一次' },
  { code: 'plate-mismatch', label: '车牌和通行证对不上' },
  { code: 'waybill-mismatch', label: '运单和通行证对不上' },
  { code: 'core-without-authorisation', label: '没有授权进核心区' },
  { code: 'in-without-out', label: '上次没有出园记录' },
  { code: 'credential-lapsed-today', label: '证件、协议或保险当天已过期' },
  { code: 'wrong-route', label: '没有按路线走' },
  { code: 'speed', label: '超速' },
  { code: 'tailgating', label: '尾随闯入' },
  { code: 'gate-shut', label: '从停用的卡口进来' },
] as const;
export type BreachKind = (typeof BREACH_KINDS)[number]['code'];
/** What only the cameras of a gate can tell; the barrier is open already. */
export const OBSERVED_BREACHES = ['wrong-route', 'speed', 'tailgating'] as const satisfies readonly BreachKind[];
export type ObservedBreach = (typeof OBSERVED_BREACHES)[number];

interface BreachRule {
  closeDays: number;
  /** Not low: a park that only assists leaves these to the body. */
  grave: readonly BreachKind[];
  /** Days a settled case keeps whom it was about. */
  keepDays: number;
}
const BREACH_RULE = defineRule<BreachRule>({
  key: 'gate-breaches',
  isSettable: true,
  label: '违规进出',
  says: ({ closeDays, grave, keepDays }) => [
    `卡口发现这些情况各立一件：${BREACH_KINDS.map(({ label }) => label).join('、')}。同一对象同一种情况没办结前只有一件，再犯记次数。`,
    `园区在 ${closeDays} 天内写明处理结果，监管部门也可以办结；企业可以说明，说明的人不能办结；办结的人不能要求重新处理。`,
    `没有依法赋权、只协助的园区，这些由监管部门办结：${grave.map(breachLabel).join('、')}。`,
    `办结 ${keepDays} 天后，清除车牌、通行证编号和企业说明。`,
  ],
  versions: [
    {
      version: '2026-1',
      from: '2020-01-01',
      article: '意见（十八）',
      source: '设计值：意见只要求封闭化管理，种类、哪些由监管部门办结和天数可由主管部门另定',
      standing: 'reference',
      value: {
        closeDays: 3,
        grave: ['core-without-authorisation', 'waybill-mismatch', 'credential-lapsed-today', 'tailgating', 'gate-shut'],
        keepDays: 90,
      },
    },
  ],
});

export const breachRule = (now: Date): BreachRule => ruleOn(BREACH_RULE, localDate(now)).value;
export const breachLabel = (kind: BreachKind): string => labelIn(BREACH_KINDS, kind);
