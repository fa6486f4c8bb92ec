import { z } from 'zod';
import { dayCell, timeCell } from '#domain/engine';
import { categoryLabel, findHazards, firmNameOf, type HazardRow, hazardLifecycle, isUnnamed } from '#domain/hazards';
import { regionName } from '#domain/organisations';
import { localDate } from '#kernel/dates';
import { ID } from '#kernel/ids';
import { statusRow } from '#kernel/lifecycle';
import { type Cell, cellsOfEach, given, type Sheet } from './sheet.ts';

const id = z.string().regex(ID);

const filterField = z
  .object({
    q: z.string().max(40),
    status: z.enum(hazardLifecycle.statuses.map((row) => row.code)),
    category: z.string().max(40),
    isOpen: z.literal(true),
    isOverdue: z.literal(true),
    isMajor: z.literal(true),
    isUrgent: z.literal(true),
    enterpriseId: id,
    locationId: id,
  })
  .partial()
  .catch({});

async function cells(hazard: HazardRow): Promise<Cell[]> {
  return [
    hazard.reference,
    statusRow(hazardLifecycle, hazard.status).label,
    hazard.isMajor ? '重大' : hazard.grade === undefined ? '未定' : '一般',
    categoryLabel(hazard.category),
    await firmNameOf(hazard),
    regionName(hazard.regionPath.at(-1) ?? ''),
    hazard.placeText,
    hazard.text,
    // A report without a name never finer than the day, so that a shift list gives nobody away.
    isUnnamed(hazard) ? dayCell(localDate(hazard.createdAt)) : timeCell(hazard.createdAt),
    timeCell(hazard.dueAt),
    hazard.rectification?.ownerName ?? '',
    timeCell(hazard.closedAt),
  ];
}

export const hazardSheet: Sheet = {
  kind: 'hazards',
  noun: 'hazard',
  name: '隐患清单',
  columns: [
    { header: '编号', width: 14 },
    { header: '状态', width: 12 },
    { header: '等级', width: 8 },
    { header: '类型', width: 14 },
    { header: '企业', width: 30 },
    { header: '所在地', width: 22 },
    { header: '地点', width: 24 },
    { header: '隐患内容', width: 50 },
    { header: '上报时间', width: 20 },
    { header: '应在此前完成', width: 20 },
    { header: '整改责任人', width: 12 },
    { header: '关闭时间', width: 20 },
  ],
  parse: (filter) => given(filterField.parse(filter)),
  page: async (ctx, filter, after, limit) => {
    const found = await findHazards(ctx, { ...filter, byAge: true, limit, ...(after === undefined ? {} : { after }) });
    return { ...found, rows: await cellsOfEach(ctx, 'hazard', found.rows, cells) };
  },
};
