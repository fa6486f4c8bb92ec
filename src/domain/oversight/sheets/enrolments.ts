import { z } from 'zod';
import { dayCell } from '#domain/engine';
import { personName } from '#domain/identity';
import { parkName, regionName, sectorLabel } from '#domain/organisations';
import { type Enrolment, enrolmentLifecycle, findEnrolments, GROUNDS, SIZES } from '#domain/programme';
import { DAY_MS, localDate } from '#kernel/dates';
import { statusRow } from '#kernel/lifecycle';
import { type Cell, cellsOfEach, codes, given, id, type Sheet } from './sheet.ts';

const filterField = z
  .object({
    cohortId: id,
    regionCode: z.string().regex(/^45\d{0,4}$/),
    stage: z.enum(codes(enrolmentLifecycle.statuses)),
    reached: z.enum(codes(enrolmentLifecycle.statuses)),
    size: z.enum(codes(SIZES)),
    ground: z.enum(codes(GROUNDS)),
    sector: z.string().regex(/^[A-T]$/),
    parkId: id,
    adviserId: id,
  })
  .partial()
  .catch({});

async function cells(row: Enrolment, now: Date): Promise<Cell[]> {
  return [
    row.reference,
    row.name,
    row.creditCode,
    regionName(row.regionPath.at(-1) ?? ''),
    row.parkId === undefined ? '' : await parkName(row.parkId),
    sectorLabel(row.sector),
    SIZES.find((size) => size.code === row.size)?.label ?? '',
    GROUNDS.filter((ground) => row.grounds.includes(ground.code))
      .map((ground) => ground.label)
      .join('、'),
    statusRow(enrolmentLifecycle, row.status).label,
    Math.max(0, Math.floor((now.getTime() - row.stageSince.getTime()) / DAY_MS)),
    row.adviserId === undefined ? '' : await personName(row.adviserId),
    dayCell(localDate(row.admittedAt)),
    dayCell(row.exit === undefined ? undefined : localDate(row.exit.at)),
  ];
}

export const enrolmentSheet: Sheet = {
  kind: 'enrolments',
  noun: 'enrolment',
  name: '项目企业清单',
  columns: [
    { header: '编号', width: 14 },
    { header: '企业', width: 34 },
    { header: '统一社会信用代码', width: 22 },
    { header: '所在地', width: 22 },
    { header: '园区', width: 26 },
    { header: '行业', width: 20 },
    { header: '规模', width: 8 },
    { header: '入项理由', width: 28 },
    { header: '阶段', width: 12 },
    { header: '本阶段已有天数', width: 16 },
    { header: '辅导员', width: 12 },
    { header: '加入日期', width: 16 },
    { header: '退出日期', width: 16 },
  ],
  parse: (filter) => given(filterField.parse(filter)),
  page: async (ctx, filter, after, limit) => {
    const found = await findEnrolments(ctx, { ...filter, limit, ...(after === undefined ? {} : { after }) });
    return { ...found, rows: await cellsOfEach(ctx, 'enrolment', found.rows, (row) => cells(row, ctx.now)) };
  },
};
