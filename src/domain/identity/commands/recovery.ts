import { z } from 'zod';
import { record } from '#domain/journal';
import type { Actor } from '#kernel/actor';
import type { Context } from '#kernel/context';
import { conflict, forbidden, notFound, tooMany } from '#kernel/errors';
import { requireFields } from '#kernel/input';
import { inTransaction } from '#platform/mongo';
import { hasSms } from '#platform/sms';
import { issueCode, tryCode } from '../codes.ts';
import { codeField, newPasswordField, phoneField } from '../fields.ts';
import { type Account, AccountModel, type Binding, BindingModel } from '../identity.models.ts';
import { recoveryRule } from '../identityRules.ts';
import { hashPassword } from '../passwords.ts';
import { mayManage } from '../policy.ts';
import { noteReset } from '../resets.ts';
import { firmsOf } from '../roles.ts';
import { countTry } from '../tries.ts';
import type { ChatAddress } from './bindings.ts';
import { endSessions, ownPerson } from './sessions.ts';

const DAY_MS = 86_400_000;

/** An account in the actor’s charge. @throws Forbidden, NotFound, Conflict where it is no longer of this status */
export async function managed(ctx: Context, personId: string, status: Account['status'] = 'active'): Promise<Account> {
  const account = await AccountModel.findOne({ _id: personId }).lean<Account>();
  const isTheirs = account !== null && (await mayManage(ctx.actor, account.grants));
  if (account === null || (account.status !== status && !isTheirs)) throw notFound('common.not-found');
  if (!isTheirs) throw forbidden('identity.may-not-manage');
  // Somebody else in charge was faster: it is no other person than a moment ago.
  if (account.status !== status) throw conflict('common.changed-meanwhile');
  return account;
}

/**
 * How a code gets to the holder and to nobody else: an SMS to their own number, else a chat they bound outside the portal.
 * SMS come first, because a firm's own chat network may be read by the firm.
 */
async function wayTo(personId: string): Promise<'sms' | 'chat' | undefined> {
  if (hasSms()) return 'sms';
  const outside = { personId, channel: { $ne: 'webchat' }, endedAt: { $exists: false } };
  return (await BindingModel.exists(outside)) === null ? undefined : 'chat';
}

/** @param bindingId the one chat it goes to; every chat of theirs when absent */
async function sendReset(
  ctx: Context,
  account: Account,
  { way, isAskedByOthers, bindingId }: { way: 'sms' | 'chat'; isAskedByOthers: boolean; bindingId?: string },
): Promise<void> {
  await inTransaction(async () => {
    const { _id: personId, grants } = account;
    const to = bindingId === undefined ? {} : { bindingId };
    const { codeId } = await issueCode(ctx, { purpose: 'reset', way, personId, isAskedByOthers, ...to });
    await record(ctx, {
      name: 'identity.reset-code-issued',
      subject: { kind: 'person', id: personId },
      about: isAskedByOthers ? firmsOf(grants) : [],
      facts: { codeId, way, isByOthers: isAskedByOthers },
    });
  });
}

/**
 * Has a code sent to somebody in the actor's charge, with which they set a new password. The actor never sees it.
 * @returns which way it went.
 * @throws Conflict `identity.out-of-reach` when nothing reaches them, Forbidden, NotFound
 */
export async function issueResetCode(ctx: Context, input: { personId: string }): Promise<{ way: 'sms' | 'chat' }> {
  const account = await managed(ctx, input.personId);
  const way = await wayTo(account._id);
  if (way === undefined) throw conflict('identity.out-of-reach');
  await sendReset(ctx, account, { way, isAskedByOthers: true });
  return { way };
}

export const requestResetInput = z.object({ phone: phoneField });

/**
 * Somebody asks for their own code. Nothing tells whether the number is known, whether anything reaches it, or whether the
 * day's number of codes is used up.
 */
export async function requestReset(ctx: Context, raw: z.input<typeof requestResetInput>): Promise<void> {
  const { phone } = requireFields(requestResetInput, raw);
  const account = await AccountModel.findOne({ phone, status: 'active' }).lean<Account>();
  const asked = await countTry(ctx.now, `reset:${phone}`, 24 * 60);
  const way = await wayTo(account?._id ?? '');
  if (account === null || way === undefined || asked > recoveryRule(ctx.now).ownPerDay) return;
  await sendReset(ctx, account, { way, isAskedByOthers: false });
}

/**
 * The holder asks in a chat of their own: the code goes into that chat and into no other. Not in the chat of our own page,
 * which is whose the session is: a browser left open would be enough to take the account over.
 * @throws Conflict `identity.no-reset-here`, TooMany `identity.enough-today`
 */
