import { dayCell, timeCell } from '#domain/engine';
import { findHazards, firmNameOf, type HazardRow, hazardLifecycle } from '#domain/hazards';
import { localDate } from '#kernel/dates';
import { statusRow } from '#kernel/lifecycle';
import { hazardSheet } from './hazards.ts';
import { type Cell, cellsOfEach, type Sheet } from './sheet.ts';

/** A case whose rectification was arranged, by its five elements; who reported it stands nowhere. */
async function cells(hazard: HazardRow): Promise<Cell[]> {
  const { rectification, fix } = hazard;
  return [
    hazard.reference,
    statusRow(hazardLifecycle, hazard.status).label,
    hazard.isMajor ? '重大' : hazard.grade === undefined ? '未定' : '一般',
    await firmNameOf(hazard),
    hazard.placeText,
    hazard.text,
    rectification?.ownerName ?? '',
    rectification?.measure ?? '',
    rectification === undefined ? '' : rectification.fundFen / 100,
    rectification === undefined ? '' : dayCell(rectification.dueOn),
    rectification?.contingency ?? '',
    rectification?.round ?? '',
    fix?.text ?? '',
    fix === undefined ? '' : dayCell(fix.claimedOn ?? localDate(fix.at)),
    timeCell(hazard.closedAt),
  ];
}

/** 整改台账 beside 奖励台账: facts, who is responsible, measures, money, deadline, contingency, and what was done. */
export const rectificationSheet: Sheet = {
  kind: 'rectifications',
  noun: 'hazard',
  name: '整改台账',
  columns: [
    { header: '编号', width: 14 },
    { header: '状态', width: 12 },
    { header: '等级', width: 8 },
    { header: '企业', width: 30 },
    { header: '地点', width: 24 },
    { header: '隐患内容', width: 50 },
    { header: '整改责任人', width: 12 },
    { header: '措施', width: 40 },
    { header: '资金（元）', width: 12 },
    { header: '期限', width: 12 },
    { header: '应急预案', width: 30 },
    { header: '第几次安排', width: 10 },
    { header: '完成情况', width: 40 },
    { header: '完成日期', width: 12 },
    { header: '关闭时间', width: 20 },
  ],
  parse: hazardSheet.parse,
  page: async (ctx, filter, after, limit) => {
    const found = await findHazards(ctx, { ...filter, byAge: true, limit, ...(after === undefined ? {} : { after }) });
    const arranged = found.rows.filter(({ rectification, fix }) => rectification !== undefined || fix !== undefined);
    return { ...found, rows: await cellsOfEach(ctx, 'hazard', arranged, cells) };
  },
};
