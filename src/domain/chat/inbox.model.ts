import mongoose, { Schema } from 'mongoose';
import { RANDOM_ID } from '#kernel/ids';
import { blind, sealedField } from '#platform/sealing';

/** The chat networks Anfa answers on. `mock` exists in tests only. */
export const CHANNELS = ['webchat', 'wecom', 'service', 'mock'] as const;
export type Channel = (typeof CHANNELS)[number];

/** What a message is made of; anything the bot cannot use is `other`. */
export type MessageKind = 'text' | 'photo' | 'sound' | 'location' | 'other';

/** A place as the sender's phone gave it. */
export interface GeoPoint {
  latitude: number;
  longitude: number;
  name?: string;
}

/** What a person sent, without the network's wrapping. */
export interface MessageContent {
  kind: MessageKind;
  text?: string;
  photoId?: string;
  soundId?: string;
  location?: GeoPoint;
}

/** What was said and when, as it is sealed. */
export type Said = MessageContent & { at: string };

/** One message to the bot. Written before anything else happens; answered once. */
export interface InboxMessage extends MessageContent {
  _id: string;
  channel: Channel;
  /** The sender's address on the channel; never taken for an identity. */
  channelUserId: string;
  /** The channel's own id of the message: with the channel and the sender it is unique. */
  messageId: string;
  /** On web chat: the signed-in person and the role they acted in when they pressed send. */
  personId?: string;
  grantId?: string;
  sentAt: Date;
  /** Order of arrival for one sender. */
  seq: number;
  status: 'waiting' | 'taken' | 'done' | 'failed';
  /** When to look next: due time while waiting, end of the lease while taken; absent when finished. */
  nextAt?: Date;
  leaseToken?: string;
  attempts: number;
  /** Last failure: a code, never words of a person. */
  lastError?: string;
  /** The hour. */
  createdAt: Date;
}

/**
 * A message as it is stored: what was said is sealed. Once it is answered, or given up, neither what was said nor who said
 * it, nor when, is left of it: only that it was.
 */
export interface StoredMessage extends Omit<InboxMessage, keyof MessageContent | 'sentAt'> {
  /** Its channel, sender and own id, blinded: the same again is one message, also after it was answered. */
  onceKey: string;
  kind: MessageKind;
  said?: string;
  /** MongoDB removes the message then. */
  expiresAt: Date;
}

const SAID = sealedField<Said>('inbox', 'said');

const schema = new Schema<StoredMessage>(
  {
    _id: RANDOM_ID,
    channel: { type: String, required: true, enum: CHANNELS },
    onceKey: { type: String, required: true },
    channelUserId: String,
    messageId: String,
    personId: String,
    grantId: String,
    kind: { type: String, required: true },
    said: String,
    seq: Number,
    status: { type: String, required: true },
    nextAt: Date,
    leaseToken: String,
    attempts: { type: Number, required: true },
    lastError: String,
    createdAt: Date,
    expiresAt: { type: Date, required: true },
  },
  { collection: 'inbox', versionKey: false },
);
schema.index({ onceKey: 1 }, { unique: true, partialFilterExpression: { onceKey: { $type: 'string' } }, name: 'once' });
schema.index({ nextAt: 1, _id: 1 }, { partialFilterExpression: { nextAt: { $exists: true } }, name: 'to_answer' });
schema.index(
  { channel: 1, channelUserId: 1, seq: 1 },
  { partialFilterExpression: { nextAt: { $exists: true } }, name: 'in_order' },
);
schema.index({ status: 1, _id: -1 }, { name: 'by_status' });

schema.index({ expiresAt: 1 }, { expireAfterSeconds: 0, name: 'expiry' });

export const InboxModel = mongoose.model<StoredMessage>('InboxMessage', schema);

/** What a message is known by for as long as it must not be answered twice. */
export const messageKey = ({
  channel,
  channelUserId,
  messageId,
}: Pick<InboxMessage, 'channel' | 'channelUserId' | 'messageId'>): string =>
  blind(`${channel}\0${channelUserId}\0${messageId}`, 'inbox-once');

/** Everything that would say who spoke. */
export const SENDER = { channelUserId: 1, messageId: 1, personId: 1, grantId: 1, seq: 1 } as const;

export const sealMessage = (id: string, said: Said): string => SAID.seal(id, said);
/** The message as the bot answers it; one whose key is gone is one it cannot read, and says so. */
export function openMessage({ said, expiresAt: _, ...message }: StoredMessage): InboxMessage {
  try {
    const { at, ...content } = SAID.open(message._id, said ?? '');
    return { ...message, ...content, sentAt: new Date(at) };
  } catch {
    return { ...message, kind: 'other', sentAt: message.createdAt };
  }
}
