import { z } from 'zod';
import { record } from '#domain/journal';
import type { Context } from '#kernel/context';
import { requireFields } from '#kernel/input';
import { phoneDigits } from '#kernel/text';
import { inTransaction } from '#platform/mongo';
import { ownEnterprise } from './commands.ts';
import { EnterpriseModel } from './organisation.models.ts';

/** Fields of `setDutyPhone`: a mobile or a landline with its area code, spaces and dashes as people write them; empty for none. */
export const setDutyPhoneInput = z.object({
  dutyPhone: z
    .string()
    .default('')
    .transform(phoneDigits)
    .pipe(z.string().regex(/^(1[3-9]\d{9}|0\d{9,11}(转?\d{1,6})?|\d{7,8})?$/, '请填写手机号，或带区号的座机号')),
});

/**
 * Sets the phone of the actor's own firm that is answered day and night: chat and the firm's page tell it to its people.
 * Empty takes it away. @throws Forbidden, Invalid
 */
export async function setDutyPhone(ctx: Context, raw: z.input<typeof setDutyPhoneInput>): Promise<void> {
  const { dutyPhone } = requireFields(setDutyPhoneInput, raw);
  const { enterpriseId } = ownEnterprise(ctx);
  await inTransaction(async () => {
    await EnterpriseModel.updateOne(
      { _id: enterpriseId },
      dutyPhone === '' ? { $unset: { dutyPhone: 1 } } : { $set: { dutyPhone } },
    );
    await record(ctx, {
      name: 'organisations.duty-phone-set',
      subject: { kind: 'enterprise', id: enterpriseId },
      facts: { isThere: dutyPhone !== '' },
    });
  });
}
