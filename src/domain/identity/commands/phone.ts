import { z } from 'zod';
import { record } from '#domain/journal';
import type { Context } from '#kernel/context';
import { conflict, invalid, tooMany } from '#kernel/errors';
import { requireFields } from '#kernel/input';
import { inTransaction, isDuplicateKey } from '#platform/mongo';
import { sealedField } from '#platform/sealing';
import { hasSms } from '#platform/sms';
import { issueCode, newPhoneOf, tryCode } from '../codes.ts';
import { codeField, phoneField, typedPassword } from '../fields.ts';
import { type Account, AccountModel } from '../identity.models.ts';
import { recoveryRule } from '../identityRules.ts';
import { isPassword } from '../passwords.ts';
import { countTry } from '../tries.ts';
import { ownPerson } from './sessions.ts';

const formerPhoneField = sealedField<string>('accounts', 'formerPhone');

export const askPhoneInput = z.object({ phone: phoneField, password: typedPassword });

/**
 * Sends a code to the number that is to become the actor's. Whether it is somebody else's already is not said: then none
 * goes out.
 * @throws Invalid at `password`, Conflict `identity.no-sms`, TooMany
 */
export async function askPhoneChange(ctx: Context, raw: z.input<typeof askPhoneInput>): Promise<void> {
  const { phone, password } = requireFields(askPhoneInput, raw);
  const { personId } = ownPerson(ctx);
  if (!hasSms()) throw conflict('identity.no-sms');
  const asked = await countTry(ctx.now, `phone:${personId}`, 24 * 60);
  if (asked > recoveryRule(ctx.now).ownPerDay) throw tooMany('identity.enough-today');
  const account = await AccountModel.findById(personId).lean<Account>().orFail();
  if (!(await isPassword(account.passwordHash, password)))
    throw invalid('identity.wrong-password', { password: '密码不对' });
  if ((await AccountModel.exists({ phone })) !== null) return;
  await inTransaction(async () => {
    const { codeId } = await issueCode(ctx, { purpose: 'phone', way: 'sms', personId, newPhone: phone });
    await record(ctx, {
      name: 'identity.phone-code-issued',
      subject: { kind: 'person', id: personId },
      facts: { codeId },
    });
  });
}

export const confirmPhoneInput = z.object({ code: codeField });

/** The code came back: the number is theirs now, and the one before is told. @throws Invalid `identity.wrong-code` */
export async function confirmPhone(ctx: Context, raw: z.input<typeof confirmPhoneInput>): Promise<void> {
  const { code } = requireFields(confirmPhoneInput, raw);
  const { personId } = ownPerson(ctx);
  const phone = newPhoneOf(await tryCode(ctx, 'phone', { personId, code, place: personId }));
  try {
    await inTransaction(async () => {
      const { phone: former } = await AccountModel.findById(personId).lean<Account>().orFail();
      const formerPhone = formerPhoneField.seal(personId, former);
      await AccountModel.updateOne({ _id: personId }, { $set: { phone, formerPhone, phoneProvedAt: ctx.now } });
      await record(ctx, { name: 'identity.phone-changed', subject: { kind: 'person', id: personId } });
    });
  } catch (error) {
    if (!isDuplicateKey(error, 'one_phone')) throw error;
    throw invalid('identity.wrong-code', { code: '代码不对或已过期，请重新取一个' });
  }
}

/** The number a letter of a person goes to; undefined when there is none. For whoever carries SMS. */
export async function phoneFor(personId: string, which: 'phone' | 'former'): Promise<string | undefined> {
  const account = await AccountModel.findById(personId).lean<Account>();
  if (which === 'phone') return account?.phone;
  return account?.formerPhone === undefined ? undefined : formerPhoneField.open(personId, account.formerPhone);
}
