import { z } from 'zod';
import { type Cell, type DrawnNoun, type FilterKind, filterKinds, judgedAt } from '#domain/engine';
import { cellsOfEach, codes, given, id, type Sheet } from './sheet.ts';

function fieldOf(asked: FilterKind) {
  if (asked === 'flag') return z.literal(true);
  if (asked === 'id') return id;
  return asked === 'year' ? z.number().int() : z.enum(codes(asked));
}

/** The sheet of a noun whose words have one: its columns, and as filter what its list can be asked for. */
export function sheetFrom(noun: DrawnNoun): Sheet[] {
  if (noun.words.sheet === undefined) return [];
  const { kind, name, columns } = noun.words.sheet;
  const fields = filterKinds(noun).map(([key, asked]) => [key, fieldOf(asked)]);
  const filterField = z.object(Object.fromEntries(fields)).partial().catch({});
  const sheet: Sheet = {
    kind,
    noun: noun.kind,
    name,
    columns,
    parse: (filter) => given(filterField.parse(filter)),
    page: async (ctx, filter, after, limit) => {
      const found = await noun.find(ctx, { ...filter, limit, ...(after === undefined ? {} : { after }) });
      const cells = (row: { _id: string; reference: string }): Promise<Cell[]> =>
        Promise.all(columns.map(async ({ cell }) => cell(row, judgedAt(ctx, row as Parameters<typeof judgedAt>[1]))));
      return {
        ...found,
        rows: await cellsOfEach(ctx, noun.kind, found.rows as { _id: string; reference: string }[], cells),
      };
    },
  };
  return [sheet];
}
