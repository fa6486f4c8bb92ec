import { localDate } from '#kernel/dates';
import { defineRule, ruleOn } from '#kernel/rules';

interface SourceTerms {
  /** A signature is fresh so many seconds before and after it was sent. */
  toleranceSeconds: number;
  /** A key that was replaced still signs so many hours. */
  oldKeyHours: number;
  /** Events in one message. */
  mostAtOnce: number;
  /** Days the name of an event is known, so that it counts once; what is older is taken no more. */
  keepDays: number;
}

const SOURCE_RULE = defineRule<SourceTerms>({
  key: 'alert-sources',
  label: '报警接入',
  isSettable: true,
  says: ({ toleranceSeconds, oldKeyHours, mostAtOnce, keepDays }) => [
    `平台的消息要签名，发送时间相差不超过 ${toleranceSeconds} 秒；换下的密钥还能用 ${oldKeyHours} 小时；一次最多 ${mostAtOnce} 条。`,
    `同一编号的事件 ${keepDays} 天里只算一次，更早发生的不再接收。`,
  ],
  versions: [
    {
      version: '2026-1',
      from: '2020-01-01',
      article: '意见（十二）',
      source: 'Standard Webhooks（签名、时间差）；其余为设计值，可由主管部门另定',
      standing: 'reference',
      value: { toleranceSeconds: 300, oldKeyHours: 24, mostAtOnce: 100, keepDays: 90 },
    },
  ],
});

export const sourceTerms = (now: Date): SourceTerms => ruleOn(SOURCE_RULE, localDate(now)).value;
