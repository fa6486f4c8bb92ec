import type { Redis } from 'ioredis';
import { ALL_WEB_CHATS_ANSWERED, chatOfWakeUp } from '#domain/chat';

/** An open chat page. */
export interface LivePage {
  wake: () => void;
  /** This process is about to stop. */
  leave: () => void;
}

/**
 * Wakes the open chat pages of this process. One Redis subscription serves them all; when Redis is away the pages
 * fall back to asking now and then.
 */
export class LiveLines {
  private readonly pages = new Map<string, Set<LivePage>>();
  private subscriber: Redis | undefined;
  private readonly redis: Redis;

  /** @param leaving When it aborts every page is told to go elsewhere. */
  constructor(redis: Redis, leaving?: AbortSignal) {
    this.redis = redis;
    leaving?.addEventListener('abort', () => {
      for (const page of [...this.pages.values()].flatMap((pages) => [...pages])) page.leave();
    });
  }

  /** Wakes `page` whenever something new stands in the chat. @returns how to stop. */
  watch(chatId: string, page: LivePage): () => void {
    this.subscriber ??= this.subscribe();
    const pages = this.pages.get(chatId) ?? new Set();
    pages.add(page);
    this.pages.set(chatId, pages);
    return () => {
      pages.delete(page);
      if (pages.size === 0) this.pages.delete(chatId);
      if (this.pages.size === 0) this.close();
    };
  }

  /** How many pages of a chat are open here. */
  count(chatId: string): number {
    return this.pages.get(chatId)?.size ?? 0;
  }

  close(): void {
    this.subscriber?.disconnect();
    this.subscriber = undefined;
  }

  private subscribe(): Redis {
    const subscriber = this.redis.duplicate({ commandTimeout: undefined, enableOfflineQueue: true } as never);
    subscriber.on('error', () => {});
    subscriber.on('pmessage', (_pattern: string, channel: string) => {
      for (const page of this.pages.get(chatOfWakeUp(channel)) ?? []) page.wake();
    });
    subscriber.psubscribe(ALL_WEB_CHATS_ANSWERED).catch(() => {});
    return subscriber;
  }
}
