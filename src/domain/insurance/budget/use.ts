import type { QueryFilter } from 'mongoose';
import { sumTallies, type Wanted } from '#domain/tallies';
import { actsAs } from '#kernel/actor';
import type { Context } from '#kernel/context';
import { addDays, localDate } from '#kernel/dates';
import { forbidden, notFound } from '#kernel/errors';
import { type Page, readPage } from '#platform/page';
import { insuranceClock } from '../mustInsureRules.ts';
import { BUDGET_BOARD, MEASURES, type Measure } from './board.ts';
import { type Budget, BudgetModel } from './budget.model.ts';

/** Sums of several budgets, fen, and how many they are. */
export type UseSums = Record<Measure, number>;

/** How budgets of prevention services are used: all together, by division and section, and a page of them. */
export interface BudgetUse {
  sums: UseSums;
  /** Budgets in their last days of which something is left. */
  unused: number;
  page: Page<Budget>;
  /** Of a regulator, by the divisions under their own, and by section. */
  regions: { code: string; sums: UseSums }[];
  sectors: { code: string; sums: UseSums }[];
}
export interface UseFilter {
  isUnused?: boolean | undefined;
  /** A division inside the regulator's. */
  region?: string | undefined;
  sector?: string | undefined;
}

const none = (): UseSums => ({ accruedFen: 0, availableFen: 0, reservedFen: 0, spentFen: 0, budgets: 0 });

/** Which budgets somebody reads: as cells of the board, and as rows of the list. */
interface Own {
  cells: Partial<Record<'insurer' | 'county' | 'sector', Wanted>>;
  rows: QueryFilter<Budget>;
  /** How many digits of a code part the divisions below. */
  deeper: number;
}

function ownOf({ actor }: Context, { region, sector }: UseFilter): Own {
  if (actsAs(actor, 'insurer') && actor.scope.insurerId !== undefined)
    return { cells: { insurer: actor.scope.insurerId }, rows: { insurerId: actor.scope.insurerId }, deeper: 0 };
  if (!actsAs(actor, 'regulator') || actor.scope.regionCode === undefined) throw forbidden('common.not-allowed');
  const { regionCode, sectors } = actor.scope;
  const within = region ?? regionCode;
  // Nobody looks into a region or a section that is not theirs.
  if (!within.startsWith(regionCode)) throw notFound('common.not-found');
  if (sector !== undefined && sectors?.includes(sector) === false) throw notFound('common.not-found');
  const of = sector === undefined ? sectors : [sector];
  return {
    cells: { county: { startsWith: within }, ...(of === undefined ? {} : { sector: [...of] }) },
    rows: { regionPath: within, ...(of === undefined ? {} : { sector: { $in: [...of] } }) },
    deeper: Math.min(6, within.length + 2),
  };
}

/** @throws Forbidden for all but insurers, who read their own, and regulators, who read those of their region. */
export async function readBudgetUse(
  ctx: Context,
  { after, ...filter }: UseFilter & { after?: string | undefined } = {},
): Promise<BudgetUse> {
  const { cells, rows, deeper } = ownOf(ctx, filter);
  const today = localDate(ctx.now);
  const late = {
    ...rows,
    until: { $gte: today, $lte: addDays(today, insuranceClock(ctx.now).unusedDays) },
    availableFen: { $gt: 0 },
  };
  const [cellsOf, unused, page] = await Promise.all([
    deeper === 0
      ? sumTallies(BUDGET_BOARD, cells, ['measure'], ctx.now)
      : sumTallies(BUDGET_BOARD, cells, ['county', 'sector', 'measure'], ctx.now),
    BudgetModel.countDocuments(late),
    readPage(BudgetModel, filter.isUnused ? late : rows, { after }),
  ]);
  const [sums, regions, sectors] = [none(), new Map<string, UseSums>(), new Map<string, UseSums>()];
  const add = (to: Map<string, UseSums>, code: string, measure: Measure, count: number): void => {
    const row = to.get(code) ?? none();
    row[measure] += count;
    to.set(code, row);
  };
  for (const { dims, count } of cellsOf) {
    const measure = MEASURES.find((one) => one === dims.measure);
    if (measure === undefined) continue;
    sums[measure] += count;
    if (deeper === 0) continue;
    add(regions, dims.county.slice(0, deeper), measure, count);
    add(sectors, dims.sector, measure, count);
  }
  const inOrder = (of: Map<string, UseSums>) =>
    [...of].map(([code, one]) => ({ code, sums: one })).toSorted((a, b) => (a.code < b.code ? -1 : 1));
  return { sums, unused, page, regions: inOrder(regions), sectors: inOrder(sectors) };
}
