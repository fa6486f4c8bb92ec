import type { Request, Response } from 'express';
import { z } from 'zod';
import {
  BOARD_STATES,
  type Board,
  type BoardPlace,
  type BoardRow,
  FILED_SECTORS,
  majorBoard,
  majors,
  majorTrend,
  type TrendMonth,
} from '#domain/majors';
import { actsAs } from '#kernel/actor';
import type { Context } from '#kernel/context';
import { formatDateTime, formatMonth } from '#kernel/dates';
import { paths } from '#kernel/paths';
import { addressOf, askedCode, askedFlag, askedId, askedIn, askedRegion } from '../listAddress.ts';
import { contextOf } from '../request.ts';
import { cityMap } from './cityMap.ts';
import { inAddress, placeTable, placeWords } from './places.ts';

const PATH = paths.majorBoard;
const query = z.object({
  ...{ region: askedRegion, directly: askedRegion, park: askedId, outsideParks: askedFlag },
  sector: askedCode(FILED_SECTORS),
});

/** Whether the whole region is looked at: a map of cities one does not see would show noughts that are none. */
const isWhole = ({ actor }: Context, { region, directly, parkId }: BoardPlace): boolean =>
  actsAs(actor, 'regulator') &&
  actor.scope.regionCode === '45' &&
  [region === '45' ? undefined : region, directly, parkId].every((one) => one === undefined);

function mapOf({ regions }: Board, listOf: (at: BoardPlace, state: string) => string) {
  return cityMap((code) => {
    const counts = regions.find((row) => row.code === code)?.counts;
    return {
      value: counts?.open ?? 0,
      isClear: counts === undefined || Object.values(counts).every((count) => count === 0),
      href: listOf({ region: code }, 'open'),
    };
  });
}

/** `11月`, and the year with the first and every January. */
const monthLabel = (month: string, i: number): string =>
  i === 0 || month.endsWith('-01')
    ? `${month.slice(2, 4)}年${Number(month.slice(5))}月`
    : `${Number(month.slice(5))}月`;

/** Lines of the last months, and the same numbers in a table, each leading to its list. */
async function trendView(
  res: Response,
  trend: readonly TrendMonth[],
  listOf: (asked: Record<string, string>) => string,
) {
  const labels = trend.map(({ month }, i) => monthLabel(month, i));
  const line = (name: string, key: 'open' | 'found' | 'ended') => ({ name, values: trend.map((row) => row[key]) });
  const cell = (value: number, asked: Record<string, string>) => ({ value, href: value === 0 ? '' : listOf(asked) });
  return {
    open: await res.charts.lines(labels, [line('没办完', 'open')]),
    moves: await res.charts.lines(labels, [line('立案', 'found'), line('办结', 'ended')]),
    rows: trend.toReversed().map(({ month, open, found, ended }) => ({
      name: formatMonth(month),
      cells: [cell(open, { openAt: month }), cell(found, { foundIn: month }), cell(ended, { endedIn: month })],
    })),
  };
}

/** 动态清零看板: clear only when every number is nought; each opens its list. */
export async function showMajorBoard(req: Request, res: Response): Promise<void> {
  const ctx = contextOf(req);
  const { park, outsideParks, ...asked } = askedIn(query, req, res);
  const place: BoardPlace = { ...asked, parkId: park, isOutsideParks: outsideParks };
  const board = await majorBoard(ctx, place);
  const listOf = (at: BoardPlace, state: string) =>
    addressOf(majors.path, { ...inAddress({ ...place, ...at }), state });
  const trend = await majorTrend(ctx, place, board.all.open);
  const boardOf = (of: BoardPlace) => addressOf(PATH, inAddress({ ...place, ...of }));
  const cellsOf = ({ of, counts }: BoardRow) =>
    BOARD_STATES.map(({ code }) => ({ value: counts[code], href: of === undefined ? '' : listOf(of, code) }));
  res.page('boards/majors', {
    title: '重大隐患动态清零',
    at: formatDateTime(board.at),
    isClear: board.isClear,
    whole: PATH,
    says: await placeWords(place),
    exportFilter: JSON.stringify(place),
    tiles: BOARD_STATES.map(({ code, label }) => ({
      label,
      isBad: board.all[code] > 0,
      value: board.all[code],
      href: listOf({}, code),
    })),
    map: isWhole(ctx, place) ? mapOf(board, listOf) : undefined,
    trend: await trendView(res, trend, (asked) => addressOf(majors.path, { ...inAddress(place), ...asked })),
    heads: BOARD_STATES.map(({ label }) => label),
    tables: [
      await placeTable('按地区', board.regions, boardOf, cellsOf),
      await placeTable('按园区', board.parks, boardOf, cellsOf),
      await placeTable('按行业', board.sectors, boardOf, cellsOf),
    ],
  });
}
