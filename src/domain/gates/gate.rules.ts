import type { PassKind } from '#domain/passes';
import { localDate } from '#kernel/dates';
import { labelIn } from '#kernel/labels';
import { defineRule, ruleOn } from '#kernel/rules';

/** What may go through a gate of a kind. */
export const GATE_KINDS = [
  { code: 'dedicated', label: '危化品专用', allows: ['hazchem'] },
  { code: 'mixed', label: '综合', allows: ['visitor', 'fixed', 'contractor', 'material'] },
  { code: 'unattended', label: '无人值守', allows: ['visitor', 'fixed', 'contractor'] },
  { code: 'emergency', label: '应急（平时关闭）', allows: [] },
] as const satisfies readonly { code: string; label: string; allows: readonly PassKind[] }[];
export type GateKind = (typeof GATE_KINDS)[number]['code'];

interface GateTerms {
  /** A signature is fresh so many seconds before and after it was sent. */
  toleranceSeconds: number;
  /** A key that was replaced still signs so many hours. */
  oldKeyHours: number;
  /** Crossings in one message. */
  mostAtOnce: number;
  /** Told so many minutes after it happened, it is late. */
  lateMinutes: number;
  /** Hours somebody may be inside before somebody looks for them. */
  mostInsideHours: number;
  /** Days a crossing is kept. */
  keepDays: number;
}

const GATE_RULE = defineRule<GateTerms>({
  key: 'gates',
  label: '园区卡口',
  isSettable: true,
  says: ({ toleranceSeconds, oldKeyHours, mostAtOnce, lateMinutes, mostInsideHours, keepDays }) => [
    ...GATE_KINDS.map(({ code, label }) => `${label}卡口：${ALLOWS[code]}。`),
    '军警、消防、抢险、救护车辆随到随放，事后登记；出园一律放行。',
    `卡口设备的消息要签名，发送时间相差不超过 ${toleranceSeconds} 秒；换下的密钥还能用 ${oldKeyHours} 小时；一次最多 ${mostAtOnce} 条。`,
    `进来超过 ${mostInsideHours} 小时没有出园的，包括救援车辆，请园区去找人。`,
    `发生 ${lateMinutes} 分钟以后才送到的记为补传。进出记录保存 ${keepDays} 天。`,
  ],
  versions: [
    {
      version: '2026-1',
      from: '2020-01-01',
      article: '意见（十二）（十八）',
      source:
        'Standard Webhooks（签名、时间差）；内丘、金乡公告转载（卡口种类、先放行）；其余为设计值，可由主管部门另定',
      standing: 'reference',
      value: {
        toleranceSeconds: 300,
        oldKeyHours: 24,
        mostAtOnce: 100,
        lateMinutes: 10,
        mostInsideHours: 24,
        keepDays: 90,
      },
    },
  ],
});
const ALLOWS: Readonly<Record<GateKind, string>> = {
  dedicated: '只走危化品、危废车辆',
  mixed: '走人、普通车辆和货物',
  unattended: '走人和普通车辆',
  emergency: '只走救援车辆',
};

export const gateTerms = (now: Date): GateTerms => ruleOn(GATE_RULE, localDate(now)).value;
export const gateKindLabel = (kind: GateKind): string => labelIn(GATE_KINDS, kind);
export const allowsKind = (gate: GateKind, pass: PassKind): boolean =>
  (GATE_KINDS.find(({ code }) => code === gate)?.allows as readonly PassKind[] | undefined)?.includes(pass) ?? false;
