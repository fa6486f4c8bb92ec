import { startOfHour } from '#kernel/dates';
import { randomId } from '#kernel/ids';
import { inTransaction, isDuplicateKey } from '#platform/mongo';
import { ChatMessageModel } from '../chatMessage.model.ts';
import { chatRule, draftExpiry, inDays } from '../chatRules.ts';
import { DialogueModel, dialogueId } from '../dialogue.model.ts';
import { type Channel, InboxModel, type MessageContent, sealMessage } from '../inbox.model.ts';

export interface ArrivedMessage extends MessageContent {
  channel: Channel;
  channelUserId: string;
  messageId: string;
  sentAt: Date;
  personId?: string;
  grantId?: string;
}

/**
 * Puts a message into the inbox, before anything is done about it. The same message again changes nothing.
 * A web-chat line is marked as taken in the same transaction.
 * @returns false when the message was there already.
 */
export async function receiveMessage(now: Date, arrived: ArrivedMessage): Promise<boolean> {
  const { channel, channelUserId, messageId, sentAt, personId, grantId, kind, text, photoId, location } = arrived;
  try {
    return await inTransaction(async () => {
      if (channel === 'webchat') await ChatMessageModel.updateOne({ _id: messageId }, { $unset: { untakenSince: 1 } });
      if (await InboxModel.exists({ channel, messageId })) return false;
      const dialogue = await DialogueModel.findOneAndUpdate(
        { _id: dialogueId(channel, channelUserId) },
        {
          $inc: { seq: 1 },
          $set: { expiresAt: draftExpiry(now) },
          $setOnInsert: { channel, channelUserId, version: 0, changedAt: startOfHour(now) },
        },
        { upsert: true, returnDocument: 'after' },
      ).lean();
      const _id = randomId();
      const { maxCharacters, answeredDays } = chatRule(now);
      const said = {
        kind,
        ...(text ? { text: text.slice(0, maxCharacters) } : {}),
        ...(photoId === undefined ? {} : { photoId }),
        ...(location === undefined ? {} : { location }),
        at: sentAt.toISOString(),
      };
      await InboxModel.create([
        {
          _id,
          ...{ channel, channelUserId, messageId, kind },
          ...(personId === undefined ? {} : { personId }),
          ...(grantId === undefined ? {} : { grantId }),
          said: sealMessage(_id, said),
          expiresAt: inDays(now, answeredDays),
          seq: dialogue?.seq ?? 1,
          status: 'waiting',
          nextAt: now,
          attempts: 0,
          createdAt: startOfHour(now),
        },
      ]);
      return true;
    });
  } catch (error) {
    if (isDuplicateKey(error, 'one_message')) return false;
    throw error;
  }
}

/** True when the message is in the inbox: its photo need not be fetched again. */
export async function hasMessage(channel: Channel, messageId: string): Promise<boolean> {
  return Boolean(await InboxModel.exists({ channel, messageId }));
}
