import { z } from 'zod';
import { parkName, regionName } from '#domain/organisations';
import {
  countReturns,
  FIGURES,
  FUND,
  lastPeriod,
  PERIODS,
  periodLabel,
  RETURN_STATES,
  type ReturnPlace,
  type ReturnSums,
} from '#domain/returns';
import { formatDateTime } from '#kernel/dates';
import { type Cell, codes, given, id, type Sheet } from './sheet.ts';

const region = z.string().regex(/^45(\d{2}){0,2}$/);
const filterField = z
  .object({
    ...{ period: z.enum(codes(PERIODS)), region, directly: region, parkId: id, isOutsideParks: z.literal(true) },
  })
  .partial()
  .catch({});

/** Who has sent their statistics and what they come to, as the board shows it: one row a region and park. */
export const returnBoardSheet: Sheet = {
  kind: 'return-board',
  name: '统计表上报情况',
  columns: [
    { header: '统计时间', width: 16 },
    { header: '分组', width: 10 },
    { header: '名称', width: 34 },
    ...[...RETURN_STATES, ...FIGURES].map(({ label }) => ({ header: label, width: 14 })),
    { header: `${FUND.label}（元）`, width: 18 },
    { header: '截至', width: 20 },
  ],
  parse: (filter) => given(filterField.parse(filter)),
  page: async (ctx, filter) => {
    const { period = lastPeriod(ctx.now), ...place } = filter as ReturnPlace & { period?: string };
    const board = await countReturns(ctx, period, place);
    const row = (of: string, name: string, { counts, figures }: ReturnSums): Cell[] => [
      ...[periodLabel(period), of, name],
      ...RETURN_STATES.map(({ code }) => counts[code]),
      ...FIGURES.map(({ code }) => figures[code]),
      ...[figures.fundFen / 100, formatDateTime(board.at)],
    ];
    return {
      rows: [
        row('全部', '', board.all),
        ...board.regions.map((one) =>
          row('地区', `${regionName(one.code)}${one.of?.directly === undefined ? '' : '本级'}`, one),
        ),
        ...(await Promise.all(
          board.parks.map(async (one) => row('园区', one.code === '' ? '不在园区' : await parkName(one.code), one)),
        )),
      ],
    };
  },
};
