import { z } from 'zod';
import { enterpriseName } from '#domain/organisations';
import { type Suggestion, suggestions } from '#domain/plans';
import { statusRow } from '#kernel/lifecycle';
import { type Cell, codes, given, id, type Sheet, whenCell } from './sheet.ts';

const filterField = z
  .object({
    status: z.enum(codes(suggestions.lifecycle.statuses)),
    enterpriseId: id,
    isOpen: z.literal(true),
    isMine: z.literal(true),
  })
  .partial()
  .catch({});

async function cells(row: Suggestion): Promise<Cell[]> {
  return [
    row.reference,
    await enterpriseName(row.enterpriseId),
    statusRow(suggestions.lifecycle, row.status).label,
    row.proposerName,
    whenCell(row.createdAt),
    row.placeText ?? '',
    row.text,
    row.answer ?? '',
    row.doneNote ?? '',
    row.reason ?? '',
    row.itemReference ?? '',
    row.hazardReference ?? '',
  ];
}

export const suggestionSheet: Sheet = {
  kind: 'suggestions',
  noun: 'suggestion',
  name: '合理化建议清单',
  columns: [
    { header: '编号', width: 14 },
    { header: '企业', width: 34 },
    { header: '状态', width: 12 },
    { header: '提出人', width: 12 },
    { header: '提出时间', width: 20 },
    { header: '在哪里', width: 20 },
    { header: '建议', width: 50 },
    { header: '答复', width: 40 },
    { header: '做了什么', width: 40 },
    { header: '理由', width: 30 },
    { header: '改进事项', width: 14 },
    { header: '转为隐患', width: 14 },
  ],
  parse: (filter) => given(filterField.parse(filter)),
  page: async (ctx, filter, after, limit) => {
    const found = await suggestions.find(ctx, { ...filter, limit, ...(after === undefined ? {} : { after }) });
    return { ...found, rows: await Promise.all(found.rows.map(cells)) };
  },
};
