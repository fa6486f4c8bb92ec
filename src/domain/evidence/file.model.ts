import mongoose, { Schema } from 'mongoose';
import { RANDOM_ID } from '#kernel/ids';
import type { PhotoSubject } from './photo.model.ts';

/** A stored document: a certificate, a list of signatures, a procedure. Its bytes lie in GridFS as they were sent. */
export interface StoredFile {
  _id: string;
  sha256: string;
  /** Name as sent, with the ending that fits what it really is. */
  fileName: string;
  /** Read from the bytes, never from the name. */
  type: string;
  bytes: number;
  gridId: string;
  /** Whose form it belongs to, blinded; gone once that was handed in. */
  owner?: string;
  subject?: PhotoSubject;
  createdAt: Date;
}

const text = { type: String, required: true };
const schema = new Schema<StoredFile>(
  {
    _id: RANDOM_ID,
    sha256: text,
    fileName: text,
    type: text,
    bytes: { type: Number, required: true },
    gridId: text,
    owner: String,
    subject: { type: { _id: false, kind: text, id: text }, required: false },
    createdAt: { type: Date, required: true },
  },
  { collection: 'storedFiles', versionKey: false },
);
schema.index({ createdAt: 1 }, { name: 'by_time' });
schema.index({ 'subject.kind': 1, 'subject.id': 1 }, { name: 'by_subject' });

export const StoredFileModel = mongoose.model<StoredFile>('StoredFile', schema);
