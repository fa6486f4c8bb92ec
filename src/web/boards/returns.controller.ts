import type { Request, Response } from 'express';
import { z } from 'zod';
import { parkName, regionName } from '#domain/organisations';
import {
  countReturns,
  FIGURES,
  FUND,
  figureText,
  lastPeriod,
  PERIODS,
  periodLabel,
  RETURN_STATES,
  type ReturnPlace,
  type ReturnRow,
  recentPeriods,
  returns,
} from '#domain/returns';
import { formatDateTime } from '#kernel/dates';
import { paths } from '#kernel/paths';
import { addressOf, askedCode, askedFlag, askedId, askedIn, askedRegion } from '../listAddress.ts';
import { contextOf } from '../request.ts';

const PATH = paths.returnBoard;
const query = z.object({
  ...{ period: askedCode(PERIODS), region: askedRegion, directly: askedRegion },
  ...{ park: askedId, outsideParks: askedFlag },
});
const COLUMNS = [...FIGURES, FUND];

/** A place as addresses of board and list name it: the same filters, so that a number is as long as its list. */
const inAddress = ({ parkId, isOutsideParks, ...place }: ReturnPlace) => ({
  ...place,
  ...{ park: parkId, outsideParks: isOutsideParks },
});

/** Who has sent the statistics of a quarter or year, who has not, and what they come to; each number opens its list. */
export async function showReturnBoard(req: Request, res: Response): Promise<void> {
  const ctx = contextOf(req);
  const { period: asked, park, outsideParks, ...where } = askedIn(query, req, res);
  const period = asked ?? lastPeriod(ctx.now);
  const place: ReturnPlace = { ...where, parkId: park, isOutsideParks: outsideParks };
  const board = await countReturns(ctx, period, place);
  const listOf = (at: ReturnPlace, state: string) =>
    addressOf(returns.path, { period, ...inAddress({ ...place, ...at }), state });
  const table = async (
    title: string,
    rows: readonly ReturnRow[],
    nameOf: (row: ReturnRow) => string | Promise<string>,
  ) => ({
    title,
    first: title.slice(1),
    rows: await Promise.all(
      rows.map(async (row) => ({
        name: row.of === undefined ? '读不出来的' : await nameOf(row),
        href: row.of === undefined ? '' : addressOf(PATH, { period, ...inAddress({ ...place, ...row.of }) }),
        cells: [
          ...RETURN_STATES.map(({ code }) => ({
            value: String(row.counts[code]),
            href: row.of === undefined || row.counts[code] === 0 ? '' : listOf(row.of, code),
          })),
          ...COLUMNS.map(({ code }) => ({ value: figureText(row.figures, code), href: '' })),
        ],
      })),
    ),
  });
  const codes = [...new Set([period, ...recentPeriods(ctx.now)])];
  res.page('boards/returns', {
    title: '统计表上报情况',
    at: formatDateTime(board.at),
    period: periodLabel(period),
    periods: codes.map((code) => ({
      label: periodLabel(code),
      href: addressOf(PATH, { period: code, ...inAddress(place) }),
      isCurrent: code === period,
    })),
    says: [
      where.region && regionName(where.region),
      where.directly && `${regionName(where.directly)}本级`,
      park === undefined ? undefined : await parkName(park),
      outsideParks && '不在园区',
    ]
      .filter(Boolean)
      .join('，'),
    whole: addressOf(PATH, { period }),
    exportFilter: JSON.stringify({ period, ...place }),
    tiles: RETURN_STATES.map(({ code, label }) => ({
      label,
      isBad: code === 'overdue' && board.all.counts.overdue > 0,
      value: board.all.counts[code],
      href: listOf({}, code),
    })),
    sums: COLUMNS.map(({ code, label }) => ({ label, value: figureText(board.all.figures, code) })),
    heads: [...RETURN_STATES, ...COLUMNS].map(({ label }) => label),
    tables: [
      await table(
        '按地区',
        board.regions,
        ({ code, of }) => `${regionName(code)}${of?.directly === undefined ? '' : '本级'}`,
      ),
      await table('按园区', board.parks, ({ code }) => (code === '' ? '不在园区' : parkName(code))),
    ],
  });
}
