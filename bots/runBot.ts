import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import type { Redis } from 'ioredis';
import { type BotLease, beat, type ChannelStatus, leaveBotLease, takeBotLease } from '#domain/chat';
import { inheritDeliveries } from '#domain/notices';
import { AppError } from '#kernel/errors';
import { sentenceEncoder } from '#platform/encoder';
import type { Logger } from '#platform/logger';
import { type ChatLinesOptions, openChatLines } from './chatLines.ts';
import { startDelivery } from './delivery.ts';
import { answerNext } from './inboxLoop.ts';
import measured from './measured.data.json' with { type: 'json' };
import { type Rounds, startRounds } from './rounds.ts';
import type { ChatLine } from './wechaty.ts';

export interface BotOptions extends Pick<ChatLinesOptions, 'puppets' | 'wecom' | 'service' | 'now' | 'restMs'> {
  redis: Redis;
  publicUrl: string;
  logger: Logger;
  /** Called when this process must not go on: another bot has taken over. */
  onDead: (reason: string) => void;
  /** Conversations answered side by side. */
  answerers?: number;
}

export interface RunningBot {
  isLeading(): boolean;
  channels(): ChannelStatus[];
  stop(): Promise<void>;
}

/** True when the process that signed itself so ran on this machine and has ended. */
function isGone(holder: string): boolean {
  const [host, pid] = holder.split(':');
  if (host !== hostname() || !/^[1-9]\d*$/.test(pid ?? '')) return false;
  // In a container started anew we have the number of the one before us.
  if (Number(pid) === process.pid) return true;
  try {
    process.kill(Number(pid), 0);
    return false;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ESRCH';
  }
}

const BEAT_MS = 3_000;
const INBOX_PAUSE_MS = 1_000;

/** Waits for its turn to be the one bot, then opens the networks, answers messages and delivers what is due. */
export function runBot(options: BotOptions): RunningBot {
  const { now, logger, onDead } = options;
  const holder = `${hostname()}:${process.pid}:${randomUUID().slice(0, 8)}`;
  const parts: Rounds[] = [];
  let lines: ChatLine[] = [];
  let lease: BotLease | undefined;
  let opening: Promise<void> | undefined;
  let hasEncoder: boolean | undefined;

  const open = async (): Promise<void> => {
    const wakeAll = () => parts.forEach((part) => void part.wake());
    lines = await openChatLines({ ...options, onReceived: wakeAll });
    const onError = (error: unknown) =>
      logger.warn({ error: error instanceof AppError ? error.code : (error as Error).name }, 'bot round failed');
    for (let i = 0; i < (options.answerers ?? 4); i++) {
      const round = () => answerNext({ ...options, onReplies: wakeAll });
      parts.push(startRounds(round, { pauseMs: INBOX_PAUSE_MS, onError }));
    }
    parts.push(...startDelivery({ lines, now, onError }));
    logger.info({ channels: lines.map((l) => l.channel) }, 'bot answers');
  };

  const round = async (): Promise<boolean> => {
    if (!lease) {
      lease = await takeBotLease(now(), holder, isGone);
      if (!lease) return false;
      logger.info({ term: lease.term }, 'this process is the bot');
      if (lease.isHeir) await inheritDeliveries(now(), options.puppets);
      opening = open();
      opening.catch((error: unknown) => onDead(`cannot open the chats: ${(error as Error).name}`));
    }
    // Opened before the first message needs it; the place is kept meanwhile.
    void sentenceEncoder().then((encoder) => {
      hasEncoder = encoder !== undefined;
    });
    const { withEncoder, byLetters } = measured;
    await beat(
      now(),
      lease,
      lines.map((line) => line.status()),
      hasEncoder === undefined ? undefined : { hasEncoder, withEncoder, byLetters },
    ).catch((error: unknown) => {
      if (error instanceof AppError && error.code === 'chat.bot-replaced') onDead('another bot took over');
      else throw error;
    });
    return false;
  };
  const beating = startRounds(round, {
    pauseMs: BEAT_MS,
    onError: (error) => logger.warn({ error: (error as Error).name }, 'bot heartbeat failed'),
  });

  return {
    isLeading: () => lease !== undefined,
    channels: () => lines.map((line) => line.status()),
    stop: async () => {
      await beating.stop();
      await opening?.catch(() => {});
      await Promise.all(parts.map((part) => part.stop()));
      await Promise.all(lines.map((line) => line.stop()));
      if (lease) await leaveBotLease(now(), lease);
    },
  };
}
