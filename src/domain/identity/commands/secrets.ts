import { generateSecret, generateURI, verify } from 'otplib';
import { z } from 'zod';
import { record } from '#domain/journal';
import type { Context } from '#kernel/context';
import { invalid } from '#kernel/errors';
import { requireFields } from '#kernel/input';
import { inTransaction } from '#platform/mongo';
import { tryCode } from '../codes.ts';
import { codeField, newPasswordField, phoneField, typedPassword } from '../fields.ts';
import { type Account, AccountModel } from '../identity.models.ts';
import { hashPassword, isPassword } from '../passwords.ts';
import { endSessions, ownPerson } from './sessions.ts';

export const setPasswordInput = z.object({ phone: phoneField, code: codeField, password: newPasswordField });

/**
 * Sets a password with a one-time code: the first one of somebody invited, or a new one after a reset code. Every
 * session ends and a lock is lifted.
 * @throws Invalid `identity.wrong-code`
 */
export async function setPassword(
  ctx: Context,
  raw: z.input<typeof setPasswordInput>,
): Promise<{ personId: string; grantId?: string }> {
  const input = requireFields(setPasswordInput, raw);
  const account = await AccountModel.findOne({ phone: input.phone, status: 'active' }).lean<Account>();
  const purpose = account?.passwordHash === undefined ? 'invitation' : 'reset';
  const passwordHash = await hashPassword(input.password);
  await tryCode(ctx, purpose, account?._id, input.code);
  const personId = (account as Account)._id;
  await inTransaction(async () => {
    await AccountModel.updateOne(
      { _id: personId },
      { $set: { passwordHash, failedCount: 0 }, $unset: { lockedUntil: 1 } },
    );
    await endSessions(personId);
    await record(ctx, {
      name: purpose === 'reset' ? 'identity.password-reset' : 'identity.invitation-accepted',
      subject: { kind: 'person', id: personId },
    });
  });
  const grantId = account?.lastGrantId ?? account?.grants[0]?._id;
  return { personId, ...(grantId === undefined ? {} : { grantId }) };
}

export const changePasswordInput = z.object({ current: typedPassword, password: newPasswordField });

/** Changes the actor's own password; every other browser is signed out. @throws Invalid at `current` */
export async function changePassword(
  ctx: Context,
  raw: z.input<typeof changePasswordInput> & { sessionKey?: string },
): Promise<void> {
  const input = requireFields(changePasswordInput, raw);
  const { personId } = ownPerson(ctx);
  const account = await AccountModel.findById(personId).lean<Account>().orFail();
  if (!(await isPassword(account.passwordHash, input.current))) {
    throw invalid('identity.wrong-password', { current: '现在的密码不对' });
  }
  const passwordHash = await hashPassword(input.password);
  await inTransaction(async () => {
    await AccountModel.updateOne({ _id: personId }, { $set: { passwordHash } });
    await endSessions(personId, raw.sessionKey);
    await record(ctx, { name: 'identity.password-changed', subject: { kind: 'person', id: personId } });
  });
}

/** A fresh authenticator secret with the address an app reads from a QR code. Nothing is stored yet. */
export async function proposeTotp(ctx: Context): Promise<{ secret: string; uri: string }> {
  const { personId } = ownPerson(ctx);
  const account = await AccountModel.findById(personId).lean<Account>().orFail();
  const secret = generateSecret();
  return { secret, uri: generateURI({ issuer: '安发', label: account.phone, secret }) };
}

/** Turns the authenticator on, once the person has shown that it works. @throws Invalid at `totp` */
export async function enableTotp(ctx: Context, input: { secret: string; totp: string }): Promise<void> {
  const { personId } = ownPerson(ctx);
  const token = input.totp.normalize('NFKC').replace(/\s/g, '');
  const epoch = Math.floor(ctx.now.getTime() / 1_000);
  const answer = /^\d{6}$/.test(token)
    ? await verify({ secret: input.secret, token, epoch, epochTolerance: 30 })
    : { valid: false as const };
  if (!answer.valid) throw invalid('identity.wrong-totp', { totp: '动态码不对，请看手机上的最新一个' });
  const totpLastStep = 'timeStep' in answer ? answer.timeStep : 0;
  await inTransaction(async () => {
    await AccountModel.updateOne({ _id: personId }, { $set: { totpSecret: input.secret, totpLastStep } });
    await record(ctx, { name: 'identity.totp-enabled', subject: { kind: 'person', id: personId } });
  });
}

/** Turns the authenticator off, with the password. @throws Invalid at `password` */
export async function disableTotp(ctx: Context, input: { password: string }): Promise<void> {
  const { personId } = ownPerson(ctx);
  const account = await AccountModel.findById(personId).lean<Account>().orFail();
  if (!(await isPassword(account.passwordHash, input.password))) {
    throw invalid('identity.wrong-password', { password: '密码不对' });
  }
  await inTransaction(async () => {
    await AccountModel.updateOne({ _id: personId }, { $unset: { totpSecret: 1, totpLastStep: 1 } });
    await record(ctx, { name: 'identity.totp-disabled', subject: { kind: 'person', id: personId } });
  });
}
