import type { Request, Response } from 'express';
import { z } from 'zod';
import { readEach } from '#domain/aside';
import { findSatisfaction, readBudgetUse, type UseSums } from '#domain/insurance';
import { enterpriseName, regionName, SECTORS, sectorLabel } from '#domain/organisations';
import { formatDays } from '#kernel/dates';
import { yuanOf } from '#kernel/money';
import { paths } from '#kernel/paths';
import {
  addressOf,
  askedCode,
  askedFlag,
  askedId,
  askedIn,
  askedRegion,
  pagerOf,
  quickFilters,
} from '../listAddress.ts';
import { contextOf } from '../request.ts';

const PATH = paths.budgetUse;
const query = z.object({ unused: askedFlag, region: askedRegion, sector: askedCode(SECTORS), after: askedId });
/** Share of what was accrued that was spent, as people say it. */
const used = ({ spentFen, accruedFen }: Pick<UseSums, 'spentFen' | 'accruedFen'>): string =>
  accruedFen === 0 ? '—' : `${Math.round((spentFen * 100) / accruedFen)}%`;

/** An amount under a heading that says 元 already. */
const bare = (amountFen: number): string => yuanOf(amountFen).replace(/ 元$/, '');

/** 额度使用情况 of an insurer or a region: what was accrued, what became of it, and where something is left. */
export async function showBudgetUse(req: Request, res: Response): Promise<void> {
  const asked = askedIn(query, req, res);
  const { unused: isUnused, ...rest } = asked;
  const { sums, unused, page, regions, sectors } = await readBudgetUse(contextOf(req), { ...rest, isUnused });
  const satisfaction = await findSatisfaction(contextOf(req));
  const { region, sector } = asked;
  const place = { region, sector };
  const rowOf = (name: string, at: { region?: string | undefined; sector?: string | undefined }, of: UseSums) => ({
    name,
    href: addressOf(PATH, { ...place, ...at }),
    cells: [String(of.budgets), bare(of.accruedFen), bare(of.spentFen), used(of)],
  });
  res.page('insurance/use', {
    title: '额度使用情况',
    lead: '预防服务额度按实收保费和合同约定计入，据实结算。比例是上限，不是必须用足。',
    says: [region && regionName(region), sector && sectorLabel(sector)].filter(Boolean).join('，'),
    whole: PATH,
    tiles: [
      { label: '保险年度', value: String(sums.budgets), href: addressOf(PATH, place) },
      {
        label: '快结束还没用完',
        value: String(unused),
        href: addressOf(PATH, { ...place, unused: true }),
        isBad: unused > 0,
      },
    ],
    sums: [
      { label: '计入', value: yuanOf(sums.accruedFen) },
      { label: '预留', value: yuanOf(sums.reservedFen) },
      { label: '已结算', value: yuanOf(sums.spentFen) },
      { label: '可用', value: yuanOf(sums.availableFen) },
      { label: '使用率', value: `${used(sums)}（已结算占计入，预留的不算）` },
      ...(satisfaction === undefined
        ? []
        : [
            {
              label: '满意度',
              value: `${satisfaction.average.toFixed(1)} 分（满分 5 分），${satisfaction.count} 次`,
            },
          ]),
    ],
    heads: ['年度', '计入（元）', '已结算（元）', '使用率'],
    tables: [
      {
        title: '按地区',
        rows: regions.map((row) => rowOf(regionName(row.code), { region: row.code, sector }, row.sums)),
      },
      {
        title: '按行业',
        rows: sectors.map((row) => rowOf(sectorLabel(row.code), { region, sector: row.code }, row.sums)),
      },
    ].filter(({ rows }) => rows.length > 0),
    quick: quickFilters(PATH, asked, [
      ['全部', {}],
      ['快结束还没用完', { unused: true }],
    ]),
    rows: await readEach(
      contextOf(req),
      'budget',
      page.rows,
      async (budget) => ({
        href: paths.budget(budget.policyReference, String(budget.year)),
        reference: budget.policyReference,
        text: await enterpriseName(budget.enterpriseId),
        meta: `${formatDays(budget.from, budget.until)} · 计入 ${yuanOf(budget.accruedFen)} · 可用 ${yuanOf(budget.availableFen)} · 使用率 ${used(budget)}`,
        tags: [],
      }),
      ({ policyReference }) => ({ isUnreadable: true, reference: policyReference }),
    ),
    ...pagerOf(PATH, asked, page.nextCursor),
  });
}
