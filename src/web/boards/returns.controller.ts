import type { Request, Response } from 'express';
import { z } from 'zod';
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
import { inAddress, placeTable, placeWords } from './places.ts';

const PATH = paths.returnBoard;
const query = z.object({
  ...{ period: askedCode(PERIODS), region: askedRegion, directly: askedRegion },
  ...{ park: askedId, outsideParks: askedFlag },
});
const COLUMNS = [...FIGURES, FUND];

/** Who has sent the statistics of a quarter or year, who has not, and what they come to; each number opens its list. */
export async function showReturnBoard(req: Request, res: Response): Promise<void> {
  const ctx = contextOf(req);
  const { period: asked, park, outsideParks, ...where } = askedIn(query, req, res);
  const period = asked ?? lastPeriod(ctx.now);
  const place: ReturnPlace = { ...where, parkId: park, isOutsideParks: outsideParks };
  const board = await countReturns(ctx, period, place);
  const listOf = (at: ReturnPlace, state: string) =>
    addressOf(returns.path, { period, ...inAddress({ ...place, ...at }), state });
  const boardOf = (of: ReturnPlace) => addressOf(PATH, { period, ...inAddress({ ...place, ...of }) });
  const cellsOf = ({ of, counts, figures }: ReturnRow) => [
    ...RETURN_STATES.map(({ code }) => ({
      value: String(counts[code]),
      href: of === undefined || counts[code] === 0 ? '' : listOf(of, code),
    })),
    ...COLUMNS.map(({ code }) => ({ value: figureText(figures, code), href: '' })),
  ];
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
    says: await placeWords(place),
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
      await placeTable('按地区', board.regions, boardOf, cellsOf),
      await placeTable('按园区', board.parks, boardOf, cellsOf),
    ],
  });
}
