import type mongoose from 'mongoose';
import {
  type Channel,
  chatMark,
  type DialogueState,
  dialogueId,
  messageKey,
  openLine,
  openTalk,
  SENDER,
  type StoredLine,
  sealLine,
  sealTalk,
} from '#domain/chat';
import { addDays, atLocalHour, localDate } from '#kernel/dates';

/** What `chatMark` and `dialogueId` make; no address of any channel looks like it. */
const BLINDED = /^[\w-]{22}$/;
const endOfDay = (at: Date): Date => atLocalHour(addDays(localDate(at), 1), 0);

type Message = { _id: string; channel: Channel; channelUserId: string; messageId: string; status: string };
interface OldDialogue {
  _id: string;
  channel?: Channel;
  channelUserId?: string;
  changedAt?: Date;
  talk?: string;
  expiresAt: Date;
}

/**
 * Who has spoken with the bot, and in which hour, is no longer told by what is left of it: answered messages forget their
 * sender, dialogues and lines of chats are found by whoever knows the address. May be run again where it was stopped.
 */
export async function forgetSenders(connection: mongoose.Connection): Promise<void> {
  await forgetAnswered(connection);
  await hideLines(connection);
  await hideDialogues(connection);
}

async function forgetAnswered(connection: mongoose.Connection): Promise<void> {
  const inbox = connection.collection<Message & { expiresAt: Date }>('inbox');
  // Of messages without a sender it would let stand only one.
  await inbox.dropIndex('one_message').catch(() => undefined);
  for await (const row of inbox.find({ onceKey: { $exists: false } } as never)) {
    const isOver = row.status === 'done' || row.status === 'failed';
    await inbox.updateOne({ _id: row._id }, {
      $set: { onceKey: messageKey(row), expiresAt: endOfDay(row.expiresAt) },
      ...(isOver ? { $unset: { ...SENDER, ...(row.status === 'done' ? { createdAt: 1 } : {}) } } : {}),
    } as never);
  }
}

async function hideLines(connection: mongoose.Connection): Promise<void> {
  const lines = connection.collection<StoredLine & { personId?: string; grantId?: string }>('chat_messages');
  for await (const row of lines.find({ chatId: { $not: BLINDED } })) {
    const { _id, seq: _, from: __, createdAt, ...line } = openLine(row);
    const isReadable = line.text !== undefined || line.photoId !== undefined || line.location !== undefined;
    await lines.updateOne({ _id }, {
      $set: {
        chatId: chatMark(row.chatId),
        expiresAt: endOfDay(row.expiresAt),
        ...(isReadable ? { said: sealLine(_id, { ...line, chatId: row.chatId, at: createdAt.toISOString() }) } : {}),
      },
      $unset: { personId: 1, grantId: 1 },
    } as never);
  }
  const counters = connection.collection<{ _id: string; seq: number }>('chat_counters');
  for await (const { _id, seq } of counters.find({ _id: { $not: BLINDED } })) {
    await counters.updateOne({ _id: chatMark(_id) }, { $max: { seq } }, { upsert: true });
    await counters.deleteOne({ _id });
  }
}

async function hideDialogues(connection: mongoose.Connection): Promise<void> {
  const dialogues = connection.collection<OldDialogue>('dialogues');
  for await (const row of dialogues.find({ channelUserId: { $exists: true } })) {
    const { _id, channel, channelUserId, changedAt: _, talk, ...rest } = row;
    const id = dialogueId(channel as Channel, channelUserId as string);
    const told = talk === undefined ? undefined : openTalk(_id, talk);
    const moved = {
      ...{ ...rest, _id: id, expiresAt: endOfDay(row.expiresAt) },
      ...(told === undefined ? {} : { talk: sealTalk(id, told as { state?: DialogueState }) }),
    };
    await connection.transaction(async (session) => {
      await dialogues.deleteOne({ _id }, { session });
      await dialogues.replaceOne({ _id: id }, moved, { upsert: true, session });
    });
  }
}
