import { z } from 'zod';
import { record } from '#domain/journal';
import { ownEnterprise } from '#domain/organisations';
import type { Context } from '#kernel/context';
import { localDate } from '#kernel/dates';
import { conflict, invalid } from '#kernel/errors';
import { newId } from '#kernel/ids';
import { optionalWords, requireFields } from '#kernel/input';
import { inTransaction, isDuplicateKey } from '#platform/mongo';
import { findOpenPlan } from '../plan/plan.ts';
import { type MonthlyRecord, MonthlyRecordModel } from './monthlyRecord.model.ts';
import { askNextMonth } from './monthOwed.ts';

const count = (sentence: string, most: number) =>
  z.preprocess(
    (value) => (typeof value === 'string' ? value.normalize('NFKC').trim() || undefined : value),
    z.coerce.number({ error: sentence }).int(sentence).min(0, sentence).max(most, `请核对，不应超过 ${most}`),
  );

export const recordMonthInput = z.object({
  month: z.string({ error: '请选择月份' }).regex(/^20\d{2}-(0[1-9]|1[0-2])$/, '请选择月份'),
  lostTimeInjuries: count('请填写起数，没有就填 0', 1_000),
  employees: count('请填写人数', 1_000_000),
  contractors: count('请填写人数，没有就填 0', 1_000_000),
  note: optionalWords(),
  /** Version the form was filled from; 0 for a month not told yet. */
  version: z.coerce.number().int().min(0).default(0),
});
export type RecordMonthInput = z.input<typeof recordMonthInput>;

/**
 * Records a month of the actor's own firm, or corrects it. A zero is an answer and has to be said.
 * @throws Forbidden, Invalid at `month` for a month that has not begun or at `employees` when nobody works there,
 * Conflict when somebody else corrected the same month meanwhile.
 */
export async function recordMonth(ctx: Context, raw: RecordMonthInput): Promise<MonthlyRecord> {
  const { actor, enterpriseId } = ownEnterprise(ctx);
  const { month, lostTimeInjuries, employees, contractors, note, version } = requireFields(recordMonthInput, raw);
  if (month > localDate(ctx.now).slice(0, 7)) throw invalid('common.check-fields', { month: '还没有到这个月' });
  if (employees + contractors === 0) throw invalid('common.check-fields', { employees: '请填写人数' });
  const key = { enterpriseId, month };
  const values = { lostTimeInjuries, employees, contractors, ...(note ? { note } : {}) };
  try {
    return await inTransaction(async () => {
      const before = await MonthlyRecordModel.findOne(key).lean<MonthlyRecord>();
      if ((before?.version ?? 0) !== version) throw conflict('common.changed-meanwhile');
      const after = await MonthlyRecordModel.findOneAndUpdate(
        before === null ? key : { ...key, version: before.version },
        {
          $set: { ...values, enteredBy: actor.personId, updatedAt: ctx.now },
          $inc: { version: 1 },
          $setOnInsert: { _id: newId(ctx.now), createdAt: ctx.now },
        },
        { upsert: before === null, returnDocument: 'after' },
      ).lean<MonthlyRecord>();
      if (after === null) throw conflict('common.changed-meanwhile');
      await record(ctx, {
        name: before === null ? 'plans.month-recorded' : 'plans.month-corrected',
        subject: { kind: 'monthly-record', id: after._id },
        about: [{ kind: 'enterprise', id: enterpriseId }],
        facts: {
          month,
          ...values,
          ...(before === null
            ? {}
            : {
                before: {
                  lostTimeInjuries: before.lostTimeInjuries,
                  employees: before.employees,
                  contractors: before.contractors,
                },
              }),
        },
      });
      const plan = await findOpenPlan(enterpriseId);
      if (plan !== undefined) await askNextMonth(ctx, plan);
      return after;
    });
  } catch (error) {
    if (isDuplicateKey(error, 'one_record_a_month')) throw conflict('common.changed-meanwhile');
    throw error;
  }
}
