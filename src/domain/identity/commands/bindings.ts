import { z } from 'zod';
import { record } from '#domain/journal';
import type { Context } from '#kernel/context';
import { conflict, invalid, tooMany } from '#kernel/errors';
import { newId } from '#kernel/ids';
import { inTransaction, isDuplicateKey } from '#platform/mongo';
import { codeRule, hashCode, issueCode } from '../codes.ts';
import { codeField, nameField, phoneField } from '../fields.ts';
import { BindingModel, type BindingTries, BindingTriesModel, CodeModel, type OneTimeCode } from '../identity.models.ts';
import { enterTeam } from './people.ts';
import { ownPerson } from './sessions.ts';

export interface ChatAddress {
  channel: string;
  channelUserId: string;
}

export const bindChatInput = z.object({ code: codeField });

/** A six-digit code by which the actor binds a chat to their account, in the role they act in now. */
export async function issueBindingCode(ctx: Context): Promise<{ code: string; expiresAt: Date }> {
  const { personId, grantId } = ownPerson(ctx);
  for (let attempt = 0; attempt < 5; attempt++) {
    try {
      return await inTransaction(async () => {
        await record(ctx, { name: 'identity.binding-code-issued', subject: { kind: 'person', id: personId } });
        return issueCode(ctx, 'binding', personId, grantId);
      });
    } catch (error) {
      // Two people drew the same six digits at once.
      if (!isDuplicateKey(error, 'one_binding_code')) throw error;
    }
  }
  throw conflict('common.changed-meanwhile');
}

/** Counts a try of this chat address first. @throws TooMany after the rule's number of tries in its window. */
async function countTry(ctx: Context, address: ChatAddress): Promise<void> {
  const { minutes, tries } = codeRule('binding', ctx.now);
  const _id = `${address.channel}:${address.channelUserId}`;
  await BindingTriesModel.deleteOne({ _id, expiresAt: { $lte: ctx.now } });
  const expiresAt = new Date(ctx.now.getTime() + minutes * 60_000);
  const row = await BindingTriesModel.findOneAndUpdate(
    { _id },
    { $inc: { count: 1 }, $setOnInsert: { expiresAt } },
    { upsert: true, returnDocument: 'after' },
  ).lean<BindingTries>();
  if ((row?.count ?? 0) > tries) throw tooMany('identity.too-many-codes', { params: { minutes } });
}

/**
 * Binds the chat address to whoever issued the code; an older binding of the address is replaced.
 * @throws Invalid `identity.wrong-code`, TooMany `identity.too-many-codes`.
 */
export async function bindChat(ctx: Context, input: ChatAddress & { code: string }): Promise<{ personId: string }> {
  await countTry(ctx, input);
  const { channel, channelUserId } = input;
  return inTransaction(async () => {
    const row = await CodeModel.findOneAndUpdate(
      {
        purpose: 'binding',
        codeHash: hashCode('binding', input.code),
        usedAt: { $exists: false },
        expiresAt: { $gt: ctx.now },
      },
      { $set: { usedAt: ctx.now } },
    ).lean<OneTimeCode>();
    if (row === null)
      throw invalid('identity.wrong-code', { code: '绑定码不对或已过期，请在网页「我的账号」里重新取一个' });
    await putBinding(ctx, { channel, channelUserId }, row.personId, row.grantId);
    return { personId: row.personId };
  });
}

async function putBinding(ctx: Context, address: ChatAddress, personId: string, grantId?: string): Promise<void> {
  await BindingModel.updateOne(
    address,
    {
      $set: { personId, boundAt: ctx.now, ...(grantId === undefined ? {} : { grantId }) },
      $setOnInsert: { _id: newId(ctx.now) },
      ...(grantId === undefined ? { $unset: { grantId: 1 } } : {}),
    },
    { upsert: true },
  );
  await record(ctx, {
    name: 'identity.chat-bound',
    subject: { kind: 'person', id: personId },
    facts: { channel: address.channel },
  });
}

/** Binds the portal's own chat page to the person signed in there; no code, since the session proves who it is. */
export async function bindOwnChat(ctx: Context, address: ChatAddress): Promise<void> {
  const { personId, grantId } = ownPerson(ctx);
  await inTransaction(() => putBinding(ctx, address, personId, grantId));
}

/** Loosens a chat address from its person. Nothing happens when it was not bound. */
export async function unbindChat(ctx: Context, address: ChatAddress): Promise<void> {
  const { channel, channelUserId } = address;
  await inTransaction(async () => {
    const bound = await BindingModel.findOneAndDelete({ channel, channelUserId }).lean<{ personId: string }>();
    if (bound === null) return;
    await record(ctx, {
      name: 'identity.chat-unbound',
      subject: { kind: 'person', id: bound.personId },
      facts: { channel },
    });
  });
}

export const joinTeamByChatInput = z.object({ teamCode: codeField, name: nameField, phone: phoneField });

/** A worker joins by typing their team's code in chat: an account without password, bound to this chat. */
export async function joinTeamByChat(
  ctx: Context,
  input: ChatAddress & z.infer<typeof joinTeamByChatInput>,
): Promise<{ personId: string }> {
  const { channel, channelUserId, ...person } = input;
  return inTransaction(async () => {
    const { personId, grantId } = await enterTeam(ctx, person);
    await putBinding(ctx, { channel, channelUserId }, personId, grantId);
    return { personId };
  });
}
