import { type Channel, type ChatMessage, chatRule, type MessageKind, putFile, receiveMessage } from '#domain/chat';
import { storePhoto, storeSound } from '#domain/evidence';
import { criesForHelp } from '#domain/hazards';
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
  now: () => Date;
  /** How long to wait before each try to fetch a picture, milliseconds. */
  tries?: readonly number[];
}

export interface Received {
  /** What became of it. */
  became: string;
  /** Settles when its picture or sound is there, or was given up. */
  file?: Promise<void>;
}

const TRIES = [0, 2_000, 10_000] as const;

/**
 * From the network into the inbox, past the gates: the message first, its picture after. A message that is there already
 * is not looked at again.
 */
export async function receive({ channel, message, line, now, tries = TRIES }: Arrival): Promise<Received> {
  const at = now();
  // Our own page keeps its lines until they are answered, so there nothing is stale.
  const refused = refusedByGates(line ? { ...message, sentAt: at } : message, at);
  if (refused) return { became: refused };
  const { channelUserId, messageId, sentAt, text, location } = message;
  const awaitsPhoto = !line && message.photo !== undefined;
  const awaitsFile = awaitsPhoto || (!line && message.sound !== undefined);
  const arrived = { channel, channelUserId, sentAt };
  // Nobody in danger waits for a picture: the words under it go first, and it is added to what they tell.
  const isCry = awaitsPhoto && text !== undefined && (await criesForHelp(text, undefined, LONGEST_LISTENING_MS));
  if (isCry) await receiveMessage(at, { ...arrived, messageId, kind: 'text', text });
  const photoOf = isCry ? `${messageId}${PICTURE}` : messageId;
  const isNew = await receiveMessage(at, {
    ...{ ...arrived, messageId: photoOf, kind: kindOf(message, line), awaitsFile },
    ...(text && !isCry ? { text } : {}),
    ...(location ? { location } : {}),
    ...(line?.photoId ? { photoId: line.photoId } : {}),
    ...(line?.soundId ? { soundId: line.soundId } : {}),
    ...(line?.personId ? { personId: line.personId } : {}),
    ...(line?.grantId ? { grantId: line.grantId } : {}),
  });
  if (!isNew) return { became: 'seen' };
  const file = awaitsFile ? fetchFile(channel, { ...message, messageId: photoOf }, now, tries) : undefined;
  return { became: 'received', ...(file ? { file } : {}) };
}

function kindOf({ photo, sound, location, text }: WechatyMessage, line?: ChatMessage): MessageKind {
  if (photo || line?.photoId) return 'photo';
  if (sound || line?.soundId) return 'sound';
  return location ? 'location' : text ? 'text' : 'other';
}

/** The picture of a message whose words have gone before it. */
const PICTURE = ':photo';
/** Messages come one after the other: whether one is a cry for help is told by its letters where the encoder takes longer. */
const LONGEST_LISTENING_MS = 500;

/**
 * Fetches and stores the picture or the sound, for networks forget theirs, trying again a few times. The message waits for
 * it no longer than `putFile` is awaited; without it the bot says so and asks for another.
 */
async function fetchFile(
  channel: Channel,
  message: WechatyMessage,
  now: () => Date,
  tries: readonly number[],
): Promise<void> {
  for (const [n, wait] of tries.entries()) {
    await new Promise((resolve) => setTimeout(resolve, wait));
    try {
      return await putFile(now(), { channel, ...message, ...(await keepFile(channel, message, now())) });
    } catch (error) {
      const isHopeless = error instanceof AppError && error.kind === 'Invalid';
      if (!isHopeless && n < tries.length - 1) continue;
      return putFile(now(), { channel, ...message });
    }
  }
}

async function keepFile(
  channel: Channel,
  message: WechatyMessage,
  now: Date,
): Promise<{ photoId?: string; soundId?: string }> {
  // The sender's own, like one sent by a form: whoever else learns its id can do nothing with it.
  const address = { channel, channelUserId: message.channelUserId };
  const actor = (await findActorByChat(address)) ?? { kind: 'visitor' as const, visitorId: visitorIdOf(address) };
  const ctx: Context = { actor, now, requestId: message.messageId, door: 'chat' };
  if (message.photo) return { photoId: (await storePhoto(ctx, await message.photo()))._id };
  return message.sound ? { soundId: (await storeSound(ctx, await message.sound()))._id } : {};
}
