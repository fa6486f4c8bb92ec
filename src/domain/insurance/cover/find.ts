import type { QueryFilter } from 'mongoose';
import { sumTallies } from '#domain/tallies';
import { actsAs } from '#kernel/actor';
import type { Context } from '#kernel/context';
import { type LocalDate, localDate } from '#kernel/dates';
import { forbidden } from '#kernel/errors';
import { ruleOn } from '#kernel/rules';
import { tidyName } from '#kernel/text';
import { type InsuredLine, MUST_INSURE } from '../mustInsureRules.ts';
import { COVER_BOARD } from './board.ts';
import { type Cover, CoverModel } from './cover.model.ts';
import { COVER_STATES, type CoverState } from './state.ts';

/** What the list of 应保未保 can be asked for. */
export interface CoverFilter {
  state?: CoverState | undefined;
  /** A division inside the regulator's. */
  region?: string | undefined;
  sector?: string | undefined;
  /** A line of business that must insure, by its code. */
  line?: string | undefined;
  /** A part of the name, or the credit code. */
  q?: string | undefined;
}
export interface CoverRow {
  firm: Pick<Cover, '_id' | 'name' | 'creditCode' | 'regionCode'>;
  state: CoverState;
  line: InsuredLine;
}

/** Lines of business that must insure on a day. */
export const insuredLines = (day: LocalDate): readonly InsuredLine[] => ruleOn(MUST_INSURE, day).value;

/** Whom a regulator looks after; nobody looks into a region that is not theirs. @throws Forbidden for everybody else. */
function reachOf({ actor }: Context, { region, sector }: CoverFilter) {
  if (!actsAs(actor, 'regulator') || actor.scope.regionCode === undefined) throw forbidden('common.not-allowed');
  const { regionCode, sectors } = actor.scope;
  const own = sectors === undefined ? undefined : [...sectors];
  const asked = sector === undefined ? own : (own ?? [sector]).filter((one) => one === sector);
  const isOutside = region?.startsWith(regionCode) === false;
  return { regionCode: region ?? regionCode, ...(asked === undefined ? {} : { sectors: asked }), isOutside };
}

/** Where a page begins: after the last row of the one before, in the order of the list. */
const cursorOf = ({ rank, regionCode, _id }: Cover): string => [rank, regionCode, _id].join('.');
function afterCursor(cursor: string): QueryFilter<Cover> {
  const [rank = '', regionCode = '', _id = ''] = cursor.split('.');
  return {
    $or: [
      { rank: { $gt: Number(rank) } },
      { rank: Number(rank), regionCode: { $gt: regionCode } },
      { rank: Number(rank), regionCode, _id: { $gt: _id } },
    ],
  };
}

function queryOf(ctx: Context, filter: CoverFilter): QueryFilter<Cover> {
  const { regionCode, sectors, isOutside } = reachOf(ctx, filter);
  if (isOutside) return { _id: { $in: [] } };
  const rankOf = (state: CoverState): number => COVER_STATES.findIndex(({ code }) => code === state);
  const q = tidyName(filter.q ?? '');
  const like = q.replace(/[^\p{L}\p{N}]/gu, '\\$&');
  return {
    // Without a state those that are not insured, or not for long.
    rank: filter.state === undefined ? { $lt: rankOf('covered') } : rankOf(filter.state),
    regionCode: { $gte: regionCode, $lt: `${regionCode}~` },
    ...(sectors === undefined ? {} : { sector: { $in: sectors } }),
    ...(filter.line === undefined ? {} : { line: filter.line }),
    ...(q === ''
      ? {}
      : { $or: [{ name: { $regex: like, $options: 'i' } }, { creditCode: { $regex: `^${like.toUpperCase()}` } }] }),
  };
}

/**
 * A page of firms that must insure, those never insured first, then by region; without a state those that are not insured,
 * or not for long. A firm that need not insure is in no list.
 * @param after The cursor of the page before.
 * @throws Forbidden for all but regulators.
 */
export async function findCover(
  ctx: Context,
  { after, limit = 25, ...filter }: CoverFilter & { after?: string | undefined; limit?: number },
): Promise<{ rows: CoverRow[]; nextCursor?: string }> {
  const parts = [queryOf(ctx, filter), ...(after === undefined ? [] : [afterCursor(after)])];
  const found = await CoverModel.find({ $and: parts })
    .sort({ rank: 1, regionCode: 1, _id: 1 })
    .limit(limit + 1)
    .lean<Cover[]>();
  const lines = insuredLines(localDate(ctx.now));
  const page = found.slice(0, limit);
  const rows = page.map(({ state, line: code, ...firm }): CoverRow => {
    const line = lines.find((one) => one.code === code) ?? { code, label: code, divisions: [] };
    return { firm, state, line };
  });
  const last = page.at(-1);
  return found.length > limit && last !== undefined ? { rows, nextCursor: cursorOf(last) } : { rows };
}

/** How many of one division or section stand how. */
export interface CoverCount {
  code: string;
  counts: Record<CoverState, number>;
}

/**
 * How firms that must insure stand: all together, by the divisions under the regulator's, by section, and by line of
 * business, by the counters of the board. Every number is that of the list with the same filter.
 * @throws Forbidden for all but regulators.
 */
export async function countCover(
  ctx: Context,
  filter: CoverFilter = {},
): Promise<{ all: CoverCount; regions: CoverCount[]; sectors: CoverCount[]; lines: CoverCount[] }> {
  const { regionCode, sectors: asked, isOutside } = reachOf(ctx, filter);
  const place = { county: { startsWith: regionCode }, line: filter.line, sector: asked };
  const cells = isOutside ? [] : await sumTallies(COVER_BOARD, place, ['county', 'sector', 'line', 'state'], ctx.now);
  const none = (code: string): CoverCount => ({ code, counts: { never: 0, lapsed: 0, expiring: 0, covered: 0 } });
  const by = (codeOf: (dims: (typeof cells)[number]['dims']) => string): CoverCount[] => {
    const rows = new Map<string, CoverCount>();
    for (const { dims, count } of cells) {
      const code = codeOf(dims);
      const row = rows.get(code) ?? none(code);
      row.counts[dims.state as CoverState] += count;
      rows.set(code, row);
    }
    return [...rows.values()].toSorted((a, b) => (a.code < b.code ? -1 : 1));
  };
  const deeper = Math.min(6, regionCode.length + 2);
  return {
    all: by(() => '')[0] ?? none(''),
    regions: by(({ county }) => county.slice(0, deeper)),
    sectors: by(({ sector }) => sector),
    lines: by(({ line }) => line),
  };
}
