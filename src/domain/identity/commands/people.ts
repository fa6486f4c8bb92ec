import { z } from 'zod';
import { record } from '#domain/journal';
import { findTeamByCode } from '#domain/organisations';
import { actsAs, ROLES, type Role, type Scope } from '#kernel/actor';
import type { Context } from '#kernel/context';
import { conflict, forbidden, invalid, notFound } from '#kernel/errors';
import { newId } from '#kernel/ids';
import { requireFields } from '#kernel/input';
import { inTransaction, isDuplicateKey } from '#platform/mongo';
import { issueCode } from '../codes.ts';
import { codeField, nameField, newPasswordField, phoneField } from '../fields.ts';
import { type Account, AccountModel, BindingModel } from '../identity.models.ts';
import { hashPassword } from '../passwords.ts';
import { mayGrant, mayManage } from '../policy.ts';
import { endSessions } from './sessions.ts';

export const inviteInput = z.object({
  name: nameField,
  phone: phoneField,
  role: z.enum(ROLES.map((role) => role.code) as [Role, ...Role[]], { error: '请选择身份' }),
});

const sameScope = (a: Scope, b: Scope): boolean =>
  JSON.stringify(Object.entries(a).sort()) === JSON.stringify(Object.entries(b).sort());

/**
 * Gives somebody a role. A new person gets a one-time code to set a password with; somebody who has an account already
 * simply holds one role more.
 *
 * @returns the code; none when the person can sign in already, or also holds a role outside the actor's charge (then
 * whoever gave that role issues the code).
 * @throws Forbidden `identity.may-not-invite`, Conflict `identity.has-role`.
 */
export async function invite(
  ctx: Context,
  { scope, ...raw }: z.input<typeof inviteInput> & { scope: Scope },
): Promise<{ personId: string; code?: string; expiresAt?: Date }> {
  const input = requireFields(inviteInput, raw);
  if (!(await mayGrant(ctx.actor, input.role, scope))) throw forbidden('identity.may-not-invite');
  const grant = { _id: newId(ctx.now), role: input.role, scope };
  const personId = newId(ctx.now);
  try {
    return await inTransaction(async () => {
      const existing = await AccountModel.findOne({ phone: input.phone }).lean<Account>();
      const id = existing?._id ?? personId;
      if (existing?.grants.some((g) => g.role === grant.role && sameScope(g.scope, grant.scope))) {
        if (existing.passwordHash !== undefined) throw conflict('identity.has-role');
      } else if (existing === null) {
        const { name, phone } = input;
        await AccountModel.create([
          { _id: id, name, phone, grants: [grant], status: 'active', failedCount: 0, createdAt: ctx.now },
        ]);
      } else {
        await AccountModel.updateOne({ _id: id }, { $push: { grants: grant } });
      }
      await record(ctx, {
        name: 'identity.invited',
        subject: { kind: 'person', id },
        about: scope.enterpriseId === undefined ? [] : [{ kind: 'enterprise', id: scope.enterpriseId }],
        facts: { role: input.role },
      });
      // A code opens the whole account, so it goes only to whoever may manage every role in it.
      const isTheirs = existing === null || (await mayManage(ctx.actor, existing.grants));
      if (existing?.passwordHash !== undefined || !isTheirs) return { personId: id };
      return { personId: id, ...(await issueCode(ctx, 'invitation', id)) };
    });
  } catch (error) {
    if (isDuplicateKey(error, 'one_phone')) throw conflict('common.changed-meanwhile');
    throw error;
  }
}

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
      await AccountModel.create([
        { _id: id, ...input, grants: [grant], status: 'active', failedCount: 0, createdAt: ctx.now },
      ]);
    }
    const personId = existing?._id ?? id;
    await record(ctx, {
      name: 'identity.invited',
      subject: { kind: 'person', id: personId },
      facts: { role: 'administrator' },
    });
    return issueCode(ctx, 'invitation', personId);
  });
}

async function managed(ctx: Context, personId: string): Promise<Account> {
  const account = await AccountModel.findById(personId).lean<Account>();
  if (account === null) throw notFound('common.not-found');
  if (!(await mayManage(ctx.actor, account.grants))) throw forbidden('identity.may-not-manage');
  return account;
}

/** Issues a code with which somebody in the actor's charge sets a new password. @throws Forbidden, NotFound */
export async function issueResetCode(
  ctx: Context,
  input: { personId: string },
): Promise<{ code: string; expiresAt: Date }> {
  const account = await managed(ctx, input.personId);
  return inTransaction(async () => {
    await record(ctx, { name: 'identity.reset-code-issued', subject: { kind: 'person', id: account._id } });
    return issueCode(ctx, account.passwordHash === undefined ? 'invitation' : 'reset', account._id);
  });
}

/** Stops somebody in the actor's charge from acting at once: sessions and chat bindings end. @throws Forbidden, NotFound */
export async function disableAccount(ctx: Context, input: { personId: string }): Promise<void> {
  const account = await managed(ctx, input.personId);
  if (ctx.actor.kind === 'person' && ctx.actor.personId === account._id) throw forbidden('identity.not-yourself');
  await inTransaction(async () => {
    await AccountModel.updateOne({ _id: account._id }, { $set: { status: 'disabled' } });
    await BindingModel.deleteMany({ personId: account._id });
    await endSessions(account._id);
    await record(ctx, { name: 'identity.disabled', subject: { kind: 'person', id: account._id } });
  });
}

/**
 * Turns off the authenticator of somebody who has lost it, and signs them out everywhere. An administrator does it for
 * others, after making sure who asks; for the last administrator it is done on the server itself.
 * @throws Forbidden for everybody else and for oneself, NotFound
 */
export async function resetTotp(ctx: Context, input: { personId: string }): Promise<void> {
  const { actor } = ctx;
  if (actor.kind !== 'system' && !actsAs(actor, 'administrator')) throw forbidden('identity.may-not-manage');
  if (actor.kind === 'person' && actor.personId === input.personId) throw forbidden('identity.not-yourself');
  const account = await AccountModel.findById(input.personId).lean<Account>();
  if (account === null) throw notFound('common.not-found');
  await inTransaction(async () => {
    await AccountModel.updateOne({ _id: account._id }, { $unset: { totpSecret: 1, totpLastStep: 1 } });
    await endSessions(account._id);
    await record(ctx, { name: 'identity.totp-reset', subject: { kind: 'person', id: account._id } });
  });
}

/** Takes one role away; the person is signed out everywhere. @throws Forbidden, NotFound */
export async function removeGrant(ctx: Context, input: { personId: string; grantId: string }): Promise<void> {
  const account = await AccountModel.findById(input.personId).lean<Account>();
  const grant = account?.grants.find((g) => g._id === input.grantId);
  if (account === null || grant === undefined) throw notFound('common.not-found');
  if (!(await mayGrant(ctx.actor, grant.role, grant.scope))) throw forbidden('identity.may-not-manage');
  await inTransaction(async () => {
    await AccountModel.updateOne({ _id: account._id }, { $pull: { grants: { _id: grant._id } } });
    await endSessions(account._id);
    await record(ctx, {
      name: 'identity.role-removed',
      subject: { kind: 'person', id: account._id },
      facts: { role: grant.role },
    });
  });
}

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
          grants: [grant],
          status: 'active',
          failedCount: 0,
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
