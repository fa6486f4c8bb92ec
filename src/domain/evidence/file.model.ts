import mongoose, { Schema } from 'mongoose';
import { newId } from '#kernel/ids';
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
  uploadedBy?: string;
  /** Absent while it belongs to a form that was not handed in. */
  subject?: PhotoSubject;
  createdAt: Date;
}

const text = { type: String, required: true };
const schema = new Schema<StoredFile>(
  {
    _id: { type: String, default: () => newId() },
    sha256: text,
    fileName: text,
    type: text,
    bytes: { type: Number, required: true },
    gridId: text,
    uploadedBy: String,
    subject: { type: { _id: false, kind: text, id: text }, required: false },
    createdAt: { type: Date, required: true },
  },
  { collection: 'storedFiles', versionKey: false },
);
schema.index({ createdAt: 1 }, { name: 'by_time' });
schema.index({ 'subject.kind': 1, 'subject.id': 1 }, { name: 'by_subject' });

export const StoredFileModel = mongoose.model<StoredFile>('StoredFile', schema);
