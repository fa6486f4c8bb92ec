import type { Redis } from 'ioredis';
import { type Channel, findUntakenLines, WEB_CHAT_WROTE, webChatAnswered, writeToPerson } from '#domain/chat';
import type { Logger } from '#platform/logger';
import { createServicePuppet, type ServiceOptions } from './puppets/service.ts';
import { PuppetWebchat } from './puppets/webchat.ts';
import { PuppetWecom } from './puppets/wecom.ts';
import { receive } from './receive.ts';
import { type ChatLine, startChatLine, type WechatyMessage } from './wechaty.ts';

export interface ChatLinesOptions {
  puppets: readonly ('webchat' | 'wecom' | 'service')[];
  wecom?: { botId: string; secret: string; wsUrl?: string };
  service?: ServiceOptions;
  redis: Redis;
  now: () => Date;
  logger: Logger;
  /** Called after a message went into the inbox. */
  onReceived: () => void;
  onDead: (reason: string) => void;
}

/** Opens every configured chat network. One that cannot be reached does not keep the others from working. */
export async function openChatLines(options: ChatLinesOptions): Promise<ChatLine[]> {
  const { puppets, wecom, service, redis, onDead } = options;
  const lines: ChatLine[] = [];
  if (puppets.includes('webchat')) lines.push(await openWebchat(options, redis));
  if (puppets.includes('wecom') && wecom) {
    lines.push(await open(options, 'wecom', new PuppetWecom({ ...wecom, onDead })));
  }
  if (puppets.includes('service') && service) lines.push(await open(options, 'service', createServicePuppet(service)));
  return lines;
}

async function openWebchat(options: ChatLinesOptions, redis: Redis): Promise<ChatLine> {
  const { now } = options;
  const puppet = new PuppetWebchat({
    untaken: findUntakenLines,
    write: async (line) => {
      const row = await writeToPerson(now(), line);
      redis.publish(webChatAnswered(line.chatId), String(row.seq)).catch(() => 0); // a wake-up, not worth a wait
      return row;
    },
    onWake: async (wake) => {
      const subscriber = redis.duplicate();
      subscriber.on('error', () => {});
      subscriber.on('message', wake);
      // At every new connection, also when Redis was away at the start; polling goes on without it.
      subscriber.on('ready', () => void subscriber.subscribe(WEB_CHAT_WROTE).catch(() => 0));
      return async () => subscriber.disconnect();
    },
  });
  return open(options, 'webchat', puppet, (message) => puppet.lineOf(message.messageId));
}

function open(
  options: ChatLinesOptions,
  channel: Channel,
  puppet: Parameters<typeof startChatLine>[0]['puppet'],
  lineOf: (message: WechatyMessage) => ReturnType<PuppetWebchat['lineOf']> = () => undefined,
): Promise<ChatLine> {
  const { now, logger, onReceived, onDead } = options;
  return startChatLine({
    channel,
    puppet,
    now,
    logger,
    onDead,
    onMessage: async (message) => {
      const became = await receive({ channel, message, line: lineOf(message), now: now() });
      if (became === 'received') onReceived();
      else logger.debug({ channel, became }, 'message left alone');
    },
  });
}
