import { z } from 'zod';
import { applicationLifecycle, findApplications, type ListedApplication } from '#domain/applying';
import { timeCell } from '#domain/engine';
import { parkName, regionName } from '#domain/organisations';
import { GROUNDS, SIZES } from '#domain/programme';
import { statusRow } from '#kernel/lifecycle';
import { type Cell, cellsOfEach, given, id, type Sheet } from './sheet.ts';

const SENT = applicationLifecycle.statuses.map((row) => row.code).filter((code) => code !== 'draft');

const filterField = z
  .object({
    statuses: z.array(z.enum(SENT)),
    cohortId: id,
    regionCode: z.string().regex(/^45\d{0,4}$/),
    isOverdue: z.literal(true),
    q: z.string().trim().min(1).max(40),
  })
  .partial()
  .catch({});

async function cells(row: ListedApplication): Promise<Cell[]> {
  const { submission } = row;
  return [
    row.reference,
    statusRow(applicationLifecycle, row.status).label,
    row.name,
    row.creditCode,
    regionName(row.regionPath.at(-1) ?? ''),
    row.parkId === undefined ? '' : await parkName(row.parkId),
    SIZES.find((size) => size.code === submission?.size)?.label ?? '',
    GROUNDS.filter(({ code }) => submission?.grounds.some((one) => one.ground === code && one.holds))
      .map(({ label }) => label)
      .join('、'),
    (submission?.flags.length ?? 0) > 0 ? '有需要核对的地方' : '',
    timeCell(row.submittedAt),
    timeCell(row.dueAt),
    row.enrolmentReference ?? '',
  ];
}

export const applicationSheet: Sheet = {
  kind: 'applications',
  noun: 'application',
  name: '项目申请清单',
  columns: [
    { header: '编号', width: 14 },
    { header: '状态', width: 12 },
    { header: '企业', width: 34 },
    { header: '统一社会信用代码', width: 22 },
    { header: '所在地', width: 22 },
    { header: '园区', width: 26 },
    { header: '规模', width: 8 },
    { header: '符合的条件', width: 28 },
    { header: '提示', width: 18 },
    { header: '提交时间', width: 20 },
    { header: '应在此前办完', width: 20 },
    { header: '入项编号', width: 14 },
  ],
  parse: (filter) => given(filterField.parse(filter)),
  page: async (ctx, filter, after, limit) => {
    const asked = { statuses: SENT, ...filter, limit, ...(after === undefined ? {} : { after }) };
    const found = await findApplications(ctx, asked as Parameters<typeof findApplications>[1]);
    return { ...found, rows: await cellsOfEach(ctx, 'application', found.rows, cells) };
  },
};
