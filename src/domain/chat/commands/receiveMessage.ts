import { startOfHour } from '#kernel/dates';
import { given } from '#kernel/given';
import { randomId } from '#kernel/ids';
import { inTransaction, isDuplicateKey, ofText } from '#platform/mongo';
import { ChatMessageModel } from '../chatMessage.model.ts';
import { chatRule, draftExpiry, inDays } from '../chatRules.ts';
import { DialogueModel, dialogueId } from '../dialogue.model.ts';
import {
  type Channel,
  InboxModel,
  type MessageContent,
  messageKey,
  openMessage,
  type StoredMessage,
  sealMessage,
} from '../inbox.model.ts';

export interface ArrivedMessage extends MessageContent {
  channel: Channel;
  channelUserId: string;
  messageId: string;
  sentAt: Date;
  personId?: string;
  grantId?: string;
  /** Its picture or sound is still to be fetched: it is answered when `putFile` has said what became of that. */
  awaitsFile?: boolean;
}

/** How long a message waits for its picture or sound when nobody says any more what became of it. */
const FILE_MS = 60_000;

/**
 * Puts a message into the inbox, before anything is done about it. The same message again changes nothing.
 * A web-chat line is marked as taken in the same transaction.
 * @returns false when the message was there already.
 */
export async function receiveMessage(now: Date, arrived: ArrivedMessage): Promise<boolean> {
  const { channel, channelUserId, messageId, sentAt, personId, grantId, kind, text, photoId, soundId, location } =
    arrived;
  try {
    return await inTransaction(async () => {
      if (channel === 'webchat') await ChatMessageModel.updateOne({ _id: messageId }, { $unset: { untakenSince: 1 } });
      const onceKey = messageKey(arrived);
      if (await InboxModel.exists({ onceKey: ofText(onceKey) })) return false;
      const dialogue = await DialogueModel.findOneAndUpdate(
        { _id: dialogueId(channel, channelUserId) },
        {
          $inc: { seq: 1 },
          $set: { expiresAt: draftExpiry(now) },
          $setOnInsert: { version: 0 },
        },
        { upsert: true, returnDocument: 'after' },
      ).lean();
      const _id = randomId();
      const { maxCharacters, answeredDays } = chatRule(now);
      const said = {
        kind,
        ...(text ? { text: text.slice(0, maxCharacters) } : {}),
        ...given({ photoId, soundId }),
        ...(location === undefined ? {} : { location }),
        at: sentAt.toISOString(),
      };
      await InboxModel.create([
        {
          _id,
          ...{ onceKey, channel, channelUserId, messageId, kind },
          ...(personId === undefined ? {} : { personId }),
          ...(grantId === undefined ? {} : { grantId }),
          said: sealMessage(_id, said),
          expiresAt: inDays(now, answeredDays),
          seq: dialogue?.seq ?? 1,
          status: 'waiting',
          nextAt: arrived.awaitsFile ? new Date(now.getTime() + FILE_MS) : now,
          attempts: 0,
          createdAt: startOfHour(now),
        },
      ]);
      return true;
    });
  } catch (error) {
    if (isDuplicateKey(error, 'once')) return false;
    throw error;
  }
}

type Fetched = Pick<ArrivedMessage, 'channel' | 'channelUserId' | 'messageId'> & {
  photoId?: string | undefined;
  soundId?: string | undefined;
};

/**
 * Says what became of the picture or sound of a message that waits for it: its id, or that it could not be had. Then it is
 * answered.
 */
export async function putFile(now: Date, { photoId, soundId, ...of }: Fetched): Promise<void> {
  const row = await InboxModel.findOne({ onceKey: ofText(messageKey(of)), status: 'waiting' }).lean<StoredMessage>();
  if (row === null) return;
  const { kind, text, location, sentAt } = openMessage(row);
  const said = { kind, ...given({ text, location, photoId, soundId }), at: sentAt.toISOString() };
  await InboxModel.updateOne(
    { _id: row._id, status: 'waiting', attempts: 0 },
    { $set: { said: sealMessage(row._id, said), nextAt: now } },
  );
}
