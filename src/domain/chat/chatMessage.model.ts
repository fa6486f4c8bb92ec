import mongoose, { Schema } from 'mongoose';
import { NAMED_ID, RANDOM_ID } from '#kernel/ids';
import { blind, sealedField } from '#platform/sealing';
import type { MessageContent, Said } from './inbox.model.ts';

/** One line of a web chat, either way. It is the "network" behind the web-chat puppet. */
export interface ChatMessage extends MessageContent {
  _id: string;
  /** Whose chat: a browser session's visitor, or `person-<id>` for somebody signed in. */
  chatId: string;
  /** Order within the chat; also the id of the live event, so that a page that lost its line asks for the rest. */
  seq: number;
  from: 'person' | 'bot';
  personId?: string;
  grantId?: string;
  createdAt: Date;
}

/** What was said, whose chat it is, who acted in which role, and the minute: what is sealed of a line. */
type LineSaid = Said & Pick<ChatMessage, 'personId' | 'grantId'> & { chatId: string };

/** A line as it is stored: only this installation can read more of it than that somebody's chat has one. */
export interface StoredLine extends Pick<ChatMessage, '_id' | 'seq' | 'from'> {
  /** The chat, blinded: `chatMark`. */
  chatId: string;
  said: string;
  /** The sender's once-token, or the outbox row of a reply, blinded: the same twice is one message. */
  onceKey: string;
  /** Since when it waits for the bot; gone once it is in its inbox. */
  untakenSince?: Date;
  /** MongoDB removes the line then. */
  expiresAt: Date;
}

const SAID = sealedField<LineSaid>('chat_messages', 'said');

const schema = new Schema<StoredLine>(
  {
    _id: RANDOM_ID,
    chatId: { type: String, required: true },
    seq: { type: Number, required: true },
    from: { type: String, required: true },
    said: { type: String, required: true },
    onceKey: { type: String, required: true },
    untakenSince: Date,
    expiresAt: { type: Date, required: true },
  },
  { collection: 'chat_messages', versionKey: false },
);
schema.index({ chatId: 1, seq: 1 }, { unique: true, name: 'in_order' });
schema.index({ chatId: 1, onceKey: 1 }, { unique: true, name: 'once' });
schema.index(
  { untakenSince: 1, seq: 1 },
  { partialFilterExpression: { untakenSince: { $exists: true } }, name: 'untaken' },
);
schema.index({ expiresAt: 1 }, { expireAfterSeconds: 0, name: 'expiry' });

export const ChatMessageModel = mongoose.model<StoredLine>('ChatMessage', schema);

/** By what the lines of a chat are found by whoever knows whose it is. */
export const chatMark = (chatId: string): string => blind(chatId, 'chat');

export const sealLine = (id: string, said: LineSaid): string => SAID.seal(id, said);
/** The line as its two sides read it; one whose key is gone spoils none of the others. */
export function openLine({ said, onceKey: _, untakenSince: __, expiresAt, ...line }: StoredLine): ChatMessage {
  try {
    const { at, ...content } = SAID.open(line._id, said);
    return { ...line, ...content, createdAt: new Date(at) };
  } catch {
    return { ...line, kind: 'text', text: '（这条内容打不开了）', createdAt: new Date(expiresAt) };
  }
}

/** Numbers the lines of one chat. */
const counter = new Schema<{ _id: string; seq: number }>(
  { _id: NAMED_ID, seq: { type: Number, required: true } },
  { collection: 'chat_counters', versionKey: false },
);
export const ChatCounterModel = mongoose.model('ChatCounter', counter);
