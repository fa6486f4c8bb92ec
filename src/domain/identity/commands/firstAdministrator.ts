import { z } from 'zod';
import { record } from '#domain/journal';
import type { Context } from '#kernel/context';
import { conflict, forbidden } from '#kernel/errors';
import { newId } from '#kernel/ids';
import { inTransaction } from '#platform/mongo';
import { issueCode } from '../codes.ts';
import { nameField, phoneField } from '../fields.ts';
import { type Account, AccountModel } from '../identity.models.ts';

/** Fields of `inviteFirstAdministrator`. */
export const firstAdministratorInput = z.object({ name: nameField, phone: phoneField });

/**
 * Invites the first administrator of a new installation: only Anfa itself may, from the machine it runs on, and only
 * while there is none.
 * @throws Forbidden for people, Conflict `identity.has-administrator`, `identity.phone-taken`.
 */
export async function inviteFirstAdministrator(
  ctx: Context,
  input: z.infer<typeof firstAdministratorInput>,
): Promise<{ code: string; expiresAt: Date }> {
  if (ctx.actor.kind !== 'system') throw forbidden('common.not-allowed');
  const id = newId(ctx.now);
  return inTransaction(async () => {
    if (
      await AccountModel.exists({ 'grants.role': 'administrator', status: 'active', passwordHash: { $exists: true } })
    ) {
      throw conflict('identity.has-administrator');
    }
    const existing = await AccountModel.findOne({ phone: input.phone }).lean<Account>();
    if (existing !== null && !existing.grants.some((grant) => grant.role === 'administrator')) {
      throw conflict('identity.phone-taken');
    }
    if (existing === null) {
      const grant = { _id: newId(ctx.now), role: 'administrator' as const, scope: {} };
      await AccountModel.create([{ _id: id, ...input, grants: [grant], status: 'active', createdAt: ctx.now }]);
    }
    const personId = existing?._id ?? id;
    await record(ctx, {
      name: 'identity.invited',
      subject: { kind: 'person', id: personId },
      facts: { role: 'administrator' },
    });
    return issueCode(ctx, { purpose: 'invitation', way: 'slip', personId });
  });
}
