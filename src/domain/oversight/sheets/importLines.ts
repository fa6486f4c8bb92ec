import { z } from 'zod';
import { readEach, UNREADABLE } from '#domain/aside';
import { COLUMNS, findImportLines, OUTCOMES } from '#domain/insurance';
import { labelIn } from '#kernel/labels';
import { type Cell, codes, given, id, type Sheet } from './sheet.ts';

const filterField = z.object({ id, outcome: z.enum(codes(OUTCOMES)) }).partial();

/** Rows of a table of policies with their answers, under the headings they came with: put right, it can be sent again. */
export const importLineSheet: Sheet = {
  kind: 'policy-import-lines',
  name: '成批登记结果',
  columns: [
    { header: '第几行', width: 8 },
    { header: '结果', width: 20 },
    { header: '为什么', width: 50 },
    { header: '保单编号', width: 14 },
    ...COLUMNS.map(({ label, width }) => ({ header: label, width })),
  ],
  parse: (filter) => given(filterField.catch({}).parse(filter)),
  page: async (ctx, filter, after, limit) => {
    const { id: importId = '', outcome } = filterField.parse(filter);
    const found = await findImportLines(ctx, { id: importId, outcome, after: Number(after ?? 0), limit });
    const rows = await readEach(
      ctx,
      'policy-import-line',
      found.rows.map((line) => ({ ...line, _id: `${importId}:${line.number}` })),
      ({ number, outcome: was, reason = '', policyReference = '', cells }): Cell[] => [
        number,
        labelIn(OUTCOMES, was),
        reason,
        policyReference,
        ...COLUMNS.map(({ code }) => cells[code] ?? ''),
      ],
      ({ number }) => [number, UNREADABLE],
    );
    return { rows, ...(found.nextCursor === undefined ? {} : { nextCursor: String(found.nextCursor) }) };
  },
};
