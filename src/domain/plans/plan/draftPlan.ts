import { z } from 'zod';
import { record, takeReference } from '#domain/journal';
import { findActiveEnrolment } from '#domain/programme';
import { runsEnterprise } from '#kernel/actor';
import type { Context } from '#kernel/context';
import { localDate } from '#kernel/dates';
import { conflict, forbidden, invalid } from '#kernel/errors';
import { newId } from '#kernel/ids';
import { atMost, requireFields } from '#kernel/input';
import { tidy } from '#kernel/text';
import { inTransaction, isDuplicateKey } from '#platform/mongo';
import { placeOf } from '../placed.ts';
import { subjectOfPlan } from './change.ts';
import { type Plan, PlanModel } from './plan.model.ts';

const MOST_GOALS = 10;
const GOAL = atMost(200, '每条目标');

/** One goal a line. */
export const goalsField = z
  .string({ error: '请写明今年要达到的目标' })
  .transform((text) =>
    text
      .split(/\r?\n/)
      .map(tidy)
      .filter((line) => line !== ''),
  )
  .refine((lines) => lines.length > 0, '请写明今年要达到的目标')
  .refine((lines) => lines.length <= MOST_GOALS, `最多 ${MOST_GOALS} 条目标`)
  .refine((lines) => lines.every((line) => line.length <= GOAL[0]), GOAL[1]);

export const draftPlanInput = z.object({
  year: z.coerce.number({ error: '请选择年份' }).int('请选择年份').min(2020, '请选择年份').max(2100, '请选择年份'),
  goals: goalsField,
});

/**
 * Begins the development plan of the actor's firm for a year (意见（十六）). A firm has one a year; the database says so.
 * @throws Forbidden `plans.not-enrolled` outside the programme, Conflict `plans.year-taken`, Invalid at `year`, `goals`.
 */
export async function draftPlan(ctx: Context, raw: z.input<typeof draftPlanInput>): Promise<Plan> {
  const { year, goals } = requireFields(draftPlanInput, raw);
  const { actor } = ctx;
  if (!runsEnterprise(actor) || actor.scope.enterpriseId === undefined) throw forbidden('common.not-allowed');
  const { enterpriseId } = actor.scope;
  const thisYear = Number(localDate(ctx.now).slice(0, 4));
  if (year < thisYear || year > thisYear + 1) {
    throw invalid('common.check-fields', { year: `只能做 ${thisYear} 年或 ${thisYear + 1} 年的计划` });
  }
  const enrolment = await findActiveEnrolment(enterpriseId);
  if (enrolment === undefined) throw forbidden('plans.not-enrolled');
  const plan: Plan = {
    _id: newId(ctx.now),
    reference: await takeReference('P', ctx.now),
    enrolmentId: enrolment._id,
    enrolmentReference: enrolment.reference,
    ...placeOf(enrolment),
    name: enrolment.name,
    year,
    goals,
    team: [],
    status: 'draft',
    isOpen: true,
    ...(ctx.onceKey === undefined ? {} : { onceKey: ctx.onceKey }),
    version: 0,
    createdAt: ctx.now,
    updatedAt: ctx.now,
  };
  try {
    await inTransaction(async () => {
      await PlanModel.create([plan]);
      await record(ctx, {
        name: 'plans.drafted',
        subject: subjectOfPlan(plan),
        about: [{ kind: 'enterprise', id: enterpriseId }],
        facts: { status: plan.status, year },
      });
    });
  } catch (error) {
    if (!isDuplicateKey(error)) throw error;
    const first = await PlanModel.findOne({ enterpriseId, year }).lean<Plan>();
    if (first === null) throw error;
    if (ctx.onceKey !== undefined && first.onceKey === ctx.onceKey) return first;
    throw conflict('plans.year-taken', { params: { year, reference: first.reference } });
  }
  return plan;
}
