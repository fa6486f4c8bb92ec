import { z } from 'zod';
import { enterpriseName } from '#domain/organisations';
import { ITEM_TYPES, isItemLate, ORIGINS, type PlanItem, planItems } from '#domain/plans';
import { statusRow } from '#kernel/lifecycle';
import { type Cell, codes, given, id, type Sheet, whenCell } from './sheet.ts';

const filterField = z
  .object({
    planId: id,
    enterpriseId: id,
    ownerId: id,
    status: z.enum(codes(planItems.lifecycle.statuses)),
    origin: z.enum(codes(ORIGINS)),
    isOpen: z.literal(true),
    isOverdue: z.literal(true),
    isLapsed: z.literal(true),
  })
  .partial()
  .catch({});

async function cells(row: PlanItem, now: Date): Promise<Cell[]> {
  const check = row.checks.at(-1);
  return [
    row.reference,
    row.planReference,
    await enterpriseName(row.enterpriseId),
    statusRow(planItems.lifecycle, row.status).label,
    isItemLate(row, now) ? '逾期' : '',
    row.isLapsed ? '过期' : '',
    ORIGINS.find(({ code }) => code === row.origin.kind)?.label ?? '',
    row.origin.reference ?? '',
    ITEM_TYPES.find(({ code }) => code === row.type)?.label ?? '',
    row.problem,
    row.rootCause ?? '',
    row.measure ?? '',
    row.indicator ?? '',
    row.ownerName ?? '',
    row.dueOn ?? '',
    row.resources ?? '',
    row.fundFen / 100,
    row.evidence.filter((one) => !one.isReplaced).length,
    whenCell(row.doneAt),
    row.doneByName ?? '',
    check === undefined ? '' : check.result === 'effective' ? '有效' : '没有效果',
    check?.byName ?? '',
    check?.note ?? '',
  ];
}

export const itemSheet: Sheet = {
  kind: 'plan-items',
  noun: 'plan-item',
  name: '改进事项清单',
  columns: [
    { header: '编号', width: 14 },
    { header: '计划', width: 14 },
    { header: '企业', width: 34 },
    { header: '状态', width: 12 },
    { header: '是否逾期', width: 10 },
    { header: '证明材料', width: 10 },
    { header: '来源', width: 12 },
    { header: '来源编号', width: 14 },
    { header: '类型', width: 10 },
    { header: '问题', width: 40 },
    { header: '原因', width: 30 },
    { header: '措施', width: 40 },
    { header: '预期指标', width: 30 },
    { header: '责任人', width: 12 },
    { header: '期限', width: 12 },
    { header: '所需资源', width: 20 },
    { header: '预算（元）', width: 14 },
    { header: '有效材料份数', width: 12 },
    { header: '完成时间', width: 20 },
    { header: '完成人', width: 12 },
    { header: '检查结果', width: 12 },
    { header: '检查人', width: 12 },
    { header: '检查意见', width: 30 },
  ],
  parse: (filter) => given(filterField.parse(filter)),
  page: async (ctx, filter, after, limit) => {
    const found = await planItems.find(ctx, { ...filter, limit, ...(after === undefined ? {} : { after }) });
    return { ...found, rows: await Promise.all(found.rows.map((row) => cells(row, ctx.now))) };
  },
};
