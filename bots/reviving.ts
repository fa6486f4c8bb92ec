import type { ChannelStatus } from '#domain/chat';
import type { Logger } from '#platform/logger';
import type { ChatLine } from './wechaty.ts';

export interface RevivingOptions {
  channel: string;
  /** Opens the network; `onDead` is called when it will not come back by itself. */
  open: (onDead: (reason: string) => void) => Promise<ChatLine>;
  /** How long a dead network rests, milliseconds: another process that took it over is not fought by the second. */
  restMs: number;
  logger: Logger;
}

/**
 * A chat network that is opened anew a while after it died, or could not be opened. The other networks of the process
 * go on meanwhile; what should have gone out by this one waits in the outbox.
 */
export async function keepOpen({ channel, open, restMs, logger }: RevivingOptions): Promise<ChatLine> {
  let line: ChatLine | undefined;
  let reason: string | undefined;
  let timer: NodeJS.Timeout | undefined;
  let opening: Promise<void> = Promise.resolve();
  let isStopped = false;

  const rest = (why: string): void => {
    if (isStopped || timer !== undefined) return;
    reason = why;
    logger.error({ channel, reason: why }, 'chat network died and is opened again later');
    const dead = line;
    line = undefined;
    dead?.stop().catch(() => {});
    timer = setTimeout(() => {
      timer = undefined;
      opening = start();
    }, restMs);
  };
  const start = async (): Promise<void> => {
    try {
      line = await open(rest);
      // Stopped, or dead before it was open: nobody else will end it.
      if (isStopped || timer !== undefined) await line.stop();
      else reason = undefined;
    } catch (error) {
      rest((error as Error).name);
    }
  };
  await start();

  const status = (): ChannelStatus =>
    line?.status() ?? { channel, isLoggedIn: false, ...(reason === undefined ? {} : { lastError: reason }) };
  return {
    channel,
    status,
    isLoggedIn: () => line?.isLoggedIn() ?? false,
    say: async (channelUserId, text) => {
      if (line === undefined) throw new Error(`${channel} is not open`);
      await line.say(channelUserId, text);
    },
    stop: async () => {
      isStopped = true;
      clearTimeout(timer);
      await opening;
      await line?.stop();
    },
  };
}
