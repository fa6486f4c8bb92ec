import type { Context } from '#kernel/context';
import { invalid } from '#kernel/errors';
import { given } from '#kernel/given';
import { randomId } from '#kernel/ids';
import { inTransaction, isDuplicateKey } from '#platform/mongo';
import { blind } from '#platform/sealing';
import {
  ChatCounterModel,
  type ChatMessage,
  ChatMessageModel,
  chatMark,
  openLine,
  type StoredLine,
  sealLine,
} from '../chatMessage.model.ts';
import { chatRule, inDays } from '../chatRules.ts';
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
  const { actor } = ctx;
  return append(ctx.now, {
    ...input,
    text,
    from: 'person',
    ...(actor.kind === 'person' ? { personId: actor.personId, grantId: actor.grantId } : {}),
  });
}

/** The bot writes in the web chat. `onceKey` is the reply's own key: sent twice, it stands there once. */
export async function writeToPerson(
  now: Date,
  input: { chatId: string; text: string; onceKey: string },
): Promise<ChatMessage> {
  return append(now, { ...input, from: 'bot', kind: 'text' });
}

type Line = Omit<ChatMessage, '_id' | 'seq' | 'createdAt' | 'text'> & { text?: string | undefined; onceKey: string };

/** A key may name the event of a case; what is kept of it nobody can look up. */
const kept = ({ onceKey }: Line): string => blind(onceKey, 'chat-once');

async function append(now: Date, line: Line): Promise<ChatMessage> {
  const { chatId, from, kind, text, photoId, soundId, location, personId, grantId } = line;
  try {
    return await inTransaction(async () => {
      const earlier = await findOnce(line);
      if (earlier) return earlier;
      const mark = chatMark(chatId);
      const counter = await ChatCounterModel.findOneAndUpdate(
        { _id: mark },
        { $inc: { seq: 1 } },
        { upsert: true, returnDocument: 'after' },
      ).lean();
      const _id = randomId();
      const said = {
        kind,
        ...(text ? { text } : {}),
        ...given({ photoId, soundId }),
        ...(location === undefined ? {} : { location }),
        at: now.toISOString(),
        chatId,
        ...(personId === undefined ? {} : { personId }),
        ...(grantId === undefined ? {} : { grantId }),
      };
      const row: StoredLine = {
        ...{ _id, chatId: mark, seq: counter?.seq ?? 1, from },
        said: sealLine(_id, said),
        onceKey: kept(line),
        ...(from === 'person' ? { untakenSince: now } : {}),
        expiresAt: inDays(now, chatRule(now).historyDays),
      };
      await ChatMessageModel.create([row]);
      return openLine(row);
    });
  } catch (error) {
    const earlier = isDuplicateKey(error) ? await findOnce(line) : undefined;
    if (earlier) return earlier;
    throw error;
  }
}

async function findOnce(line: Line): Promise<ChatMessage | undefined> {
  const row = await ChatMessageModel.findOne({ chatId: chatMark(line.chatId), onceKey: kept(line) }).lean<StoredLine>();
  return row === null ? undefined : openLine(row);
}
