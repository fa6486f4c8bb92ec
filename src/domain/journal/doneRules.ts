import { localDate } from '#kernel/dates';
import { defineRule, ruleOn } from '#kernel/rules';

/** How long it is remembered that a form has taken effect: longer than any form that was drawn may still be sent. */
const DONE_RULE = defineRule<{ days: number }>({
  key: 'done-acts',
  label: '办过的不再办第二次',
  says: ({ days }) => [`一张表交过以后，${days} 天内再交同一张只算一次，页面会说已经办好。`],
  versions: [
    {
      version: '2026-1',
      from: '2020-01-01',
      article: '意见（十六）',
      source: '设计值',
      standing: 'reference',
      value: { days: 15 },
    },
  ],
});

export const doneDays = (now: Date): number => ruleOn(DONE_RULE, localDate(now)).value.days;
