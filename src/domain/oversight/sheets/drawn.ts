import { z } from 'zod';
import { type Cell, type DrawnNoun, filterKinds } from '#domain/engine';
import { codes, given, id, type Sheet } from './sheet.ts';

/** The sheet of a noun that is put in words: its columns, and as filter what its list can be asked for. */
export function sheetFrom(noun: DrawnNoun): Sheet {
  const { kind, name, columns } = noun.words.sheet;
  const fields = filterKinds(noun).map(([key, asked]) => [
    key,
    asked === 'flag' ? z.literal(true) : asked === 'id' ? id : z.enum(codes(asked)),
  ]);
  const filterField = z.object(Object.fromEntries(fields)).partial().catch({});
  return {
    kind,
    noun: noun.kind,
    name,
    columns,
    parse: (filter) => given(filterField.parse(filter)),
    page: async (ctx, filter, after, limit) => {
      const found = await noun.find(ctx, { ...filter, limit, ...(after === undefined ? {} : { after }) });
      const cells = (row: unknown): Promise<Cell[]> => Promise.all(columns.map(async ({ cell }) => cell(row, ctx.now)));
      return { ...found, rows: await Promise.all(found.rows.map(cells)) };
    },
  };
}
