import { HOUR_MS, localDate, MINUTE_MS } from '#kernel/dates';
import { labelIn } from '#kernel/labels';
import { defineRule, ruleOn } from '#kernel/rules';
import { inWorkingDays } from '#kernel/workingDays';

/** From what can wait to what cannot; a code is for ever, for sealed events carry it. */
export const ALERT_CLASSES = [
  { code: 'reminder', label: '提醒', tone: 'quiet' },
  { code: 'warning', label: '预警', tone: 'waiting' },
  { code: 'alarm', label: '报警', tone: 'bad' },
] as const;
export type AlertClass = (typeof ALERT_CLASSES)[number]['code'];

interface Span {
  amount: number;
  unit: 'minute' | 'hour' | 'working-day';
}
/** What is asked of whoever owns the device: to say that it is seen, and to say what was done. */
export type AlertStep = 'ack' | 'handle';
interface AlertTerms {
  spans: Readonly<Record<AlertClass, Readonly<Record<AlertStep, Span>>>>;
  /** Minutes a device must have been quiet before it counts as put right. */
  holdMinutes: number;
}

const UNITS: Readonly<Record<Span['unit'], string>> = { minute: '分钟', hour: '小时', 'working-day': '个工作日' };
const said = ({ amount, unit }: Span): string => `${amount} ${UNITS[unit]}`;

const ALERT_RULE = defineRule<AlertTerms>({
  key: 'alert-classes',
  label: '提醒、预警、报警',
  isSettable: true,
  says: ({ spans, holdMinutes }) => [
    ...ALERT_CLASSES.toReversed().map(
      ({ code, label }) => `${label}：${said(spans[code].ack)}内确认，${said(spans[code].handle)}内写明怎么处理的。`,
    ),
    '同一设备同一种报警没关闭前只有一件，再报记次数；升级或者恢复以后又报的，重新确认。',
    `设备恢复满 ${holdMinutes} 分钟没有再报，才能核实恢复；处理的人不能关闭。`,
  ],
  versions: [
    {
      version: '2026-1',
      from: '2020-01-01',
      article: '意见（十二）；化工园区平台值班日报模板',
      source: '三类的名称见平台值班日报模板转载；时限和恢复分钟数为设计值，可由主管部门另定',
      standing: 'reference',
      value: {
        spans: {
          reminder: { ack: { amount: 1, unit: 'working-day' }, handle: { amount: 5, unit: 'working-day' } },
          warning: { ack: { amount: 30, unit: 'minute' }, handle: { amount: 4, unit: 'hour' } },
          alarm: { ack: { amount: 5, unit: 'minute' }, handle: { amount: 30, unit: 'minute' } },
        },
        holdMinutes: 10,
      },
    },
  ],
});

const termsOn = (now: Date): AlertTerms => ruleOn(ALERT_RULE, localDate(now)).value;
export const holdMinutes = (now: Date): number => termsOn(now).holdMinutes;
export const classLabel = (code: AlertClass): string => labelIn(ALERT_CLASSES, code);
export const isHigher = (one: AlertClass, other: AlertClass): boolean => rank(one) > rank(other);
const rank = (wanted: AlertClass): number => ALERT_CLASSES.findIndex(({ code }) => code === wanted);

/** Until when a step is to be taken of what was raised at a time, by the rule of that day. */
export function dueOf(raisedAt: Date, of: AlertClass, step: AlertStep): Date {
  const { amount, unit } = termsOn(raisedAt).spans[of][step];
  if (unit === 'working-day') return inWorkingDays(raisedAt, amount);
  return new Date(raisedAt.getTime() + amount * (unit === 'hour' ? HOUR_MS : MINUTE_MS));
}
