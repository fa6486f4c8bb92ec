import mongoose, { Schema } from 'mongoose';
import { RANDOM_ID } from '#kernel/ids';

/** The chat networks Anfa answers on. `mock` exists in tests only. */
export const CHANNELS = ['webchat', 'wecom', 'service', 'mock'] as const;
export type Channel = (typeof CHANNELS)[number];

/** What a message is made of; anything the bot cannot use is `other`. */
export type MessageKind = 'text' | 'photo' | 'location' | 'other';

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
  location?: GeoPoint;
}

/** One message to the bot. Written before anything else happens; answered once. */
export interface InboxMessage extends MessageContent {
  _id: string;
  channel: Channel;
  /** The sender's address on the channel; never taken for an identity. */
  channelUserId: string;
  /** The channel's own id of the message: with the channel it is unique. */
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
  createdAt: Date;
}

const schema = new Schema<InboxMessage>(
  {
    _id: RANDOM_ID,
    channel: { type: String, required: true, enum: CHANNELS },
    channelUserId: { type: String, required: true },
    messageId: { type: String, required: true },
    personId: String,
    grantId: String,
    kind: { type: String, required: true },
    text: String,
    photoId: String,
    location: { type: { latitude: Number, longitude: Number, name: String }, default: undefined, _id: false },
    sentAt: { type: Date, required: true },
    seq: { type: Number, required: true },
    status: { type: String, required: true },
    nextAt: Date,
    leaseToken: String,
    attempts: { type: Number, required: true },
    lastError: String,
    createdAt: { type: Date, required: true },
  },
  { collection: 'inbox', versionKey: false },
);
schema.index({ channel: 1, messageId: 1 }, { unique: true, name: 'one_message' });
schema.index({ nextAt: 1, _id: 1 }, { partialFilterExpression: { nextAt: { $exists: true } }, name: 'to_answer' });
schema.index(
  { channel: 1, channelUserId: 1, seq: 1 },
  { partialFilterExpression: { nextAt: { $exists: true } }, name: 'in_order' },
);
schema.index({ status: 1, _id: -1 }, { name: 'by_status' });

export const InboxModel = mongoose.model<InboxMessage>('InboxMessage', schema);
