import { actsAs } from '#kernel/actor';
import type { Context } from '#kernel/context';
import { forbidden } from '#kernel/errors';
import { countEach } from '#platform/count';
import { type BotStatus, BotStatusModel } from './botStatus.model.ts';
import { type ChatMessage, ChatMessageModel } from './chatMessage.model.ts';
import { type InboxMessage, InboxModel } from './inbox.model.ts';

/** Lines of a chat after `afterSeq`, oldest first; without it the last `limit`. */
export async function findChatLines(chatId: string, afterSeq?: number, limit = 100): Promise<ChatMessage[]> {
  if (afterSeq !== undefined) {
    return ChatMessageModel.find({ chatId, seq: { $gt: afterSeq } })
      .sort({ seq: 1 })
      .limit(limit)
      .lean<ChatMessage[]>();
  }
  const newest = await ChatMessageModel.find({ chatId }).sort({ seq: -1 }).limit(limit).lean<ChatMessage[]>();
  return newest.reverse();
}

/** Lines the bot has not fetched yet, oldest first. */
export async function findUntakenLines(limit: number): Promise<ChatMessage[]> {
  return ChatMessageModel.find({ isUntaken: true }).sort({ _id: 1 }).limit(limit).lean<ChatMessage[]>();
}

/** One line by its id. */
export async function findChatLine(id: string): Promise<ChatMessage | null> {
  return ChatMessageModel.findById(id).lean<ChatMessage>();
}

/** True when the photo was sent in this chat: its owner may look at it before it belongs to a case. */
export async function isPhotoInChat(chatId: string, photoId: string): Promise<boolean> {
  return Boolean(await ChatMessageModel.exists({ chatId, photoId }));
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
