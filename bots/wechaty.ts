import { MemoryCard } from 'memory-card';
import { log, type Message, types, type Wechaty, WechatyBuilder } from 'wechaty';
import type { Puppet } from 'wechaty-puppet';
import type { ChannelStatus, GeoPoint } from '#domain/chat';
import type { Logger } from '#platform/logger';

log.level('error');

/** A message as Wechaty gave it, before the gates. */
export interface WechatyMessage {
  messageId: string;
  channelUserId: string;
  sentAt: Date;
  isOwn: boolean;
  isInGroup: boolean;
  mentionsBot: boolean;
  text?: string;
  location?: GeoPoint;
  /** Fetches the attached picture; absent when there is none. */
  photo?: () => Promise<{ fileName: string; bytes: Buffer }>;
  /** Fetches the attached voice; absent when there is none. */
  sound?: () => Promise<{ bytes: Buffer }>;
}

/** One chat network, running. */
export interface ChatLine {
  channel: string;
  status(): ChannelStatus;
  isLoggedIn(): boolean;
  /** Sends words to one person. @throws when the network does not take them. */
  say(channelUserId: string, text: string): Promise<void>;
  stop(): Promise<void>;
}

export interface ChatLineOptions {
  channel: string;
  puppet: Puppet;
  /** Called for every message, one after the other or at once; a rejection is logged. */
  onMessage: (message: WechatyMessage) => Promise<void>;
  /** Called when the network will not come back without a restart. */
  onDead: (reason: string) => void;
  now: () => Date;
  logger: Logger;
}

/** Resets after which Wechaty is better restarted: each one leaves listeners behind. */
const MAX_RESETS = 2;

/** Puts a puppet to work. Every handler is guarded: an unguarded rejection would end the process. */
export async function startChatLine(options: ChatLineOptions): Promise<ChatLine> {
  const { channel, puppet, onMessage, onDead, now, logger } = options;
  const status: ChannelStatus = { channel, isLoggedIn: false };
  const bot: Wechaty = WechatyBuilder.build({ name: `anfa-${channel}`, puppet, memory: new MemoryCard() });
  let resets = 0;
  bot.on('scan', (qr) => {
    status.qr = qr;
  });
  bot.on('login', () => {
    status.isLoggedIn = true;
    delete status.qr;
    delete status.lastError;
    logger.info({ channel }, 'chat signed in');
  });
  bot.on('logout', () => {
    status.isLoggedIn = false;
    logger.warn({ channel }, 'chat signed out');
  });
  bot.on('heartbeat', () => {
    status.lastHeartbeatAt = now();
  });
  bot.on('error', (error) => {
    status.lastError = errorCode(error);
    logger.warn({ channel, error: status.lastError }, 'chat error');
  });
  puppet.on('reset', () => {
    resets += 1;
    if (resets > MAX_RESETS) onDead(`${channel}-reset`);
  });
  // One sender's messages are put away in the order they came; their pictures are fetched after.
  const line = new Map<string, Promise<void>>();
  bot.on('message', (message) => {
    const sender = message.talker().id;
    const done = (line.get(sender) ?? Promise.resolve())
      .then(() => read(bot, message))
      .then(onMessage)
      .catch((error: unknown) => logger.error({ channel, error: errorCode(error) }, 'message not received'))
      .finally(() => {
        if (line.get(sender) === done) line.delete(sender);
      });
    line.set(sender, done);
  });
  await bot.start();
  return {
    channel,
    status: () => ({ ...status, isLoggedIn: bot.isLoggedIn }),
    isLoggedIn: () => bot.isLoggedIn,
    say: async (channelUserId, text) => {
      await bot.puppet.messageSendText(channelUserId, text);
    },
    stop: async () => {
      await bot.stop();
    },
  };
}

/** What an error may say in a log: its name, and only for our own short words its message. */
function errorCode(error: unknown): string {
  const { name, message } = error as Error;
  return /^[a-z][a-z0-9 .-]{0,60}$/i.test(message ?? '') ? message : (name ?? 'Error');
}

async function read(bot: Wechaty, message: Message): Promise<WechatyMessage> {
  const type = message.type();
  const room = message.room();
  const isPicture = type === types.Message.Image;
  const isVoice = type === types.Message.Audio;
  const location = type === types.Message.Location ? await readLocation(bot, message) : undefined;
  const isText = type === types.Message.Text;
  const mentionsBot = room ? await message.mentionSelf() : false;
  return {
    messageId: message.id,
    channelUserId: message.talker().id,
    sentAt: message.date(),
    isOwn: message.self(),
    isInGroup: room !== undefined,
    mentionsBot,
    ...(isText ? { text: room ? await message.mentionText() : message.text() } : {}),
    ...(location ? { location } : {}),
    ...(isPicture
      ? {
          photo: async () => {
            const box = await message.toFileBox();
            return { fileName: box.name, bytes: await box.toBuffer() };
          },
        }
      : {}),
    ...(isVoice ? { sound: async () => ({ bytes: await (await message.toFileBox()).toBuffer() }) } : {}),
  };
}

/** `message.toLocation()` always throws in Wechaty 1.20; (0, 0) is how a gateway says it does not know. */
async function readLocation(bot: Wechaty, message: Message): Promise<GeoPoint | undefined> {
  const { latitude, longitude, name } = await bot.puppet.messageLocation(message.id);
  if (latitude === 0 && longitude === 0) return undefined;
  return { latitude, longitude, ...(name && name !== 'NONAME' ? { name } : {}) };
}
