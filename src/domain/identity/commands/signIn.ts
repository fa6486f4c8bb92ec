import { z } from 'zod';
import { record } from '#domain/journal';
import type { Context } from '#kernel/context';
import { invalid } from '#kernel/errors';
import { requireFields } from '#kernel/input';
import { clean } from '#kernel/text';
import { inTransaction } from '#platform/mongo';
import { phoneField, typedPassword } from '../fields.ts';
import { type Account, AccountModel } from '../identity.models.ts';
import { signInRule } from '../identityRules.ts';
import { isPassword } from '../passwords.ts';
import { needsAuthenticator } from '../roles.ts';
import { claimTry, forgetTries } from '../tries.ts';
import { knownDevice } from './devices.ts';
import { useTotp } from './secrets.ts';

export const signInInput = z.object({
  phone: phoneField,
  password: typedPassword,
  totp: z
    .string()
    .transform((text) => clean(text).normalize('NFKC').replace(/\s/g, ''))
    .optional(),
});

export type SignInResult =
  | { needsTotp: true }
  | { needsTotp: false; personId: string; grantId: string; mustEnrolTotp: boolean };

/** Where somebody signs in from, as far as we can tell. */
export interface SignInFrom {
  network?: string;
  /** The browser, for as long as it keeps its cookies. */
  browser?: string;
  /** What the browser's own cookie says; it counts for an account that was signed in from there before. */
  deviceId?: string;
}

/**
 * Checks phone, password and, where the person has one, the code of their authenticator. Known and unknown numbers are
 * answered alike and by the same work. Wrong tries slow down the browser they come from and, where many are made anew, their network;
 * a browser the account knows has a count of its own, so nobody elsewhere can keep its holder out.
 *
 * @param settings `requireTotp`: regulators and administrators without an authenticator must set one up first.
 * @throws Invalid `identity.wrong-password` (unknown phone and wrong password alike), `identity.wrong-totp`,
 * `identity.no-role`, TooMany `identity.slow-down`.
 */
export async function signIn(
  ctx: Context,
  raw: z.input<typeof signInInput>,
  settings: { requireTotp: boolean },
  from: SignInFrom = {},
): Promise<SignInResult> {
  const input = requireFields(signInInput, raw);
  const account = await AccountModel.findOne({ phone: input.phone, status: 'active' }).lean<Account>();
  const device = knownDevice(account, from.deviceId);
  const rule = signInRule(ctx.now);
  const network = `sign-in:${from.network ?? ''}:${input.phone}`;
  const place = device === undefined ? `${network}:${from.browser ?? ''}` : `sign-in:${device}`;
  await claimTry(ctx.now, place, rule);
  // Browsers made anew for each guess wear out what their network has for this number; a known one is not asked.
  if (device === undefined) await claimTry(ctx.now, network, { ...rule, free: rule.freeTogether });
  const forget = (): Promise<unknown> => Promise.all([place, network].map(forgetTries));
  if (!(await isPassword(account?.passwordHash, input.password)) || account === null) {
    throw invalid('identity.wrong-password', { password: '手机号或密码不对，请再核对一遍' });
  }
  const grant = account.grants.find((g) => g._id === account.lastGrantId) ?? account.grants[0];
  if (grant === undefined) throw invalid('identity.no-role', { phone: '这个账号还没有分配身份，请联系邀请您的人' });
  if (account.totpSecret !== undefined) {
    if (input.totp === undefined || input.totp === '') {
      await forget();
      return { needsTotp: true };
    }
    await useTotp(ctx, account, input.totp);
  }
  await forget();
  await inTransaction(() => record(ctx, { name: 'identity.signed-in', subject: { kind: 'person', id: account._id } }));
  const isBound = account.grants.some((g) => needsAuthenticator(g.role));
  const mustEnrolTotp = settings.requireTotp && isBound && account.totpSecret === undefined;
  return { needsTotp: false, personId: account._id, grantId: grant._id, mustEnrolTotp };
}
