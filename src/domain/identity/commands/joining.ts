import { z } from 'zod';
import { record } from '#domain/journal';
import { findTeamByCode } from '#domain/organisations';
import type { Context } from '#kernel/context';
import { invalid } from '#kernel/errors';
import { newId } from '#kernel/ids';
import { requireFields } from '#kernel/input';
import { inTransaction, isDuplicateKey } from '#platform/mongo';
import { codeField, nameField, newPasswordField, phoneField } from '../fields.ts';
import { AccountModel } from '../identity.models.ts';
import { hashPassword } from '../passwords.ts';

export const joinTeamInput = z.object({
  teamCode: codeField,
  name: nameField,
  phone: phoneField,
  password: newPasswordField,
});

/**
 * A worker joins by their team's QR code and sets a password at once. Only a new phone number may: whoever has an account
 * signs in and is added by their firm, so that a poster's code cannot be used to take over somebody's account.
 *
 * @throws Invalid `identity.unknown-team` at `teamCode`, `identity.phone-taken` at `phone`.
 */
export const joinTeam = (
  ctx: Context,
  raw: z.input<typeof joinTeamInput>,
): Promise<{ personId: string; grantId: string }> => enterTeam(ctx, requireFields(joinTeamInput, raw));

/** The same for somebody who was asked elsewhere: a person of the chat needs no password. */
export async function enterTeam(
  ctx: Context,
  input: Omit<z.output<typeof joinTeamInput>, 'password'> & { password?: string },
): Promise<{ personId: string; grantId: string }> {
  const team = await findTeamByCode(input.teamCode);
  if (team === undefined) throw invalid('identity.unknown-team', { teamCode: '没有这个班组码，请向班组长核对' });
  const passwordHash = input.password === undefined ? undefined : await hashPassword(input.password);
  const personId = newId(ctx.now);
  const grant = {
    _id: newId(ctx.now),
    role: 'worker' as const,
    scope: { enterpriseId: team.enterpriseId, teamId: team._id },
  };
  try {
    await inTransaction(async () => {
      await AccountModel.create([
        {
          _id: personId,
          name: input.name,
          phone: input.phone,
          ...(passwordHash === undefined ? {} : { passwordHash }),
          openedAt: ctx.now,
          grants: [grant],
          status: 'active',
          createdAt: ctx.now,
        },
      ]);
      await record(ctx, {
        name: 'identity.joined-team',
        subject: { kind: 'person', id: personId },
        about: [{ kind: 'enterprise', id: team.enterpriseId }],
        facts: { teamId: team._id },
      });
    });
  } catch (error) {
    if (!isDuplicateKey(error, 'one_phone')) throw error;
    throw invalid('identity.phone-taken', { phone: '这个手机号已有账号，请直接登录；要加入班组请告诉安全管理员' });
  }
  return { personId, grantId: grant._id };
}
