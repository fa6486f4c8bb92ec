import type { DialogueState, InboxMessage } from '#domain/chat';
import type { Context } from '#kernel/context';
import type { Intent } from './intents.ts';

/** One message of the bot: a template of `views/chat` and its values. */
export interface Reply {
  template: string;
  params?: Record<string, unknown>;
  isUrgent?: boolean;
}

/** Everything a conversation may look at while it answers one message. */
export interface Turn {
  /** The person as known through their binding, or a visitor; carries the once-key of this message. */
  ctx: Context;
  message: InboxMessage;
  /** The message made comparable; empty when it has no words. */
  words: string;
  /** The command the whole message is, if it is one. */
  intent: Intent | undefined;
  /** Number the message chooses, if it is one. */
  choice: number | undefined;
  publicUrl: string;
}

/** What a message leads to. */
export interface Outcome {
  /** The conversation from here on; absent when it is over. */
  state?: DialogueState | undefined;
  replies: Reply[];
  /** A command to run before the replies are known. */
  effect?: Effect;
}

/**
 * `by-key` runs before the message is closed and is safe to run again, since the command knows the message's
 * once-key; `with-message` joins the transaction that closes the message, so it happens exactly when the reply does.
 */
export interface Effect {
  when: 'by-key' | 'with-message';
  run: () => Promise<Outcome>;
}

/** Who somebody is whose chat is bound to nobody: the address itself; on our own page the chat's name. */
export const visitorIdOf = ({ channel, channelUserId }: Pick<InboxMessage, 'channel' | 'channelUserId'>): string =>
  channel === 'webchat' ? channelUserId : `${channel}:${channelUserId}`;

/** A conversation: what to do with a message that arrives while a person stands in `state`. */
export type Conversation = (state: DialogueState, turn: Turn) => Promise<Outcome>;

export const say = (template: string, params: Record<string, unknown> = {}): Reply => ({ template, params });

/** An outcome that ends the conversation with these replies. */
export const end = (...replies: Reply[]): Outcome => ({ replies });

/** Numbers a list for a reply: `1 冲压车间`. */
export const numbered = (labels: readonly string[]): { number: number; label: string }[] =>
  labels.map((label, i) => ({ number: i + 1, label }));
