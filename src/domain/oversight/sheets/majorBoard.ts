import { z } from 'zod';
import { BOARD_STATES, type BoardPlace, FILED_SECTORS, majorBoard, majorTrend } from '#domain/majors';
import { parkName, regionName, sectorLabel } from '#domain/organisations';
import { formatDateTime, formatMonth } from '#kernel/dates';
import { type Cell, codes, given, id, type Sheet } from './sheet.ts';

const region = z.string().regex(/^45(\d{2}){0,2}$/);
/** What the lines of the board are drawn from, for the rows of a month. */
const MONTHLY = [
  { header: '当月立案', key: 'found' },
  { header: '当月办结', key: 'ended' },
  { header: '月末没办完', key: 'open' },
] as const;

const filterField = z
  .object({
    ...{ region, directly: region, parkId: id, isOutsideParks: z.literal(true) },
    sector: z.enum(codes(FILED_SECTORS)),
  })
  .partial()
  .catch({});

/** 动态清零 as the board shows it: one row a region, park and sector, then the last months, and when it was counted. */
export const majorBoardSheet: Sheet = {
  kind: 'major-board',
  name: '重大隐患动态清零',
  columns: [
    { header: '分组', width: 10 },
    { header: '名称', width: 34 },
    ...BOARD_STATES.map(({ label }) => ({ header: label, width: 12 })),
    { header: '清零', width: 8 },
    { header: '截至', width: 20 },
    ...MONTHLY.map(({ header }) => ({ header, width: 12 })),
  ],
  parse: (filter) => given(filterField.parse(filter)),
  page: async (ctx, filter) => {
    const place = filter as BoardPlace;
    const board = await majorBoard(ctx, place);
    const trend = await majorTrend(ctx, place, board.all.open);
    const month = (row: (typeof trend)[number]): Cell[] => [
      ...['月份', formatMonth(row.month), ...BOARD_STATES.map(() => ''), ''],
      ...[formatDateTime(board.at), ...MONTHLY.map(({ key }) => row[key])],
    ];
    const row = (of: string, name: string, counts: (typeof board)['all']): Cell[] => [
      ...[of, name, ...BOARD_STATES.map(({ code }) => counts[code])],
      ...[Object.values(counts).every((count) => count === 0) ? '是' : '否', formatDateTime(board.at)],
    ];
    return {
      rows: [
        row('全部', '', board.all),
        ...board.regions.map(({ code, of, counts }) =>
          row('地区', `${regionName(code)}${of?.directly === undefined ? '' : '本级'}`, counts),
        ),
        ...(await Promise.all(
          board.parks.map(async ({ code, counts }) =>
            row('园区', code === '' ? '不在园区' : await parkName(code), counts),
          ),
        )),
        ...board.sectors.map(({ code, counts }) => row('行业', sectorLabel(code), counts)),
        ...trend.map(month),
      ],
    };
  },
};
