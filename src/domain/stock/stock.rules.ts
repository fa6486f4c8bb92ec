import { localDate } from '#kernel/dates';
import { defineRule, ruleOn } from '#kernel/rules';

interface StockTerms {
  /** Calendar days to fill up what fell below its minimum. */
  restockDays: number;
  /** Months from one count to the next. */
  countEveryMonths: number;
}

const STOCK_RULE = defineRule<StockTerms>({
  key: 'emergency-stock',
  isSettable: true,
  label: '应急物资',
  says: ({ restockDays, countEveryMonths }) => [
    `每样物资写明最低数；低于最低数的在 ${restockDays} 天内补足，每 ${countEveryMonths} 个月盘点一次，过期的更换。`,
    '领用、补充、盘点各记一笔，记下就不改；写错了用盘点更正。',
  ],
  versions: [
    {
      version: '2026-1',
      from: '2020-01-01',
      article: '意见（十三）；生产安全事故应急条例第十三条',
      source: '条例要求配备并定期检测、维护应急物资；补足和盘点天数为设计值，可由主管部门另定',
      standing: 'reference',
      value: { restockDays: 7, countEveryMonths: 3 },
    },
  ],
});

export const stockTerms = (now: Date): StockTerms => ruleOn(STOCK_RULE, localDate(now)).value;
