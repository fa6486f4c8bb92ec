import type { Request, Response } from 'express';
import { z } from 'zod';
import { readBudgetUse } from '#domain/insurance';
import { enterpriseName } from '#domain/organisations';
import { formatDays } from '#kernel/dates';
import { yuanOf } from '#kernel/money';
import { paths } from '#kernel/paths';
import { addressOf, askedFlag, askedId, pagerOf, quickFilters } from '../listAddress.ts';
import { contextOf } from '../request.ts';

const PATH = paths.budgetUse;
const query = z.object({ unused: askedFlag, after: askedId });
/** Share of what was accrued that was spent, as people say it. */
const used = (spentFen: number, accruedFen: number): string =>
  accruedFen === 0 ? '—' : `${Math.round((spentFen * 100) / accruedFen)}%`;

/** 额度使用情况 of the insurer: what was accrued, what became of it, and where something is left. */
export async function showBudgetUse(req: Request, res: Response): Promise<void> {
  const asked = query.parse(req.query);
  const { sums, count, unused, page } = await readBudgetUse(contextOf(req), {
    isUnused: asked.unused,
    after: asked.after,
  });
  res.page('insurance/use', {
    title: '额度使用情况',
    lead: '预防服务额度按实收保费和合同约定计入，据实结算。比例是上限，不是必须用足。',
    tiles: [
      { label: '保险年度', value: String(count), href: PATH },
      { label: '快结束还没用完', value: String(unused), href: addressOf(PATH, { unused: true }), isBad: unused > 0 },
    ],
    sums: [
      { label: '计入', value: yuanOf(sums.accruedFen) },
      { label: '预留', value: yuanOf(sums.reservedFen) },
      { label: '已结算', value: yuanOf(sums.spentFen) },
      { label: '可用', value: yuanOf(sums.availableFen) },
      { label: '使用率', value: used(sums.spentFen, sums.accruedFen) },
    ],
    quick: quickFilters(PATH, asked, [
      ['全部', {}],
      ['快结束还没用完', { unused: true }],
    ]),
    rows: await Promise.all(
      page.rows.map(async (budget) => ({
        href: paths.budget(budget.policyReference, String(budget.year)),
        reference: budget.policyReference,
        text: await enterpriseName(budget.enterpriseId),
        meta: `${formatDays(budget.from, budget.until)} · 计入 ${yuanOf(budget.accruedFen)} · 可用 ${yuanOf(budget.availableFen)} · 使用率 ${used(budget.spentFen, budget.accruedFen)}`,
        tags: [],
      })),
    ),
    ...pagerOf(PATH, asked, page.nextCursor),
  });
}
