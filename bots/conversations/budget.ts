import { findFirmBudgets } from '#domain/insurance';
import { runsEnterprise } from '#kernel/actor';
import { formatDay } from '#kernel/dates';
import { yuanOf } from '#kernel/money';
import { paths } from '#kernel/paths';
import { type Conversation, end, type Start, say } from '../conversation.ts';

/** 预防服务额度 of the firm in a few lines: what came in, what is reserved, what was spent, what is left. */
const start: Start = async (_asked, { ctx, publicUrl }) => {
  if (!runsEnterprise(ctx.actor)) return end(say('budget-not-yours', {}));
  const found = await findFirmBudgets(ctx);
  const rows = found.map(({ policyReference, year, until, ...sums }) => ({
    policy: policyReference,
    until: formatDay(until),
    accrued: yuanOf(sums.accruedFen),
    reserved: yuanOf(sums.reservedFen),
    spent: yuanOf(sums.spentFen),
    available: yuanOf(sums.availableFen),
    link: `${publicUrl}${paths.budget(policyReference, String(year))}`,
  }));
  return end(say('budget', { rows }));
};

/** 预防服务额度 */
export const budget: Conversation = {
  name: 'budget',
  claims: {
    budget: {
      pattern:
        /^(查|查看|看|看看)?(我的|我们的|我们厂的?|企业的?)?(预防服务|预防费用|事故预防服务?|安责险)?(的)?(剩余)?额度(还有|还剩|剩)?(多少|几多)?(钱)?(吗)?$/,
      examples: ['预防服务额度', '查额度', '额度', '我们的额度还剩多少', '預防服務額度', '预防费用额度'],
      nearMisses: ['额度用完了就不让培训', '预防服务没人来', '额度不够'],
      start,
    },
  },
  steps: {},
};
