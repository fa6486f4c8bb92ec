import { z } from 'zod';
import { readEach, UNREADABLE } from '#domain/aside';
import { timeCell } from '#domain/engine';
import { formatAnswer, OUTCOMES, type SupportDecision, seenRows, supportDecisions } from '#domain/support';
import type { Context } from '#kernel/context';
import { statusRow } from '#kernel/lifecycle';
import { type Cell, given, id, type Sheet } from './sheet.ts';

const filterField = z.object({ policyId: id }).partial().catch({});
const points = (cents: number): number => cents / 100;

/** The sealed comparison as the actor may read it, a candidate a row; nothing before the decision. */
function cells(ctx: Context, decision: SupportDecision): Cell[][] {
  const { verdict } = decision;
  if (verdict === undefined) return [];
  const { conditions } = verdict.comparison.content;
  return seenRows(ctx.actor, decision).map(({ who, isInProgramme, values, row }) => {
    const outcome = OUTCOMES.find(({ code }) => code === row.outcome);
    return [
      decision.reference,
      decision.policyReference,
      decision.policyName,
      statusRow(supportDecisions.lifecycle, decision.status).label,
      timeCell(verdict.at),
      who,
      isInProgramme ? '是' : '否',
      conditions
        .map((condition) => {
          const answer = `${condition.label}：${formatAnswer(condition, values[condition.code])}`;
          return condition.kind === 'must' ? answer : `${answer}（${points(row.cents[condition.code] ?? 0)} 分）`;
        })
        .join('；'),
      points(row.totalCents),
      row.place ?? '不排名',
      outcome?.label ?? '',
      outcome?.why ?? '',
      verdict.tieReason ?? '',
      verdict.hash.slice(0, 16),
    ];
  });
}

export const supportDecisionSheet: Sheet = {
  kind: 'support-decisions',
  noun: 'support-decision',
  name: '扶持政策比较情况',
  columns: [
    { header: '决定编号', width: 14 },
    { header: '政策编号', width: 14 },
    { header: '政策', width: 34 },
    { header: '状态', width: 12 },
    { header: '决定时间', width: 20 },
    { header: '候选企业', width: 34 },
    { header: '是否入项企业', width: 14 },
    { header: '各项条件', width: 60 },
    { header: '总分', width: 10 },
    { header: '名次', width: 8 },
    { header: '结果', width: 12 },
    { header: '为什么', width: 40 },
    { header: '并列取舍的理由', width: 30 },
    { header: '比较内容校验码', width: 20 },
  ],
  parse: (filter) => given(filterField.parse(filter)),
  page: async (ctx, filter, after, limit) => {
    const found = await supportDecisions.find(ctx, { ...filter, limit, ...(after === undefined ? {} : { after }) });
    const rows = await readEach(
      ctx,
      'support-decision',
      found.rows,
      (decision) => cells(ctx, decision),
      ({ reference }): Cell[][] => [[reference, UNREADABLE]],
    );
    return { ...found, rows: rows.flat() };
  },
};
