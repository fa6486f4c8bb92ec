import { z } from 'zod';
import { findAdviser, giveFirmToAdviser, takeFirmFromAdviser } from '#domain/identity';
import type { Enrolment } from '#domain/programme';
import type { Context } from '#kernel/context';
import { conflict, invalid } from '#kernel/errors';
import { chosenId, requireFields } from '#kernel/input';
import { baselineDue } from '../clocks.ts';
import { enrolmentField } from '../fields.ts';
import { handOverRecords } from '../records.ts';
import { type StageEffect, takeStage } from '../takeStage.ts';

export const assignAdviserInput = z.object({
  reference: enrolmentField,
  adviserId: chosenId('请选择辅导员'),
  /** Whom the page showed as the adviser; empty for none. Two assignments at once: the second is told. */
  formerId: z.union([z.literal(''), chosenId('页面过期了，请重新打开')]).default(''),
});

/**
 * Puts a firm into an adviser's hands. The firm joins that adviser's scope and leaves the former one's in the same
 * transaction; the baseline's clock starts with the first adviser, and open clocks change hands.
 * @throws Invalid at `adviserId` for somebody who is no adviser or has it already, Conflict when it changed meanwhile.
 */
export async function assignAdviser(ctx: Context, raw: z.input<typeof assignAdviserInput>): Promise<Enrolment> {
  const { reference, adviserId, formerId } = requireFields(assignAdviserInput, raw);
  return takeStage(ctx, reference, 'assign-adviser', async (before): Promise<StageEffect> => {
    if ((before.adviserId ?? '') !== formerId) throw conflict('common.changed-meanwhile');
    if (before.adviserId === adviserId) throw invalid('common.check-fields', { adviserId: '已经是这位辅导员' });
    if ((await findAdviser(adviserId)) === undefined) {
      throw invalid('common.check-fields', { adviserId: '这个人不是辅导员，请重新选择' });
    }
    const { enterpriseId } = before;
    return {
      event: 'programme.adviser-assigned',
      set: { adviserId, ...(before.roundsDue === undefined ? { roundsDue: baselineDue(ctx.now) } : {}) },
      facts: { isChange: before.adviserId !== undefined },
      also: async (after) => {
        if (before.adviserId !== undefined)
          await takeFirmFromAdviser(ctx, { personId: before.adviserId, enterpriseId });
        await giveFirmToAdviser(ctx, { personId: adviserId, enterpriseId });
        await handOverRecords(ctx, after);
      },
    };
  });
}
