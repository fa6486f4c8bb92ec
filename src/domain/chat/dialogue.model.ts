import mongoose, { Schema } from 'mongoose';
import { NAMED_ID } from '#kernel/ids';
import type { Channel } from './inbox.model.ts';

/** Where a person stands in a conversation: plain values only, so that any process can go on with it. */
export interface DialogueState {
  /** Name of the conversation, e.g. `report`. */
  conversation: string;
  step: string;
  /** What has been said so far. */
  draft: Record<string, unknown>;
}

/** The last words heard: blinded, how often in a row, and since when. */
export interface Heard {
  mark: string;
  times: number;
  since: Date;
}

/** One sender on one channel: what we are talking about, and who is answering right now. */
export interface Dialogue {
  /** `<channel>:<channelUserId>` */
  _id: string;
  channel: Channel;
  channelUserId: string;
  /** Absent between conversations. */
  state?: DialogueState;
  /** The unfinished conversation a question in between has put aside. */
  draft?: DialogueState;
  heard?: Heard;
  /** Rises with every answer; two answers to the same state cannot both be kept. */
  version: number;
  /** Last number given to a message of this sender. */
  seq: number;
  /** While somebody answers this sender, nobody else may. */
  leaseToken?: string;
  leaseUntil?: Date;
  changedAt: Date;
  /** MongoDB removes the dialogue then. */
  expiresAt: Date;
}

const state = {
  conversation: { type: String, required: true },
  step: { type: String, required: true },
  draft: { type: Schema.Types.Mixed, default: {} },
};

const schema = new Schema<Dialogue>(
  {
    _id: NAMED_ID,
    channel: { type: String, required: true },
    channelUserId: { type: String, required: true },
    state: { type: new Schema(state, { _id: false, minimize: false }), default: undefined },
    draft: { type: new Schema(state, { _id: false, minimize: false }), default: undefined },
    heard: { type: new Schema({ mark: String, times: Number, since: Date }, { _id: false }), default: undefined },
    version: { type: Number, required: true },
    seq: { type: Number, required: true },
    leaseToken: String,
    leaseUntil: Date,
    changedAt: { type: Date, required: true },
    expiresAt: { type: Date, required: true },
  },
  { collection: 'dialogues', versionKey: false, minimize: false },
);
schema.index({ expiresAt: 1 }, { expireAfterSeconds: 0, name: 'expiry' });

export const DialogueModel = mongoose.model<Dialogue>('Dialogue', schema);

export const dialogueId = (channel: Channel, channelUserId: string): string => `${channel}:${channelUserId}`;
