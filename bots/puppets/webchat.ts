import { AsyncLocalStorage } from 'node:async_hooks';
import { randomUUID } from 'node:crypto';
import type { ChatMessage } from '#domain/chat';
import { PlainPuppet } from './plainPuppet.ts';

/** The portal's chat as the puppet sees it. */
export interface WebChatLine {
  /** Lines the bot has not put into its inbox yet, oldest first. */
  untaken(limit: number): Promise<ChatMessage[]>;
  /** Writes a line of the bot; the same key again writes nothing. */
  write(line: { chatId: string; text: string; onceKey: string }): Promise<ChatMessage>;
  /** Calls back whenever somebody wrote; only a wake-up, it may be lost. @returns how to stop. */
  onWake(wake: () => void): Promise<() => Promise<void>>;
}

/** Key of the message being sent, so that a message sent again after a crash stands in the chat once. */
export const sendingKey = new AsyncLocalStorage<string>();

const BATCH = 50;
const AGAIN_MS = 5_000;

/** The portal's own chat page as a Wechaty puppet. Everything it carries lies in MongoDB; it may be killed anywhere. */
export class PuppetWebchat extends PlainPuppet {
  private readonly line: WebChatLine;
  private readonly pollMs: number;
  private readonly handed = new Map<string, { line: ChatMessage; at: number }>();
  private poll: NodeJS.Timeout | undefined;
  private unsubscribe: (() => Promise<void>) | undefined;
  private fetching: Promise<void> | undefined;
  private isAskedAgain = false;

  constructor(line: WebChatLine, pollMs = 1_000) {
    super('webchat');
    this.line = line;
    this.pollMs = pollMs;
  }

  /** The stored line behind a message that was just handed over. */
  lineOf(messageId: string): ChatMessage | undefined {
    return this.handed.get(messageId)?.line;
  }

  protected override async open(): Promise<void> {
    this.unsubscribe = await this.line.onWake(() => this.wake());
    this.poll = setInterval(() => this.wake(), this.pollMs);
    setImmediate(() => {
      if (!this.isLoggedIn) this.login('anfa');
      this.emit('ready', { data: 'webchat' });
      this.wake();
    });
  }

  protected override async close(): Promise<void> {
    clearInterval(this.poll);
    await this.unsubscribe?.();
    await this.fetching;
  }

  protected override async sendText(to: string, text: string): Promise<string> {
    const row = await this.line.write({ chatId: to, text, onceKey: sendingKey.getStore() ?? randomUUID() });
    return row._id;
  }

  private wake(): void {
    if (!this.isLoggedIn) return;
    if (this.fetching) {
      this.isAskedAgain = true;
      return;
    }
    this.fetching = this.fetch()
      .catch((error: unknown) => {
        this.emit('error', { data: String((error as Error).name) });
      })
      .finally(() => {
        this.fetching = undefined;
        if (this.isAskedAgain) {
          this.isAskedAgain = false;
          this.wake();
        }
      });
  }

  /** A line stays untaken until it is in the inbox, so it is handed over again if that failed. */
  private async fetch(): Promise<void> {
    const now = Date.now();
    for (const [id, { at }] of this.handed) if (now - at > AGAIN_MS) this.handed.delete(id);
    for (const line of await this.line.untaken(BATCH)) {
      if (this.handed.has(line._id)) continue;
      this.handed.set(line._id, { line, at: now });
      this.arrive({
        id: line._id,
        from: line.chatId,
        sentAt: line.createdAt,
        ...(line.text ? { text: line.text } : {}),
        ...(line.location
          ? { location: { accuracy: 0, address: '', name: line.location.name ?? '', ...line.location } }
          : {}),
      });
    }
  }
}
