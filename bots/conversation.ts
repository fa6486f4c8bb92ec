import type { DialogueState, InboxMessage } from '#domain/chat';
import type { Context } from '#kernel/context';
import type { Intent, IntentCode, Words } from './intents.ts';

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
  /** It tells of a danger to people now: 119 and 120 come first, wherever it arrives. */
  isDanger: boolean;
  publicUrl: string;
}

/** What a message has led to. */
export interface Settled {
  /** The conversation from here on; absent when it is over. */
  state?: DialogueState | undefined;
  replies: Reply[];
}

/** What a message leads to. */
export interface Outcome extends Settled {
  /** A command to run before the replies are known. */
  effect?: Effect;
  /** Where to go from here, in place of `replies`; `state` then counts only where that ends without one. */
  next?: Next;
}

/**
 * `by-key` runs before the message is closed and is safe to run again, since the command knows the message's
 * once-key; `with-message` joins the transaction that closes the message, so it happens exactly when the reply does.
 */
export interface Effect {
  when: 'by-key' | 'with-message';
  run: () => Promise<Settled>;
}

/** The conversation that claims this command, started as if the person had written it. */
export interface Next {
  to: IntentCode;
  /** What follows the command: a code, a name. */
  rest?: string;
  /** The message it begins with, for a conversation that takes up what has been told. */
  told?: InboxMessage;
  /** What the person has begun and not finished, for the menu to name; an alarm takes from it where it is. */
  unfinished?: DialogueState | undefined;
}

/** What a conversation is started with. */
export type Asked = Intent & Pick<Next, 'told' | 'unfinished'>;

/** Begins a conversation. */
export type Start = (asked: Asked, turn: Turn) => Outcome | Promise<Outcome>;

/** A command of a conversation: the words for it, and what follows. */
export interface Claim extends Words {
  start: Start;
}

/** Goes on with one where the person stands. */
export type Answer = (state: DialogueState, turn: Turn) => Outcome | Promise<Outcome>;

/** A place a person can stand in a conversation. */
export interface ConversationStep {
  /** What comes here is a sentence or a photo, whatever it sounds like. A danger somebody tells of comes first all the same. */
  takesWords?: boolean;
  /** It files a danger somebody tells of here itself, with what was told before; everywhere else that comes before the step. */
  filesAlarms?: boolean;
  /** Dangers are what is written of here: only a cry for help comes before the step. */
  speaksOfDanger?: boolean;
  /** A question in between is answered and leaves the person here, although nothing is left unfinished. */
  hearsQuestions?: boolean;
  /** Whether what is said now has nothing more to do with it. */
  isOver?: (state: DialogueState, turn: Turn) => boolean;
  /** It asks a question that a yes answers; elsewhere 「好的」 and 「收到」 are courtesies and answer nothing. */
  asksYes?: boolean;
  /** Words that are an answer here, whatever else they might mean: no question in between. */
  isOwn?: (state: DialogueState, turn: Turn) => boolean;
  answer: Answer;
  /** Where 返回 leads, if not to the menu. */
  back?: Answer;
}

/** One matter people talk about with the bot. Nothing of it stands anywhere else; `conversations/index.ts` lists them. */
export interface Conversation {
  /** As dialogues in the store name it: never changed. */
  name: string;
  claims: Readonly<Partial<Record<IntentCode, Claim>>>;
  steps: Readonly<Record<string, ConversationStep>>;
  /** Commands that are an answer while it goes on, beside 返回 and 继续; any other one interrupts it. */
  answers?: readonly IntentCode[];
  /** What somebody has begun to tell here is put aside when something comes between, and 继续 takes it up again. */
  isKept?: boolean;
}

/** Who somebody is whose chat is bound to nobody: the address itself; on our own page the chat's name. */
export const visitorIdOf = ({ channel, channelUserId }: Pick<InboxMessage, 'channel' | 'channelUserId'>): string =>
  channel === 'webchat' ? channelUserId : `${channel}:${channelUserId}`;

export const say = (template: string, params: Record<string, unknown> = {}): Reply => ({ template, params });

/** An outcome that leaves the person standing at a step of a conversation. */
export const standAt = (conversation: string, step: string, draft: object, ...replies: Reply[]): Settled => ({
  state: { conversation, step, draft: { ...draft } },
  replies,
});

/** An outcome that ends the conversation with these replies. */
export const end = (...replies: Reply[]): Settled => ({ replies });

/** An outcome that leads to another conversation. */
export const goTo = (to: IntentCode, more: Omit<Next, 'to'> = {}): Outcome => ({ replies: [], next: { to, ...more } });

/** Numbers a list for a reply: `1 冲压车间`. */
export const numbered = (labels: readonly string[]): { number: number; label: string }[] =>
  labels.map((label, i) => ({ number: i + 1, label }));

/** The beginning of somebody's words, for a line of a list. */
export const shortly = (text: string): string => (text.length > SHORT ? `${text.slice(0, SHORT)}…` : text);
const SHORT = 24;
