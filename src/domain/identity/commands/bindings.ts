import { z } from 'zod';
import { record } from '#domain/journal';
import type { Context } from '#kernel/context';
import { invalid, tooMany } from '#kernel/errors';
import { newId } from '#kernel/ids';
import { requireFields } from '#kernel/input';
import { inTransaction } from '#platform/mongo';
import { codeRule, hashCode, issueCode, tryCode } from '../codes.ts';
import { codeField, phoneField } from '../fields.ts';
import {
  type Account,
  AccountModel,
  type Binding,
  BindingModel,
  CodeModel,
  type Offer,
  OfferModel,
  type OneTimeCode,
} from '../identity.models.ts';
import { countTry, triesOf } from '../tries.ts';
import { isOpened, takeOffer } from './offers.ts';
import { ownPerson } from './sessions.ts';

export interface ChatAddress {
  channel: string;
  channelUserId: string;
}

export const bindChatInput = z.object({ code: codeField });

/** A code by which the actor binds a chat to their account, in the role they act in now. Shown to them alone. */
export async function issueBindingCode(ctx: Context): Promise<{ code: string; expiresAt: Date }> {
  const { personId, grantId } = ownPerson(ctx);
  return inTransaction(async () => {
    await record(ctx, { name: 'identity.binding-code-issued', subject: { kind: 'person', id: personId } });
    return issueCode(ctx, { purpose: 'binding', way: 'page', personId, grantId });
  });
}

/**
 * Counts a try of this chat address, and looks at its whole network: an address of our own chat page costs nothing to make.
 * The first try of an address is always looked at, so that no guesser keeps others out; of 31^8 codes that gives nothing away.
 * @throws TooMany after the rule's number of tries in its window.
 */
async function countTries(ctx: Context, { channel, channelUserId }: ChatAddress): Promise<void> {
  const { minutes, tries, together } = codeRule('binding', ctx.now);
  const ofAddress = await countTry(ctx.now, `binding:${channel}:${channelUserId}`, minutes);
  const ofAll = await triesOf(ctx.now, allOf(channel));
  if (ofAddress > tries || (ofAddress > 1 && ofAll >= together))
    throw tooMany('identity.too-many-codes', { params: { minutes } });
}
const allOf = (channel: string): string => `binding:${channel}`;

/**
 * Binds the chat address to whoever issued the code; an older binding of the address is replaced.
 * @throws Invalid `identity.wrong-code`, TooMany `identity.too-many-codes`.
 */
export async function bindChat(ctx: Context, input: ChatAddress & { code: string }): Promise<{ personId: string }> {
  const { code } = requireFields(bindChatInput, { code: input.code });
  await countTries(ctx, input);
  const { channel, channelUserId } = input;
  const { minutes } = codeRule('binding', ctx.now);
  const codeHash = hashCode('binding', code);
  const bound = await inTransaction(async () => {
    const row = await CodeModel.findOneAndUpdate(
      { purpose: 'binding', codeHash, usedAt: { $exists: false }, expiresAt: { $gt: ctx.now } },
      { $set: { usedAt: ctx.now } },
    ).lean<OneTimeCode>();
    if (row !== null) await putBinding(ctx, { channel, channelUserId }, row.personId, row.grantId);
    return row;
  });
  if (bound !== null) return { personId: bound.personId };
  await countTry(ctx.now, allOf(channel), minutes);
  throw invalid('identity.wrong-code', { code: '绑定码不对或已过期，请在网页「我的账号」里重新取一个' });
}

async function putBinding(ctx: Context, address: ChatAddress, personId: string, grantId?: string): Promise<void> {
  const before = await BindingModel.findOne({ ...address, endedAt: { $exists: false } }).lean<Binding>();
  if (before !== null && before.personId !== personId) await recordLoosened(ctx, before);
  await BindingModel.updateOne(
    address,
    {
      $set: { personId, boundAt: ctx.now, ...(grantId === undefined ? {} : { grantId }) },
      $setOnInsert: { _id: newId(ctx.now) },
      $unset: { endedAt: 1, ...(grantId === undefined ? { grantId: 1 } : {}) },
    },
    { upsert: true },
  );
  await AccountModel.updateOne({ _id: personId, openedAt: { $exists: false } }, { $set: { openedAt: ctx.now } });
  await record(ctx, {
    name: 'identity.chat-bound',
    subject: { kind: 'person', id: personId },
    facts: { channel: address.channel },
  });
}

const recordLoosened = (ctx: Context, { personId, channel }: Pick<Binding, 'personId' | 'channel'>) =>
  record(ctx, { name: 'identity.chat-unbound', subject: { kind: 'person', id: personId }, facts: { channel } });

/** Binds the portal's own chat page to the person signed in there; no code, since the session proves who it is. */
export async function bindOwnChat(ctx: Context, address: ChatAddress): Promise<void> {
  const { personId, grantId } = ownPerson(ctx);
  await inTransaction(() => putBinding(ctx, address, personId, grantId));
}

/** Loosens a chat address from its person; it is told so once more. Nothing happens when it was not bound. */
export async function unbindChat(ctx: Context, { channel, channelUserId }: ChatAddress): Promise<void> {
  await inTransaction(async () => {
    const bound = await BindingModel.findOneAndUpdate(
      { channel, channelUserId, endedAt: { $exists: false } },
      { $set: { endedAt: ctx.now } },
    ).lean<Binding>();
    if (bound !== null) await recordLoosened(ctx, bound);
  });
}

export const joinTeamByChatInput = z.object({ phone: phoneField, code: codeField });

/**
 * A worker who asked to join shows in chat the code that came to their number, or on a slip: they hold the role, without a
 * password, and the chat is theirs. Somebody whose account has been opened takes it where they sign in: a code is not
 * enough to speak for them.
 * @throws Invalid `identity.wrong-code`, for everything that does not fit
 */
export async function joinTeamByChat(
  ctx: Context,
  { channel, channelUserId, ...raw }: ChatAddress & z.input<typeof joinTeamByChatInput>,
): Promise<{ personId: string }> {
  const { phone, code } = requireFields(joinTeamByChatInput, raw);
  const found = await AccountModel.findOne({ phone, status: 'active' }).lean<Account>();
  // A code of another role is not used up here: it is taken on the page.
  const isAsked = found !== null && (await OfferModel.exists({ personId: found._id, role: 'worker' })) !== null;
  const account = found === null || isOpened(found) || !isAsked ? undefined : found;
  const place = `${channel}:${channelUserId}:${phone}`;
  const { offerId, way } = await tryCode(ctx, 'invitation', { personId: account?._id, code, place });
  return inTransaction(async () => {
    const offer = await OfferModel.findOne({ _id: offerId ?? '', role: 'worker' }).lean<Offer>();
    if (account === undefined || offer === null) {
      throw invalid('identity.wrong-code', { code: '这个邀请码不能在聊天里用，请在网页上填' });
    }
    const { _id: personId } = account;
    const opened = { name: offer.typedName, openedAt: ctx.now, ...(way === 'sms' ? { phoneProvedAt: ctx.now } : {}) };
    await AccountModel.updateOne({ _id: personId }, { $set: opened });
    await putBinding(ctx, { channel, channelUserId }, personId, await takeOffer(ctx, account, offer));
    return { personId };
  });
}
