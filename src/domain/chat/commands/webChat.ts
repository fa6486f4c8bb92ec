import type { Context } from '#kernel/context';
import { invalid } from '#kernel/errors';
import { newId } from '#kernel/ids';
import { inTransaction, isDuplicateKey } from '#platform/mongo';
import { ChatCounterModel, type ChatMessage, ChatMessageModel } from '../chatMessage.model.ts';
import { chatRule } from '../chatRules.ts';
import type { MessageContent } from '../inbox.model.ts';

/**
 * Somebody writes in the web chat: the line is stored for the bot to fetch.
 * @throws Invalid `chat.nothing-to-send` for an empty line, `chat.too-long` for one beyond the limit.
 */
export async function writeToBot(
  ctx: Context,
  input: MessageContent & { chatId: string; onceKey: string },
): Promise<ChatMessage> {
  const { maxCharacters } = chatRule(ctx.now);
  const text = input.text?.trim();
  if (input.kind === 'text' && !text) throw invalid('chat.nothing-to-send', { text: '请写一句话，或发一张照片。' });
  if (text && text.length > maxCharacters) {
    throw invalid('chat.too-long', { text: `一次最多 ${maxCharacters} 个字，请分开发。` }, { count: maxCharacters });
  }
  const { text: _, ...rest } = input;
  return append(ctx.now, {
    ...rest,
    ...(text ? { text } : {}),
    from: 'person',
    isUntaken: true,
    ...(ctx.actor.kind === 'person' ? { personId: ctx.actor.personId, grantId: ctx.actor.grantId } : {}),
  });
}

/** The bot writes in the web chat. `onceKey` is the reply's own key: sent twice, it stands there once. */
export async function writeToPerson(
  now: Date,
  input: { chatId: string; text: string; onceKey: string },
): Promise<ChatMessage> {
  return append(now, { ...input, from: 'bot', kind: 'text' });
}

type Line = Omit<ChatMessage, '_id' | 'seq' | 'createdAt' | 'expiresAt'>;

async function append(now: Date, line: Line): Promise<ChatMessage> {
  try {
    return await inTransaction(async () => {
      const earlier = await findOnce(line);
      if (earlier) return earlier;
      const counter = await ChatCounterModel.findOneAndUpdate(
        { _id: line.chatId },
        { $inc: { seq: 1 } },
        { upsert: true, returnDocument: 'after' },
      ).lean();
      const expiresAt = new Date(now.getTime() + chatRule(now).historyDays * 86_400_000);
      const row: ChatMessage = { ...line, _id: newId(now), seq: counter?.seq ?? 1, createdAt: now, expiresAt };
      await ChatMessageModel.create([row]);
      return row;
    });
  } catch (error) {
    const earlier = isDuplicateKey(error) ? await findOnce(line) : null;
    if (earlier) return earlier;
    throw error;
  }
}

const findOnce = ({ chatId, onceKey }: Line) => ChatMessageModel.findOne({ chatId, onceKey }).lean<ChatMessage>();
