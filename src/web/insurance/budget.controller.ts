import type { Request, Response } from 'express';
import {
  type ActivityUse,
  activitiesOf,
  MOVEMENTS,
  policies,
  readStatement,
  type Statement,
  services,
} from '#domain/insurance';
import { enterpriseName } from '#domain/organisations';
import { formatDate, formatDays } from '#kernel/dates';
import { notFound } from '#kernel/errors';
import { yuanOf } from '#kernel/money';
import { paths } from '#kernel/paths';
import type { FlowLink } from '../charts.ts';
import { pagerOf, pagesQuery } from '../listAddress.ts';
import { contextOf, partOf } from '../request.ts';

type Part = [source: string, target: string, fen: number];
/** Premium → budget → activities, reserved and settled together, in yuan; parts of nothing are left out. */
function flowOf({ policy, budget }: Statement, activities: readonly ActivityUse[]): FlowLink[] {
  const parts: Part[] = [
    ['实收保费', '预防服务额度', budget.accruedFen],
    ['实收保费', '其余保费', Math.max(0, policy.premiumFen - budget.accruedFen)],
    ['预防服务额度', '可用', budget.availableFen],
    ...activities.map(({ label, amountFen }): Part => ['预防服务额度', label, amountFen]),
  ];
  return parts.flatMap(([source, target, fen]) => (fen > 0 ? [{ source, target, value: fen / 100 }] : []));
}

/** 预防服务额度 of one year as a statement; each entry opens its papers. */
export async function showBudget(req: Request, res: Response): Promise<void> {
  const ctx = contextOf(req);
  const [reference, year] = [partOf(req, 'reference'), Number(partOf(req, 'year'))];
  if (!Number.isSafeInteger(year)) throw notFound('common.not-found');
  const { after } = pagesQuery.parse(req.query);
  const statement = await readStatement(ctx, { reference, year, after });
  const { policy, budget, entries } = statement;
  const links = flowOf(statement, await activitiesOf(budget, ctx.now));
  res.page('insurance/budget', {
    title: `预防服务额度 ${reference}`,
    back: { href: policies.pathOf(reference), label: `返回 ${reference}` },
    lead: `${await enterpriseName(policy.enterpriseId)}，${formatDays(budget.from, budget.until)}。额度是保险机构应当提供的服务，不是企业的钱。`,
    sums: [
      { label: '期初可用', value: yuanOf(0) },
      { label: '计入', value: yuanOf(budget.accruedFen) },
      { label: '预留', value: yuanOf(budget.reservedFen) },
      { label: '已结算', value: yuanOf(budget.spentFen) },
      { label: '期末可用', value: yuanOf(budget.availableFen) },
    ],
    flow:
      links.length === 0
        ? undefined
        : {
            id: 'flow',
            title: '保费到服务',
            what: '从哪里到哪里',
            unit: '金额',
            svg: await res.charts.flow(links),
            rows: links.map(({ source, target, value }) => ({
              label: `${source} → ${target}`,
              value: yuanOf(Math.round(value * 100)),
            })),
          },
    rows: entries.rows.map(({ movement, amountFen, availableFen, serviceReference, voucher, at }) => ({
      href: serviceReference === undefined ? policies.pathOf(reference) : services.pathOf(serviceReference),
      what: MOVEMENTS[movement].label,
      paper: [serviceReference ?? '保费收退', voucher].filter(Boolean).join('，凭证 '),
      amount: yuanOf(amountFen),
      available: yuanOf(availableFen),
      on: formatDate(at),
    })),
    ...pagerOf(paths.budget(reference, String(year)), { after }, entries.nextCursor),
  });
}