export async function requestResetByChat(ctx: Context, { channel, channelUserId }: ChatAddress): Promise<void> {
  const { personId } = ownPerson(ctx);
  const here = { personId, channel, channelUserId, endedAt: { $exists: false } };
  const binding = channel === 'webchat' ? null : await BindingModel.findOne(here).lean<Binding>();
  if (binding === null) throw conflict('identity.no-reset-here');
  const account = await AccountModel.findById(personId).lean<Account>().orFail();
  const asked = await countTry(ctx.now, `reset:${account.phone}`, 24 * 60);
  if (asked > recoveryRule(ctx.now).ownPerDay) throw tooMany('identity.enough-today');
  await sendReset(ctx, account, { way: 'chat', isAskedByOthers: false, bindingId: binding._id });
}

/** May the actor print a reset slip for them? Somebody outside their firm: inside it, the one who prints it could use it. */
export function mayPrintReset(actor: Actor, { grants }: Pick<Account, 'grants'>): boolean {
  if (actor.kind !== 'person') return false;
  const { enterpriseId } = actor.scope;
  return enterpriseId === undefined || !grants.some(({ scope }) => scope.enterpriseId === enterpriseId);
}

/**
 * A reset code for a sealed slip of paper, for somebody neither chat nor SMS reach. Its printing and its use are told to
 * everybody concerned.
 * @throws Forbidden `identity.slip-by-others` for somebody of the same firm, Forbidden, NotFound
 */
export async function printResetSlip(
  ctx: Context,
  input: { personId: string },
): Promise<{ name: string; code: string; expiresAt: Date }> {
  const account = await managed(ctx, input.personId);
  if (!mayPrintReset(ctx.actor, account)) throw forbidden('identity.slip-by-others');
  return inTransaction(async () => {
    const { _id: personId, name, grants } = account;
    const { code, expiresAt } = await issueCode(ctx, {
      purpose: 'reset',
      way: 'slip',
      personId,
      isAskedByOthers: true,
    });
    const subject = { kind: 'person', id: personId };
    await record(ctx, { name: 'identity.slip-printed', subject, about: firmsOf(grants) });
    return { name, code, expiresAt };
  });
}

export const resetPasswordInput = z.object({ phone: phoneField, code: codeField, password: newPasswordField });

/**
 * Sets a new password with a reset code. Every session ends and no browser is known any more; when somebody else had
 * asked for it, what lies behind the account stays hidden for the time of the rule.
 * @param from the address it comes from
 * @throws Invalid `identity.wrong-code`
 */
export async function resetPassword(ctx: Context, raw: z.input<typeof resetPasswordInput>, from = ''): Promise<void> {
  const input = requireFields(resetPasswordInput, raw);
  const account = await AccountModel.findOne({ phone: input.phone, status: 'active' }).lean<Account>();
  const passwordHash = await hashPassword(input.password);
  const { way, askedBy, askedByRole } = await tryCode(ctx, 'reset', {
    personId: account?._id,
    code: input.code,
    place: `${from}:${input.phone}`,
  });
  const { _id: personId, grants } = account as Account;
  const isByOthers = askedBy !== undefined && askedBy !== personId;
  const hidesUntil = new Date(ctx.now.getTime() + recoveryRule(ctx.now).hideDays * DAY_MS);
  await inTransaction(async () => {
    await AccountModel.updateOne(
      { _id: personId },
      {
        $set: {
          passwordHash,
          openedAt: account?.openedAt ?? ctx.now,
          ...(way === 'sms' ? { phoneProvedAt: ctx.now } : {}),
          ...(isByOthers ? { hidesSince: ctx.now, hidesUntil } : {}),
        },
        $unset: { devices: 1 },
      },
    );
    await endSessions(personId);
    if (isByOthers && askedByRole !== undefined) await noteReset(ctx, { personId, grants, askedBy, askedByRole, way });
    await record(ctx, {
      name: 'identity.password-reset',
      subject: { kind: 'person', id: personId },
      about: firmsOf(grants),
      facts: { way, isByOthers, ...(isByOthers ? { askedByRole } : {}) },
    });
  });
}

/** Shows again what was hidden after a reset, once its time is over. Run by the clock. @returns how many accounts. */
export async function endHiding(now: Date): Promise<number> {
  const { modifiedCount } = await AccountModel.updateMany(
    { hidesUntil: { $lte: now } },
    { $unset: { hidesSince: 1, hidesUntil: 1 } },
  );
  return modifiedCount;
}
