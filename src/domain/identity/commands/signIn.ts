import { verify } from 'otplib';
import { z } from 'zod';
import { record } from '#domain/journal';
import type { Context } from '#kernel/context';
import { localDate } from '#kernel/dates';
import { invalid } from '#kernel/errors';
import { requireFields } from '#kernel/input';
import { ruleOn } from '#kernel/rules';
import { inTransaction } from '#platform/mongo';
import { phoneField, typedPassword } from '../fields.ts';
import { type Account, AccountModel } from '../identity.models.ts';
import { SIGN_IN_RULE } from '../identityRules.ts';
import { isPassword } from '../passwords.ts';

export const signInInput = z.object({
  phone: phoneField,
  password: typedPassword,
  totp: z
    .string()
    .transform((text) => text.normalize('NFKC').replace(/\s/g, ''))
    .optional(),
});

export type SignInResult =
  | { needsTotp: true }
  | { needsTotp: false; personId: string; grantId: string; mustEnrolTotp: boolean };

const TOTP_ROLES = ['regulator', 'administrator'];

/**
 * Checks phone, password and, where the person has one, the code of their authenticator.
 *
 * @param settings `requireTotp`: regulators and administrators without an authenticator must set one up first.
 * @throws Invalid `identity.wrong-password` (unknown phone and wrong password alike), `identity.locked`,
 * `identity.wrong-totp`, `identity.no-role`.
 */
export async function signIn(
  ctx: Context,
  raw: z.input<typeof signInInput>,
  settings: { requireTotp: boolean },
): Promise<SignInResult> {
  const input = requireFields(signInInput, raw);
  const account = await AccountModel.findOne({ phone: input.phone, status: 'active' }).lean<Account>();
  if (account?.lockedUntil !== undefined && account.lockedUntil > ctx.now) {
    const minutes = Math.ceil((account.lockedUntil.getTime() - ctx.now.getTime()) / 60_000);
    throw invalid('identity.locked', { password: `输错次数太多，请 ${minutes} 分钟后再试` }, { minutes });
  }
  if (!(await isPassword(account?.passwordHash, input.password)) || account === null) {
    if (account !== null) await countFailure(ctx, account);
    throw invalid('identity.wrong-password', { password: '手机号或密码不对，请再核对一遍' });
  }
  const grant = account.grants.find((g) => g._id === account.lastGrantId) ?? account.grants[0];
  if (grant === undefined) throw invalid('identity.no-role', { phone: '这个账号还没有分配身份，请联系邀请您的人' });
  if (account.totpSecret !== undefined) {
    if (input.totp === undefined || input.totp === '') return { needsTotp: true };
    await useTotp(ctx, account, input.totp);
  }
  await inTransaction(async () => {
    await AccountModel.updateOne({ _id: account._id }, { $set: { failedCount: 0 }, $unset: { lockedUntil: 1 } });
    await record(ctx, { name: 'identity.signed-in', subject: { kind: 'person', id: account._id } });
  });
  const isBound = account.grants.some((g) => TOTP_ROLES.includes(g.role));
  const mustEnrolTotp = settings.requireTotp && isBound && account.totpSecret === undefined;
  return { needsTotp: false, personId: account._id, grantId: grant._id, mustEnrolTotp };
}

async function countFailure(ctx: Context, account: Account): Promise<void> {
  const rule = ruleOn(SIGN_IN_RULE, localDate(ctx.now)).value;
  const after = await AccountModel.findOneAndUpdate(
    { _id: account._id },
    { $inc: { failedCount: 1 } },
    { returnDocument: 'after' },
  ).lean<Account>();
  if ((after?.failedCount ?? 0) < rule.tries) return;
  const lockedUntil = new Date(ctx.now.getTime() + rule.lockMinutes * 60_000);
  await inTransaction(async () => {
    await AccountModel.updateOne({ _id: account._id }, { $set: { failedCount: 0, lockedUntil } });
    await record(ctx, { name: 'identity.locked', subject: { kind: 'person', id: account._id } });
  });
}

async function useTotp(ctx: Context, account: Account, token: string): Promise<void> {
  const wrong = () => invalid('identity.wrong-totp', { totp: '动态码不对或已用过，请等下一个再试' });
  if (!/^\d{6}$/.test(token) || account.totpSecret === undefined) throw wrong();
  const answer = await verify({
    secret: account.totpSecret,
    token,
    epoch: Math.floor(ctx.now.getTime() / 1_000),
    epochTolerance: 30,
    ...(account.totpLastStep === undefined ? {} : { afterTimeStep: account.totpLastStep }),
  });
  if (!answer.valid || !('timeStep' in answer)) {
    await countFailure(ctx, account);
    throw wrong();
  }
  const { timeStep } = answer;
  const fresh = { $or: [{ totpLastStep: { $exists: false } }, { totpLastStep: { $lt: timeStep } }] };
  const used = await AccountModel.updateOne({ _id: account._id, ...fresh }, { $set: { totpLastStep: timeStep } });
  if (used.modifiedCount !== 1) throw wrong();
}
