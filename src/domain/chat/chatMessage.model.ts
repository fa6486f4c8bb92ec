import mongoose, { Schema } from 'mongoose';
import { NAMED_ID, RANDOM_ID } from '#kernel/ids';
import type { GeoPoint, MessageKind } from './inbox.model.ts';

/** One line of a web chat, either way. It is the "network" behind the web-chat puppet. */
export interface ChatMessage {
  _id: string;
  /** Whose chat: a browser session's visitor, or `person-<id>` for somebody signed in. */
  chatId: string;
  /** Order within the chat; also the id of the live event, so that a page that lost its line asks for the rest. */
  seq: number;
  from: 'person' | 'bot';
  kind: MessageKind;
  text?: string;
  photoId?: string;
  location?: GeoPoint;
  personId?: string;
  grantId?: string;
  /** The sender's once-token, or the outbox row of a reply: the same twice is one message. */
  onceKey: string;
  /** True until the bot has it in its inbox. */
  isUntaken?: boolean;
  createdAt: Date;
  /** MongoDB removes the line then. */
  expiresAt: Date;
}

const schema = new Schema<ChatMessage>(
  {
    _id: RANDOM_ID,
    chatId: { type: String, required: true },
    seq: { type: Number, required: true },
    from: { type: String, required: true },
    kind: { type: String, required: true },
    text: String,
    photoId: String,
    location: { type: { latitude: Number, longitude: Number, name: String }, default: undefined, _id: false },
    personId: String,
    grantId: String,
    onceKey: { type: String, required: true },
    isUntaken: Boolean,
    createdAt: { type: Date, required: true },
    expiresAt: { type: Date, required: true },
  },
  { collection: 'chat_messages', versionKey: false },
);
schema.index({ chatId: 1, seq: 1 }, { unique: true, name: 'in_order' });
schema.index({ chatId: 1, onceKey: 1 }, { unique: true, name: 'once' });
schema.index({ isUntaken: 1, _id: 1 }, { partialFilterExpression: { isUntaken: true }, name: 'untaken' });
schema.index({ expiresAt: 1 }, { expireAfterSeconds: 0, name: 'expiry' });

export const ChatMessageModel = mongoose.model<ChatMessage>('ChatMessage', schema);

/** Numbers the lines of one chat. */
const counter = new Schema<{ _id: string; seq: number }>(
  { _id: NAMED_ID, seq: { type: Number, required: true } },
  { collection: 'chat_counters', versionKey: false },
);
export const ChatCounterModel = mongoose.model('ChatCounter', counter);
