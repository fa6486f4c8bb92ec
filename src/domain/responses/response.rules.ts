import { localDate } from '#kernel/dates';
import { defineRule, ruleOn } from '#kernel/rules';

interface ResponseClock {
  /** Minutes after which steps nobody has read are told again, and higher. */
  seenMinutes: number;
}
const RESPONSE_CLOCK = defineRule<ResponseClock>({
  key: 'emergency-response',
  isSettable: true,
  label: '应急响应',
  says: ({ seenMinutes }) => [
    '报告事故的同时，企业和园区启动当天有效、针对这类事故的应急预案，步骤逐条列出；没有写明针对哪类事故的预案都启动。',
    `${seenMinutes} 分钟没有人按「收到」就再提醒，再没有就告诉负责人、园区和监管部门；每一步过了预案写的分钟数还没有办，同样提醒。`,
    '应急结束以前，企业的人、园区和接到报告的部门每一页上面都写着「应急中」。',
  ],
  versions: [
    {
      version: '2026-1',
      from: '2020-01-01',
      article: '意见（十三）；生产安全事故应急条例第十七条、第十八条',
      source: '条例要求立即启动预案；几分钟确认收到为设计值',
      standing: 'reference',
      value: { seenMinutes: 5 },
    },
  ],
});
export const responseClock = (at: Date): ResponseClock => ruleOn(RESPONSE_CLOCK, localDate(at)).value;
