import { z } from 'zod';
import { FILING_KINDS, type Filing, filings, isFilingOverdue, PROJECT_TYPES, workTypes } from '#domain/filings';
import { bodyName, enterpriseName, parkName } from '#domain/organisations';
import { statusRow } from '#kernel/lifecycle';
import { type Cell, codes, given, id, type Sheet, whenCell } from './sheet.ts';

const filterField = z
  .object({
    kind: z.enum(codes(FILING_KINDS)),
    status: z.enum(codes(filings.lifecycle.statuses)),
    enterpriseId: id,
    isOpen: z.literal(true),
    isOverdue: z.literal(true),
  })
  .partial()
  .catch({});

async function cells(row: Filing, now: Date): Promise<Cell[]> {
  const types = row.kind === 'special-work' ? workTypes(row.createdAt) : PROJECT_TYPES;
  return [
    row.reference,
    FILING_KINDS.find(({ code }) => code === row.kind)?.label ?? '',
    types.find(({ code }) => code === row.type)?.label ?? '',
    statusRow(filings.lifecycle, row.status).label,
    await enterpriseName(row.enterpriseId),
    row.parkId === undefined ? '' : await parkName(row.parkId),
    await bodyName(row.bodyId),
    row.what,
    row.placeText,
    row.startsOn,
    row.endsOn,
    row.contractorName ?? '',
    row.contractorCode ?? '',
    row.headcount ?? '',
    row.measures,
    whenCell(row.createdAt),
    row.isLate ? '开工后才报' : '',
    isFilingOverdue(row, now) ? '过期没完工' : '',
    whenCell(row.acknowledgedAt),
    whenCell(row.finishedAt),
  ];
}

export const workFilingSheet: Sheet = {
  kind: 'work-filings',
  name: '作业报备清单',
  columns: [
    { header: '编号', width: 14 },
    { header: '类别', width: 12 },
    { header: '种类', width: 16 },
    { header: '状态', width: 12 },
    { header: '企业', width: 34 },
    { header: '园区', width: 26 },
    { header: '监管部门', width: 26 },
    { header: '做什么', width: 40 },
    { header: '在哪里', width: 20 },
    { header: '开始', width: 12 },
    { header: '结束', width: 12 },
    { header: '外包或施工单位', width: 30 },
    { header: '外包单位信用代码', width: 22 },
    { header: '作业人数', width: 10 },
    { header: '安全措施', width: 50 },
    { header: '报备时间', width: 20 },
    { header: '是否及时', width: 12 },
    { header: '是否过期', width: 12 },
    { header: '收悉时间', width: 20 },
    { header: '完工时间', width: 20 },
  ],
  parse: (filter) => given(filterField.parse(filter)),
  page: async (ctx, filter, after, limit) => {
    const found = await filings.find(ctx, { ...filter, limit, ...(after === undefined ? {} : { after }) });
    return { ...found, rows: await Promise.all(found.rows.map((row) => cells(row, ctx.now))) };
  },
};
