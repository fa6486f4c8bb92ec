import { z } from 'zod';
import { COVER_STATES, findCover } from '#domain/insurance';
import { regionName } from '#domain/organisations';
import { labelIn } from '#kernel/labels';
import { type Cell, codes, given, type Sheet } from './sheet.ts';

const text = z.string().regex(/^[0-9A-Za-z-]{1,40}$/);
const filterField = z.object({ state: z.enum(codes(COVER_STATES)), region: text, sector: text, line: text }).partial();

/** Firms that must insure as the page lists them, for regulators. */
export const coverSheet: Sheet = {
  kind: 'cover',
  name: '投保情况',
  columns: [
    { header: '企业', width: 36 },
    { header: '统一社会信用代码', width: 22 },
    { header: '地区', width: 16 },
    { header: '必须投保的行业', width: 30 },
    { header: '情况', width: 12 },
  ],
  parse: (filter) => given(filterField.catch({}).parse(filter)),
  page: async (ctx, filter, after, limit) => {
    const found = await findCover(ctx, { ...filterField.parse(filter), after, limit });
    const rows = found.rows.map(({ firm, line, state }): Cell[] => [
      firm.name,
      firm.creditCode,
      regionName(firm.regionCode),
      line.label,
      labelIn(COVER_STATES, state),
    ]);
    return { rows, ...(found.nextCursor === undefined ? {} : { nextCursor: found.nextCursor }) };
  },
};
