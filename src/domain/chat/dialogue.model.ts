import mongoose, { Schema } from 'mongoose';
import { given } from '#kernel/given';
import { NAMED_ID } from '#kernel/ids';
import { blind, sealedField } from '#platform/sealing';
import type { Channel } from './inbox.model.ts';

/** Where a person stands in a conversation: plain values only, so that any process can go on with it. */
export interface DialogueState {
  /** Name of the conversation, e.g. `report`. */
  conversation: string;
  step: string;
  /** What has been said so far. */
  draft: Record<string, unknown>;
  /** The cry for help this was put aside for. Said again after 继续, the same words are the answer here after all. */
  cried?: string;
  /** What had been put aside before it. */
  below?: DialogueState;
}

/** The last words heard: blinded, how often in a row, and since when. */
export interface Heard {
  mark: string;
  times: number;
  since: Date;
}

/**
 * One sender on one channel: what we are talking about, and who is answering right now. Nothing in it says who that is, nor
 * in which hour they spoke last.
 */
export interface Dialogue {
  /** `dialogueId`. */
  _id: string;
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
  /** MongoDB removes the dialogue then. */
  expiresAt: Date;
}

interface Talk {
  state?: DialogueState | undefined;
  draft?: DialogueState | undefined;
  heard?: Heard | undefined;
}
/** A dialogue as it is stored: what has been told so far is sealed. */
export interface StoredDialogue extends Omit<Dialogue, keyof Talk> {
  talk?: string;
}

const TALK = sealedField<Talk>('dialogues', 'talk');

const schema = new Schema<StoredDialogue>(
  {
    _id: NAMED_ID,
    talk: String,
    version: { type: Number, required: true },
    seq: { type: Number, required: true },
    leaseToken: String,
    leaseUntil: Date,
    expiresAt: { type: Date, required: true },
  },
  { collection: 'dialogues', versionKey: false },
);
schema.index({ expiresAt: 1 }, { expireAfterSeconds: 0, name: 'expiry' });

export const DialogueModel = mongoose.model<StoredDialogue>('Dialogue', schema);

export const sealTalk = (id: string, talk: Talk): string => TALK.seal(id, talk);
/** What was told so far; nothing where its key is gone: then it begins anew. */
export function openTalk(id: string, talk: string): Talk | undefined {
  try {
    const { heard, ...told } = TALK.open(id, talk);
    return { ...told, ...(heard === undefined ? {} : { heard: { ...heard, since: new Date(heard.since) } }) };
  } catch {
    return undefined;
  }
}
/** The dialogue as the bot goes on with it. */
export const openDialogue = ({ talk, ...row }: StoredDialogue): Dialogue => ({
  ...row,
  ...given((talk === undefined ? undefined : openTalk(row._id, talk)) ?? {}),
});

/** Who is spoken with, blinded: only somebody who knows the address finds the row. */
export const dialogueId = (channel: Channel, channelUserId: string): string =>
  blind(`${channel}:${channelUserId}`, 'dialogue');
