import { generateSecret, generateURI, verify } from 'otplib';
import { z } from 'zod';
import { record } from '#domain/journal';
import type { Context } from '#kernel/context';
import { invalid } from '#kernel/errors';
import { chosenCode, requireFields } from '#kernel/input';
import { inTransaction } from '#platform/mongo';
import { sealedField } from '#platform/sealing';
import { newPasswordField, typedPassword } from '../fields.ts';
import { type Account, AccountModel } from '../identity.models.ts';
import { signInRule } from '../identityRules.ts';
import { hashPassword, isPassword } from '../passwords.ts';
import { claimTry, countTry, forgetTries } from '../tries.ts';
import { endSessions, ownPerson } from './sessions.ts';

const secretField = sealedField<string>('accounts', 'totpSecret');
/** Seals a secret of the version before for the account it is of: for the migration. */
export const sealTotp = (personId: string, secret: string): string => secretField.seal(personId, secret);
const proposedField = sealedField<string>('sessions', 'session.proposedTotp');

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

/**
 * A fresh authenticator secret with the address an app reads from a QR code. Nothing is stored yet but what the caller
 * puts into the session of this key: `kept`, sealed for it.
 */
export async function proposeTotp(
  ctx: Context,
  input: { sessionKey: string },
): Promise<{ secret: string; uri: string; kept: string }> {
  const secret = generateSecret();
  return { secret, uri: await uriOf(ctx, secret), kept: proposedField.seal(input.sessionKey, secret) };
}

/** The same secret once more, for a page that is drawn again. @throws Error for one of another session */
export async function reopenTotp(
  ctx: Context,
  { sessionKey, kept }: { sessionKey: string; kept: string },
): Promise<{ secret: string; uri: string }> {
  const secret = proposedField.open(sessionKey, kept);
  return { secret, uri: await uriOf(ctx, secret) };
}

async function uriOf(ctx: Context, secret: string): Promise<string> {
  const { phone } = await AccountModel.findById(ownPerson(ctx).personId).lean<Account>().orFail();
  return generateURI({ issuer: '安发', label: phone, secret });
}

const tidyToken = (typed: string): string => typed.normalize('NFKC').replace(/\s/g, '');

/** The time step of a right token; undefined for a wrong one, or one not after the last that was used. */
async function stepOf(
  ctx: Context,
  secret: string,
  typed: string,
  afterTimeStep?: number,
): Promise<number | undefined> {
  const token = tidyToken(typed);
  if (!/^\d{6}$/.test(token)) return undefined;
  const epoch = Math.floor(ctx.now.getTime() / 1_000);
  const more = afterTimeStep === undefined ? {} : { afterTimeStep };
  const answer = await verify({ secret, token, epoch, epochTolerance: 30, ...more });
  return answer.valid && 'timeStep' in answer ? answer.timeStep : undefined;
}

/** Turns the authenticator on, once the person has shown that it works. @throws Invalid at `totp` */
export async function enableTotp(
  ctx: Context,
  { sessionKey, kept, totp }: { sessionKey: string; kept: string; totp: string },
): Promise<void> {
  const { personId } = ownPerson(ctx);
  const secret = proposedField.open(sessionKey, kept);
  const totpLastStep = await stepOf(ctx, secret, totp);
  if (totpLastStep === undefined) throw invalid('identity.wrong-totp', { totp: '动态码不对，请看手机上的最新一个' });
  await inTransaction(async () => {
    const totpSecret = secretField.seal(personId, secret);
    await AccountModel.updateOne({ _id: personId }, { $set: { totpSecret, totpLastStep } });
    await record(ctx, { name: 'identity.totp-enabled', subject: { kind: 'person', id: personId } });
  });
}

/**
 * Uses the current code of an account's authenticator; each counts once, and wrong ones are few whoever brings them, for
 * only who knows the password gets here.
 * @throws Invalid `identity.wrong-totp` at `totp`
 */
export async function useTotp(ctx: Context, account: Account, typed: string): Promise<void> {
  const { _id, totpSecret, totpLastStep } = account;
  const wrong = () => invalid('identity.wrong-totp', { totp: '动态码不对或已用过，请等下一个再试' });
  const { totpTries, totpMinutes } = signInRule(ctx.now);
  const isTooMany = (await countTry(ctx.now, `totp:${_id}`, totpMinutes)) > totpTries;
  if (totpSecret === undefined || isTooMany) throw wrong();
  const step = await stepOf(ctx, secretField.open(_id, totpSecret), typed, totpLastStep);
  if (step === undefined) throw wrong();
  const fresh = { $or: [{ totpLastStep: { $exists: false } }, { totpLastStep: { $lt: step } }] };
  const used = await AccountModel.updateOne({ _id, ...fresh }, { $set: { totpLastStep: step } });
  if (used.modifiedCount !== 1) throw wrong();
  await forgetTries(`totp:${_id}`);
}

/** Whether the actor's account has an authenticator. */
export const hasAuthenticator = async (ctx: Context): Promise<boolean> =>
  (await AccountModel.exists({ _id: ownPerson(ctx).personId, totpSecret: { $exists: true } })) !== null;

export const confirmIdentityInput = z.object({ password: typedPassword, totp: z.string().max(20).optional() });

/**
 * Asks somebody who is signed in to show anew that it is they: by password, and by the code of the authenticator where the
 * account has one. Wrong tries slow down.
 * @throws Invalid at `password` or `totp`, TooMany `identity.slow-down`.
 */
export async function confirmIdentity(ctx: Context, raw: object): Promise<void> {
  const { password, totp = '' } = requireFields(confirmIdentityInput, raw);
  const { personId } = ownPerson(ctx);
  await claimTry(ctx.now, `confirm:${personId}`, signInRule(ctx.now));
  const account = await AccountModel.findById(personId).lean<Account>().orFail();
  if (!(await isPassword(account.passwordHash, password)))
    throw invalid('identity.wrong-password', { password: '密码不对' });
  if (account.totpSecret !== undefined) await useTotp(ctx, account, totp);
  await forgetTries(`confirm:${personId}`);
}

export const disableTotpInput = z.object({
  password: typedPassword,
  totp: chosenCode('请填写动态码').pipe(z.string().max(20, '动态码不对')),
});

/** Turns the authenticator off, with the password and a current code of it. @throws Invalid at `password` or `totp` */
export async function disableTotp(ctx: Context, raw: z.input<typeof disableTotpInput>): Promise<void> {
  const { password, totp } = requireFields(disableTotpInput, raw);
  const { personId } = ownPerson(ctx);
  const account = await AccountModel.findById(personId).lean<Account>().orFail();
  if (!(await isPassword(account.passwordHash, password))) {
    throw invalid('identity.wrong-password', { password: '密码不对' });
  }
  await useTotp(ctx, account, totp);
  await inTransaction(async () => {
    await AccountModel.updateOne({ _id: personId }, { $unset: { totpSecret: 1, totpLastStep: 1 } });
    await record(ctx, { name: 'identity.totp-disabled', subject: { kind: 'person', id: personId } });
  });
}
