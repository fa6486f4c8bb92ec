import mongoose, { Schema } from 'mongoose';
import { RANDOM_ID } from '#kernel/ids';
import { sealedField } from '#platform/sealing';
import type { PhotoSubject } from './photo.model.ts';

/** A stored voice message. Its bytes lie in GridFS, encrypted with a key of their own: a voice names its speaker. */
export interface Sound {
  _id: string;
  /** What it is served as, read from the bytes. */
  type: string;
  /** Of how it was sent, in bytes. */
  bytes: number;
  /** Opens the bytes; itself sealed. */
  key: string;
  gridId: string;
  /** Whose draft it belongs to, blinded; gone once it tells of something: then nothing says who sent it. */
  owner?: string;
  subject?: PhotoSubject;
  /** The hour. */
  createdAt: Date;
}

/** The key of one voice message, as base64. */
export const SOUND_KEY = sealedField<string>('sounds', 'key');

const text = { type: String, required: true };
const schema = new Schema<Sound>(
  {
    _id: RANDOM_ID,
    type: text,
    bytes: { type: Number, required: true },
    key: text,
    gridId: text,
    owner: String,
    subject: { type: { _id: false, kind: text, id: text }, required: false },
    createdAt: { type: Date, required: true },
  },
  { collection: 'sounds', versionKey: false },
);
schema.index({ createdAt: 1 }, { name: 'by_time' });
schema.index({ 'subject.kind': 1, 'subject.id': 1 }, { name: 'by_subject' });

export const SoundModel = mongoose.model<Sound>('Sound', schema);
