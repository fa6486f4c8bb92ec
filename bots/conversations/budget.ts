import { findFirmBudgets, policies } from '#domain/insurance';
import { actsAs, runsEnterprise } from '#kernel/actor';
import { formatDay } from '#kernel/dates';
import { yuanOf } from '#kernel/money';
import { paths } from '#kernel/paths';
import { type Conversation, end, type Start, say } from '../conversation.ts';

/** 预防服务额度 of the firm in a few lines: what came in, what is reserved, what was spent, what is left. */
const start: Start = async (_asked, { ctx, publicUrl }) => {
  // Insurers and regulators read what all firms have on a page of their own.
  const reads = actsAs(ctx.actor, 'insurer', 'regulator', 'park-officer');
  if (!runsEnterprise(ctx.actor))
    return end(say('budget-not-yours', { link: reads ? `${publicUrl}${policies.path}` : '' }));
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

const MOST_POLICIES = 5;

/** Policies a firm has entered that wait for their insurer's word: to the insurer those to confirm, to the firm its own. */
const toConfirm: Start = async (_asked, { ctx, publicUrl }) => {
  const link = `${publicUrl}${policies.path}`;
  if (!runsEnterprise(ctx.actor) && !actsAs(ctx.actor, 'insurer')) return end(say('policies-not-yours'));
  const { rows, nextCursor } = await policies.find(ctx, { status: 'pending', limit: MOST_POLICIES });
  const listed = rows.map(({ reference, number }) => ({ reference, number }));
  const hasMore = nextCursor !== undefined;
  return end(say('policies', { rows: listed, hasMore, isInsurer: actsAs(ctx.actor, 'insurer'), link }));
};

/** 预防服务额度 · 待确认的保单 */
export const budget: Conversation = {
  name: 'budget',
  claims: {
    budget: {
      pattern:
        /^(查|查看|看|看看)?(我的|我们的|我们厂的?|企业的?)?(预防服务|预防费用|事故预防服务?|安责险)?(的)?(剩余)?额度(还有|还剩|剩)?(多少|几多)?(钱)?(吗)?$|^(还剩|还有|剩)(多少|几多)(预防)?(服务)?(额度|额度钱)$/,
      examples: [
        '预防服务额度',
        '还剩几多服务额度',
        '查额度',
        '额度',
        '我们的额度还剩多少',
        '預防服務額度',
        '预防费用额度',
      ],
      nearMisses: ['额度用完了就不让培训', '预防服务没人来', '额度不够'],
      start,
    },
    policies: {
      pattern:
        /^(查|看|查看)?(有)?(没有|有没有|哪些|几份)?(待|要|等我?|需要我?)确认的?(安责险)?保单$|^保单(待|要|等)?确认$/,
      examples: ['待确认的保单', '要确认的保单', '有哪些待确认的保单', '待確認的保單'],
      nearMisses: ['保单贴在配电箱上', '确认保单的人没来'],
      start: toConfirm,
    },
  },
  steps: {},
};
