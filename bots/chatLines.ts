import type { Redis } from 'ioredis';
import { type Channel, findUntakenLines, WEB_CHAT_WROTE, webChatAnswered, writeToPerson } from '#domain/chat';
import type { Logger } from '#platform/logger';
import { createServicePuppet, type ServiceOptions } from './puppets/service.ts';
import { PuppetWebchat } from './puppets/webchat.ts';
import { PuppetWecom } from './puppets/wecom.ts';
import { receive } from './receive.ts';
import { keepOpen } from './reviving.ts';
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
  /** How long a network that died rests before it is opened again, milliseconds. */
  restMs?: number;
}

const REST_MS = 30_000;

/** Opens every configured chat network, each by itself: one that dies or cannot be reached leaves the others alone. */
export async function openChatLines(options: ChatLinesOptions): Promise<ChatLine[]> {
  const { puppets, wecom, service, redis, logger, restMs = REST_MS } = options;
  type Open = (onDead: (reason: string) => void) => Promise<ChatLine>;
  const networks: [Channel, Open][] = [];
  if (puppets.includes('webchat')) networks.push(['webchat', (onDead) => openWebchat(options, redis, onDead)]);
  if (puppets.includes('wecom') && wecom) {
    networks.push(['wecom', (onDead) => open(options, 'wecom', new PuppetWecom({ ...wecom, onDead }), onDead)]);
  }
  if (puppets.includes('service') && service) {
    networks.push(['service', (onDead) => open(options, 'service', createServicePuppet(service), onDead)]);
  }
  return Promise.all(networks.map(([channel, openLine]) => keepOpen({ channel, open: openLine, restMs, logger })));
}

async function openWebchat(
  options: ChatLinesOptions,
  redis: Redis,
  onDead: (reason: string) => void,
): Promise<ChatLine> {
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
  return open(options, 'webchat', puppet, onDead, (message) => puppet.lineOf(message.messageId));
}

function open(
  options: ChatLinesOptions,
  channel: Channel,
  puppet: Parameters<typeof startChatLine>[0]['puppet'],
  onDead: (reason: string) => void,
  lineOf: (message: WechatyMessage) => ReturnType<PuppetWebchat['lineOf']> = () => undefined,
): Promise<ChatLine> {
  const { now, logger, onReceived } = options;
  return startChatLine({
    channel,
    puppet,
    now,
    logger,
    onDead,
    onMessage: async (message) => {
      const { became, file } = await receive({ channel, message, line: lineOf(message), now });
      if (became === 'received') onReceived();
      else logger.debug({ channel, became }, 'message left alone');
      // Those after it are put away meanwhile; its sender is answered in order all the same.
      file?.then(onReceived, () => logger.warn({ channel }, 'picture or sound not put away'));
    },
  });
}
