import { z } from 'zod';
import { record } from '#domain/journal';
import type { Context } from '#kernel/context';
import { invalid } from '#kernel/errors';
import { newId } from '#kernel/ids';
import { chosenId, requireFields } from '#kernel/input';
import { inTransaction, isDuplicateKey } from '#platform/mongo';
import { keepsRegisters } from './bodies.ts';
import { onceNamed } from './commands.ts';
import { creditCodeField } from './creditCode.ts';
import { longName } from './fields.ts';
import { type Insurer, InsurerModel } from './organisation.models.ts';
import { getInsurer } from './queries.ts';
import { findRegion } from './regions.ts';

/** Fields of `addInsurer`: the institution as its licence names it, and where the office lies that deals with firms. */
export const addInsurerInput = z.object({
  name: longName,
  creditCode: creditCodeField,
  regionCode: z.string({ error: '请选择地区' }).refine((code) => findRegion(code) !== undefined, '请选择地区'),
});
/** Fields of `changeInsurer`; its credit code does not change. */
export const changeInsurerInput = z.object({ insurerId: chosenId('请选择保险机构'), name: longName });

/** A code that is taken becomes a sentence at its field, as a name does. */
const onceCoded = (work: () => Promise<void>): Promise<void> =>
  onceNamed('这家保险机构已经有了', async () => {
    try {
      await work();
    } catch (error) {
      if (!isDuplicateKey(error, 'one_credit_code')) throw error;
      throw invalid('common.check-fields', { creditCode: '这个代码的保险机构已经有了' });
    }
  });

/**
 * Enters an insurance institution, so that its people can be invited.
 * @throws Forbidden for all but administrators; Invalid at `name` or `creditCode` when it is there already.
 */
export async function addInsurer(ctx: Context, raw: z.input<typeof addInsurerInput>): Promise<Insurer> {
  const input = requireFields(addInsurerInput, raw);
  keepsRegisters(ctx);
  const insurer: Insurer = { _id: newId(ctx.now), ...input };
  await onceCoded(() =>
    inTransaction(async () => {
      await InsurerModel.create([insurer]);
      await record(ctx, {
        name: 'organisations.insurer-added',
        subject: { kind: 'insurer', id: insurer._id },
        facts: { insurer: insurer.name, creditCode: insurer.creditCode },
      });
    }),
  );
  return insurer;
}

/** Changes an institution's name. @throws Forbidden, NotFound, Invalid `organisations.name-taken` at `name`. */
export async function changeInsurer(ctx: Context, raw: z.input<typeof changeInsurerInput>): Promise<void> {
  const input = requireFields(changeInsurerInput, raw);
  keepsRegisters(ctx);
  const before = await getInsurer(input.insurerId);
  await onceCoded(() =>
    inTransaction(async () => {
      await InsurerModel.updateOne({ _id: before._id }, { $set: { name: input.name } });
      await record(ctx, {
        name: 'organisations.insurer-changed',
        subject: { kind: 'insurer', id: before._id },
        facts: { from: before.name, to: input.name },
      });
    }),
  );
}
