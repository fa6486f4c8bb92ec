import { actsAs } from '#kernel/actor';
import type { Context } from '#kernel/context';
import { forbidden } from '#kernel/errors';
import { countEach } from '#platform/count';
import { type BotStatus, BotStatusModel } from './botStatus.model.ts';
import { type ChatMessage, ChatMessageModel, chatMark, openLine, type StoredLine } from './chatMessage.model.ts';
import { type Dialogue, DialogueModel, dialogueId, openDialogue, type StoredDialogue } from './dialogue.model.ts';
import { type Channel, type InboxMessage, InboxModel } from './inbox.model.ts';

/** Lines of a chat after `afterSeq`, oldest first; without it the last `limit`. */
export async function findChatLines(chatId: string, afterSeq?: number, limit = 100): Promise<ChatMessage[]> {
  if (afterSeq !== undefined) {
    const rows = await ChatMessageModel.find({ chatId: chatMark(chatId), seq: { $gt: afterSeq } })
      .sort({ seq: 1 })
      .limit(limit)
      .lean<StoredLine[]>();
    return rows.map(openLine);
  }
  const newest = await ChatMessageModel.find({ chatId: chatMark(chatId) })
    .sort({ seq: -1 })
    .limit(limit)
    .lean<StoredLine[]>();
  return newest.reverse().map(openLine);
}

/** Lines the bot has not fetched yet, oldest first. */
export async function findUntakenLines(limit: number): Promise<ChatMessage[]> {
  const rows = await ChatMessageModel.find({ untakenSince: { $exists: true } })
    .sort({ untakenSince: 1, seq: 1 })
    .limit(limit)
    .lean<StoredLine[]>();
  return rows.map(openLine);
}

/** True when the photo was sent in this chat, as far back as its page shows: its sender may look at it there. */
export async function isPhotoInChat(chatId: string, photoId: string): Promise<boolean> {
  return (await findChatLines(chatId)).some((line) => line.photoId === photoId);
}

/** The same of a voice message. */
export async function isSoundInChat(chatId: string, soundId: string): Promise<boolean> {
  return (await findChatLines(chatId)).some((line) => line.soundId === soundId);
}

/** Where a sender stands and what they have begun; undefined when nothing is left of it. No permission is asked. */
export async function findDialogue(channel: Channel, channelUserId: string): Promise<Dialogue | undefined> {
  const row = await DialogueModel.findById(dialogueId(channel, channelUserId)).lean<StoredDialogue>();
  return row === null ? undefined : openDialogue(row);
}

const MOST_COUNTED = 10_000;

export interface InboxLengths {
  waiting: number;
  taken: number;
  failed: number;
}

/** How many messages wait, are being answered, or were given up; counted up to 10 000. */
export function countInbox(): Promise<InboxLengths> {
  const of = (status: InboxMessage['status']) => [InboxModel, { status }] as const;
  return countEach({ waiting: of('waiting'), taken: of('taken'), failed: of('failed') }, MOST_COUNTED);
}

export interface BotHealth extends InboxLengths {
  status: BotStatus | undefined;
  /** The newest messages that were given up: no words, no names. Their senders were asked to write again. */
  failedRows: Pick<InboxMessage, '_id' | 'channel' | 'kind' | 'lastError' | 'attempts' | 'createdAt'>[];
  /** False when no bot process has shown a sign of life within its lease. */
  isAlive: boolean;
}

/** How the bot is, for administrators. @throws Forbidden `common.not-allowed` for anybody else. */
export async function getBotHealth(ctx: Context): Promise<BotHealth> {
  if (!actsAs(ctx.actor, 'administrator')) throw forbidden('common.not-allowed');
  const [status, lengths, failedRows] = await Promise.all([
    BotStatusModel.findById('bot').lean<BotStatus>(),
    countInbox(),
    InboxModel.find({ status: 'failed' })
      .sort({ _id: -1 })
      .limit(20)
      .select({ channel: 1, kind: 1, lastError: 1, attempts: 1, createdAt: 1 })
      .lean<BotHealth['failedRows']>(),
  ]);
  const isAlive = status !== null && status.leaseUntil > ctx.now;
  return { status: status ?? undefined, isAlive, failedRows, ...lengths };
}
