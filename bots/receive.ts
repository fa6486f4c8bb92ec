import { type Channel, type ChatMessage, chatRule, hasMessage, receiveMessage } from '#domain/chat';
import { storePhoto } from '#domain/evidence';
import { findActorByChat } from '#domain/identity';
import type { Context } from '#kernel/context';
import { AppError } from '#kernel/errors';
import { visitorIdOf } from './conversation.ts';
import type { WechatyMessage } from './wechaty.ts';

/** Why a message is left alone; undefined when it is for the bot. */
export function refusedByGates(message: WechatyMessage, now: Date): 'own' | 'stale' | 'not-mentioned' | undefined {
  if (message.isOwn) return 'own';
  if (message.isInGroup && !message.mentionsBot) return 'not-mentioned';
  if (now.getTime() - message.sentAt.getTime() > chatRule(now).staleMinutes * 60_000) return 'stale';
  return undefined;
}

export interface Arrival {
  channel: Channel;
  message: WechatyMessage;
  /** The stored line, on web chat: it knows the photo and who was signed in. */
  line?: ChatMessage | undefined;
  now: Date;
}

/**
 * From the network into the inbox, past the gates. A message that is there already is not looked at again.
 * @returns what became of it.
 */
export async function receive({ channel, message, line, now }: Arrival): Promise<string> {
  // Our own page keeps its lines until they are answered, so there nothing is stale.
  const refused = refusedByGates(line ? { ...message, sentAt: now } : message, now);
  if (refused) return refused;
  if (!line && (await hasMessage(channel, message.messageId))) return 'seen';
  const ownPhotoId = line ? undefined : await keepPhoto(channel, message, now);
  const photoId = line?.photoId ?? ownPhotoId;
  const { text, location } = message;
  const kind = photoId ? 'photo' : location ? 'location' : text ? 'text' : 'other';
  const isNew = await receiveMessage(now, {
    channel,
    channelUserId: message.channelUserId,
    messageId: message.messageId,
    sentAt: message.sentAt,
    kind,
    ...(text ? { text } : {}),
    ...(location ? { location } : {}),
    ...(photoId ? { photoId } : {}),
    ...(line?.personId ? { personId: line.personId } : {}),
    ...(line?.grantId ? { grantId: line.grantId } : {}),
  });
  return isNew ? 'received' : 'seen';
}

/** Stores the picture at once: networks forget theirs. Without one that can be used the bot asks for another. */
async function keepPhoto(channel: Channel, message: WechatyMessage, now: Date): Promise<string | undefined> {
  if (!message.photo) return undefined;
  // The sender's own, like one sent by a form: whoever else learns its id can do nothing with it.
  const address = { channel, channelUserId: message.channelUserId };
  const actor = (await findActorByChat(address)) ?? { kind: 'visitor' as const, visitorId: visitorIdOf(address) };
  const ctx: Context = { actor, now, requestId: message.messageId, door: 'chat' };
  try {
    const { fileName, bytes } = await message.photo();
    return (await storePhoto(ctx, { bytes, fileName }))._id;
  } catch (error) {
    if (error instanceof AppError && error.kind === 'Invalid') return undefined;
    throw error;
  }
}
